// What was found about one account on one EntryPoint.
import type { EntryPointVersion } from '../../src'
import type { Capability } from './capabilities'

/** Gas that the payer was charged for the same call. */
export interface FoundGas {
  /** In an op of the owner. */
  readonly owner: number
  /** In an op of a session that counts calls and fees. */
  readonly session: number
}

/** What the owner is shown, as a wallet would show it: the name of typed data, or what there is in its place. */
export interface FoundPrompts {
  readonly op: 'PackedUserOperation' | 'hash' | 'transaction'
  readonly grant: 'Grant' | 'none'
}

/** Found so far. */
export interface Findings {
  /** How many checks of each have passed. */
  readonly passed: Partial<Record<Capability, number>>
  /** Why it was not tried. */
  readonly leftOut: Partial<Record<Capability, string>>
  /** The titles of the checks that only this kind of account has. */
  readonly own: string[]
  gas?: FoundGas
  prompts?: FoundPrompts
}

/** Which account. */
export interface TriedAccount {
  readonly account: string
  readonly version: string
  /** Where its code is from, and whether it is that of public chains. */
  readonly code: string
  readonly entryPoint: EntryPointVersion
}

/** A row, as it is committed. */
export type AccountRow = TriedAccount & Readonly<Findings>

/** Nothing found yet. */
export const noFindings = (): Findings => ({ passed: {}, leftOut: {}, own: [] })

/** Of one account on one EntryPoint there is one row. */
export const keyOf = ({ account, entryPoint }: Pick<TriedAccount, 'account' | 'entryPoint'>): string =>
  `${account}, EntryPoint v${entryPoint}`
