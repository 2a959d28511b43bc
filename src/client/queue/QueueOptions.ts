// What a queue is made of, and what it gives back.
import type { Provider } from 'ethers'

import type { AccountAdapter } from '../../accounts'
import type { Bundler, OpReceipt } from '../../bundler'
import type { Address, Hex } from '../../contracts'
import type { LatchkeyError } from '../../errors'
import type { Paymaster } from '../../paymaster'
import type { Call, Session, SignedGrant } from '../../session'
import type { EntryPointVersion, SessionKey } from '../../userOp'
import type { SendMargins } from '../../verdict'
import type { Clock } from './Clock'
import type { Reserved } from './reservation'

/** What an op that is about to be sent would be. */
export interface AdmitTerms {
  /** Wei, worst case. */
  readonly fee: bigint
  readonly sponsored: boolean
  readonly periodIndex: number | undefined
  /** Seconds since 1970, the chain's time. */
  readonly now: number
}

/**
 * Judges calls before they are sent; `reserved` is what ops in flight may use of the limits besides. Returns the reason to
 * refuse them, or undefined. While ops are in flight a refusal is not final: it is asked again when one of them has ended.
 */
export type Admit = (
  calls: readonly Call[],
  reserved: Reserved,
  terms: AdmitTerms,
) => LatchkeyError | undefined | Promise<LatchkeyError | undefined>

/** A session, whose key it is, and the way to the chain. */
export interface QueueOptions {
  readonly session: Session
  readonly key: SessionKey
  readonly account: Address
  readonly adapter: AccountAdapter
  readonly module: Address
  /** The Lens of the module: with it, refusals have their exact reason. */
  readonly lens?: Address | undefined
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly chainId: bigint
  readonly bundler: Bundler
  /** Reads nonces, time and fees. */
  readonly provider: Provider
  /** Pays for every op; the session must name it. The account pays if omitted. */
  readonly paymaster?: Paymaster | undefined
  /** The owner's signature, brought by each op until the session is live. */
  readonly signedGrant?: SignedGrant | undefined
  /** Only for ERC-7913 keys: bytes of a signature, and gas that checking one takes (300,000 if omitted). */
  readonly signatureLength?: number | undefined
  readonly verifierGas?: bigint | undefined
  /** Judges what the queue itself does not: what is left of the limits. */
  readonly admit?: Admit | undefined
  /** How many calls that had to wait may share an op: 10 if omitted, 1 for none. */
  readonly batchMax?: number | undefined
  /** Lanes of an earlier queue of this session: reusing them saves gas. */
  readonly lanes?: readonly number[] | undefined
  readonly margins?: SendMargins | undefined
  readonly clock?: Clock | undefined
  /** Milliseconds between two questions for a receipt; 1,000 if omitted. */
  readonly pollEvery?: number | undefined
  /** Milliseconds after which an op that no one knows counts as dropped; 120,000 if omitted. */
  readonly dropAfter?: number | undefined
}

/** How a send is to be treated. */
export interface SendOptions {
  /** true: these calls share no op with those of another send, so no revert of others undoes them. */
  readonly alone?: boolean
}

/** What became of the calls of one send. */
export interface SendOutcome extends OpReceipt {
  /** Why the calls reverted; undefined if they were executed. */
  readonly error: LatchkeyError<'CallsReverted'> | undefined
  /** How many sends shared the op: the revert of one is the revert of all. */
  readonly sends: number
}

/** An op that the bundler has accepted, as one send sees it. */
export interface SentOp {
  /** Computed here. */
  readonly userOpHash: Hex
  readonly nonce: bigint
  /** How many sends share the op; 1: this one alone. */
  readonly sends: number
  /** Where the calls of this send begin among those of the op. */
  readonly firstCall: number
  /**
   * What became of it; may be asked more than once.
   *
   * @throws OpDropped · OpReplaced.
   */
  wait(): Promise<SendOutcome>
}
