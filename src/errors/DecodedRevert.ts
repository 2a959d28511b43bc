// What a revert said, as data.
import type { Hex } from '../contracts'
import type { ContractError } from './ContractError'
import type { EntryPointCode } from './entryPointTexts'

/** The EntryPoint refused an op of a bundle. */
export interface EntryPointRefusal {
  readonly source: 'entryPoint'
  readonly name: 'FailedOp' | 'FailedOpWithRevert'
  /** The AA code, if it is one that the client knows. */
  readonly code: EntryPointCode | undefined
  readonly opIndex: number
  /** The EntryPoint's own text, such as `AA23 reverted`. */
  readonly reason: string
  /** What the account, the module or the paymaster reverted with. */
  readonly inner: DecodedRevert | undefined
}

/** An error of Solidity itself (`Error`, `Panic`), or another one of the EntryPoint. */
export interface OtherRevert {
  readonly source: 'other'
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

/** An error that no known ABI has. */
export interface UnknownRevert {
  readonly source: 'unknown'
  readonly data: Hex
}

/** Narrow it by `source`, then by `name`. */
export type DecodedRevert = ContractError | EntryPointRefusal | OtherRevert | UnknownRevert
