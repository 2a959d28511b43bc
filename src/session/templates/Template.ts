// What a template makes: permissions for a common use of a common contract, and in words what they hold a thief to.
import type { Address } from '../../contracts'
import type { Permission } from '../Session'

export interface Template {
  /** For `allow` of a session; they must all be in it, and nothing else of this contract needs to be. */
  readonly permissions: readonly Permission[]
  /** What holds for every call under them, one sentence each. */
  readonly bounds: readonly string[]
  /** What they cannot hold, one sentence each: an owner should know before approving. */
  readonly cannot: readonly string[]
}

/** What calls may add up to, in the token's smallest unit, per period if the session has one; see {@link spend}. */
export interface Budget {
  readonly max: bigint
  /** Budgets of one number are one budget, also across templates, and have one max. 0 if omitted. */
  readonly allowance?: number
}

/** Who may be named by a call: these, up to 64, or `anyone`. */
export type Parties = readonly Address[] | 'anyone'

/** @internal What follows the sum of a budget: a template does not know the session. */
export const RENEWED = ', in each period if the session has one'

/** @internal Parties as text. */
export const partiesText = (parties: Parties): string => (parties === 'anyone' ? parties : parties.join(', '))
