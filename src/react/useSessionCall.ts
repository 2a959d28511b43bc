// A call that answers at once: shown as done when it is made, settled when it is mined, undone when it is refused.
import { useCallback, useEffect, useReducer, useRef } from 'react'

import type { LiveSession, SendOutcome, SentOp } from '../client'
import { asError } from './asError'
import { afterEvent, expected, type OptimisticCall } from './OptimisticCall'
import { useKeeper } from './SessionProvider'

/** What {@link useSessionCall} takes. */
export interface SessionCallOptions<Args extends readonly unknown[], Value> {
  /** Sends it, such as `(session, id) => session.contract(socio3).upvotePost(id)`. */
  readonly call: (session: LiveSession, ...args: Args) => Promise<Pick<SentOp, 'wait'>>
  /** What the chain says, as far as the page has read it. */
  readonly value?: Value
  /** What it will be once a call is mined; it must change nothing. The value itself if omitted. */
  readonly apply?: (value: Value, ...args: Args) => Value
  /** Called when it is mined: read `value` anew. Until what it answers has resolved, the call counts as on its way. */
  readonly onMined?: (outcome: SendOutcome, ...args: Args) => unknown
}

/** What {@link useSessionCall} answers. */
export interface SessionCall<Args extends readonly unknown[], Value> {
  /** With all calls applied that are on their way. */
  readonly value: Value
  /**
   * Makes a call. The owner is asked before if there is no session, and once for all calls that wait for it. For what was refused
   * it answers undefined: `calls` says why.
   *
   * @throws What `onMined` throws.
   */
  readonly run: (...args: Args) => Promise<SendOutcome | undefined>
  /** What is on its way, and what was refused and is not dismissed yet, in order. */
  readonly calls: readonly OptimisticCall<Args>[]
  /** Takes a refused call off the list. */
  readonly dismiss: (call: Pick<OptimisticCall<Args>, 'id'>) => void
}

/** One function of the app, for one component. Components that show the same value share what this answers. */
export function useSessionCall<Args extends readonly unknown[], Value = undefined>(
  options: SessionCallOptions<Args, Value>,
): SessionCall<Args, Value> {
  const keeper = useKeeper()
  const [calls, tell] = useReducer(afterEvent<Args>, [])
  const latest = useRef(options)
  const count = useRef(0)
  useEffect(() => {
    latest.current = options
  })
  const run = useCallback(
    async (...args: Args): Promise<SendOutcome | undefined> => {
      const id = ++count.current
      // Before anything is waited for.
      tell({ name: 'run', id, args })
      let outcome: SendOutcome
      try {
        const op = await latest.current.call(await keeper.usable(), ...args)
        tell({ name: 'sent', id })
        outcome = await op.wait()
        if (outcome.error !== undefined) throw outcome.error
      } catch (thrown) {
        tell({ name: 'refused', id, error: asError(thrown) })
        return undefined
      }
      try {
        await latest.current.onMined?.(outcome, ...args)
      } finally {
        tell({ name: 'over', id })
      }
      return outcome
    },
    [keeper],
  )
  const dismiss = useCallback(({ id }: { readonly id: number }) => tell({ name: 'over', id }), [])
  const { apply = same } = options
  // Without a value there is none of any kind.
  return { value: expected(options.value as Value, calls, apply), run, calls, dismiss }
}

const same = <Value>(value: Value, ..._args: readonly unknown[]): Value => value
