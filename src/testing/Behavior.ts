// What an account must do, one promise at a time.

/** What the promises are about, in the order of the matrix. */
export const GROUPS = [
  'owner',
  'install',
  'use',
  'grants',
  'refusals',
  'limits',
  'endings',
  'epochs',
  'decoder',
] as const
export type BehaviorGroup = (typeof GROUPS)[number]

/** One promise of an account. */
export interface Behavior {
  readonly group: BehaviorGroup
  /** A sentence whose subject is the account; with the numbers of the invariants that it holds. */
  readonly title: string
  /**
   * Tries it, from the same state of the chain each time. What else has to hold for it is tried before, once.
   *
   * @returns What was measured on the way, if anything.
   * @throws AccountNotConforming: it does not hold · BehaviorNotTried: it cannot be said.
   */
  readonly run: () => Promise<string | undefined>
}

/** What became of it. */
export interface BehaviorOutcome extends Pick<Behavior, 'group' | 'title'> {
  readonly verdict: 'holds' | 'fails' | 'notTried'
  /** What was measured. */
  readonly remark: string | undefined
  /** Why it fails or was not tried. */
  readonly error: unknown
}
