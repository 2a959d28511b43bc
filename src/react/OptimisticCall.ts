// Calls on their way, as a page shows them.

/** sending: nobody has it yet · sent: the bundler has taken it · refused: it was undone. Once it is mined it is no more listed. */
export type OptimisticState = 'sending' | 'sent' | 'refused'

/** One call. */
export interface OptimisticCall<Args extends readonly unknown[]> {
  /** Of this component alone; a `key` for a list. */
  readonly id: number
  readonly args: Args
  readonly state: OptimisticState
  /** Why it was refused: a LatchkeyError, unless the app's own code threw. */
  readonly error: Error | undefined
}

/** @internal What happens to calls. */
export type CallEvent<Args extends readonly unknown[]> =
  | { readonly name: 'run'; readonly id: number; readonly args: Args }
  | { readonly name: 'sent' | 'over'; readonly id: number }
  | { readonly name: 'refused'; readonly id: number; readonly error: Error }

/** @internal The calls after an event. */
export function afterEvent<Args extends readonly unknown[]>(
  calls: readonly OptimisticCall<Args>[],
  event: CallEvent<Args>,
): readonly OptimisticCall<Args>[] {
  const { name, id } = event
  if (name === 'run') return [...calls, { id, args: event.args, state: 'sending', error: undefined }]
  if (name === 'over') return calls.filter((call) => call.id !== id)
  const error = name === 'refused' ? event.error : undefined
  return calls.map((call) => (call.id === id ? { ...call, state: name, error } : call))
}

/** @internal A value as it will be when all that is on its way is mined. */
export const expected = <Value, Args extends readonly unknown[]>(
  value: Value,
  calls: readonly OptimisticCall<Args>[],
  apply: (value: Value, ...args: Args) => Value,
): Value => calls.filter(({ state }) => state !== 'refused').reduce((so, { args }) => apply(so, ...args), value)
