// What an owner approves, as the module's ABI has it: the same names in the same order.
import type { Address, Hex } from '../contracts'

declare const sessionIdBrand: unique symbol

/** The hash of a session's terms, permissions and key; 32 bytes. Made by {@link sessionId} or {@link toSessionId}. */
export type SessionId = Hex & { readonly [sessionIdBrand]: true }

/** 0: an address (20 bytes) · 1: a P-256 point x ‖ y (64 bytes) · 2: an ERC-7913 verifier (20 bytes) and its key. */
export type SignerKind = 0 | 1 | 2

/** 0 oneOf · 1 noneOf · 2 between · 3 betweenSigned · 4 charge. */
export type Comparison = 0 | 1 | 2 | 3 | 4

/** A condition on one word of a call's arguments. */
export interface Rule {
  /** How to reach the word: kind 8 bits | operand 24 bits per step. */
  readonly path: readonly number[]
  /** class << 8 | bytes. Classes: 0 uint, 1 int, 2 bytesN, 3 address, 4 bool. */
  readonly wordType: number
  readonly comparison: Comparison
  /** 32 bytes: the bits that are compared; all ones unless oneOf or noneOf. */
  readonly mask: Hex
  /** 32 bytes each: what the word is compared with. */
  readonly values: readonly Hex[]
  /** The number of the allowance that a `charge` adds to; 0 for every other comparison. */
  readonly allowance: number
}

/** One function of one contract, or a plain transfer to one address. */
export interface Permission {
  /** Never zero, the account itself, or the module. */
  readonly target: Address
  /** The function as text, such as `upvotePost(uint256)`; empty for a plain transfer. */
  readonly functionSignature: string
  /** The first four bytes of keccak256(functionSignature); zero for a plain transfer. */
  readonly selector: Hex
  /** Wei per call, inclusive. Always compared: the type's maximum is a number here. */
  readonly maxValue: bigint
  /** Conditions on arguments; all must hold. Strictly ascending by keccak256 of the packed rule. */
  readonly rules: readonly Rule[]
}

/** One grant to one session key. Everything that is not named here is refused. */
export interface Session {
  readonly signerKind: SignerKind
  /** The session key: 20, 64, or more than 20 bytes, by kind. */
  readonly signer: Hex
  /** Seconds since 1970. Inclusive on EntryPoint v0.7, exclusive on v0.8 and v0.9. */
  readonly validAfter: number
  /** Seconds since 1970, inclusive. validAfter < validUntil < 2^47. */
  readonly validUntil: number
  /** Zero: the account pays for every op. An address: this paymaster may pay too, and no other. */
  readonly paymaster: Address
  /** Seconds after which usage starts again; 0: the limits are for the whole session; else at least 60. */
  readonly period: number
  /** Executed calls (not userOps) per period, at least 1; UNLIMITED_CALLS: no limit. */
  readonly maxCalls: number
  /** Wei of native value over all calls per period; 0: none; UNLIMITED_VALUE: no limit. */
  readonly maxValue: bigint
  /** Wei of worst-case fees over all userOps per period, whoever pays; UNLIMITED_FEE: no limit, the paymaster pays. */
  readonly maxFee: bigint
  /** What may be called. At least one; leaves strictly ascending. */
  readonly permissions: readonly Permission[]
}

/** The largest value of a limit's type means: not compared, not added, not stored. */
export const UNLIMITED_FEE = (1n << 80n) - 1n
export const UNLIMITED_VALUE = (1n << 80n) - 1n
export const UNLIMITED_CALLS = 2 ** 32 - 1

/** Times are below this: EntryPoint v0.9 reads larger ones as block numbers. */
export const VALID_UNTIL_END = 2 ** 47

/** The shortest period, in seconds. */
export const PERIOD_MIN = 60

/** The most permissions a session can hold. */
export const PERMISSIONS_MAX = 2 ** 15

/** Comparisons of a rule. */
export const ONE_OF = 0
export const NONE_OF = 1
export const BETWEEN = 2
export const BETWEEN_SIGNED = 3
export const CHARGE = 4

/** The selector of a plain transfer. */
export const NO_SELECTOR: Hex = '0x00000000'
