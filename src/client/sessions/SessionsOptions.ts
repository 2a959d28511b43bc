// What sessions are opened with, and what is asked of an owner.
import type { Provider } from 'ethers'

import type { AccountAdapter } from '../../accounts'
import type { Bundler } from '../../bundler'
import type { Address } from '../../contracts'
import type { Owner } from '../../owner'
import type { Paymaster } from '../../paymaster'
import type { Duration, Session, SessionOptions, Signer, WordsOptions } from '../../session'
import type { KeyVault, SessionStore, Tabs } from '../../store'
import type { EntryPointVersion, SessionKey } from '../../userOp'
import type { WorstCase } from '../../verdict'
import type { QueueOptions } from '../queue'

/** What {@link openSessions} needs; the account, its owner, and the way to the chain are all that has no default. */
export interface SessionsOptions
  extends Pick<QueueOptions, 'clock' | 'margins' | 'batchMax' | 'pollEvery' | 'dropAfter'>, WordsOptions {
  readonly account: Address
  /** Without `signTypedData` where the account does not take what the owner signs; then the account's own calls grant. */
  readonly owner: Owner
  readonly bundler: Bundler
  readonly provider: Provider
  /** This version's, at the address that it has on every chain, if omitted. */
  readonly module?: Address | undefined
  /** As the module; without one of its own a module that is given has none, and refusals say less. */
  readonly lens?: Address | undefined
  /** Asked of the account, or of the bundler, if omitted. */
  readonly entryPoint?: { readonly address: Address; readonly version: EntryPointVersion } | undefined
  /** The kind of account; found by its `accountId()` if omitted. Needed for an account that is yet to be deployed. */
  readonly adapter?: AccountAdapter | undefined
  /** Kinds of account besides those that the client knows. */
  readonly adapters?: readonly AccountAdapter[] | undefined
  /** Where sessions are kept; in memory if omitted: then a reload leads to a prompt. */
  readonly store?: SessionStore | undefined
  /** Where their keys are kept, each as long as its session is; in memory if omitted. */
  readonly vault?: KeyVault | undefined
  /** The way to other tabs that share the store; each tab is alone if omitted. */
  readonly tabs?: Tabs | undefined
  /** The app's name; `app` if omitted. Apps that share a store and an account need different ones. */
  readonly app?: string | undefined
  /** Pays for ops of sessions that name it; those sessions' other ops it pays for too. */
  readonly paymaster?: Paymaster | undefined
  /** Called right before the owner is asked, which waits for it; if it throws, nobody is asked and nothing is kept. */
  readonly onPrompt?: ((prompt: SessionPrompt) => void | Promise<void>) | undefined
  /** Seconds between two looks at the chain while somebody listens for events; 15 if omitted. */
  readonly watchEvery?: number | undefined
}

/** What the owner is about to be asked. */
export interface SessionPrompt {
  /** The session that is to be granted. */
  readonly session: Session
  /** The one that it takes the place of, if the app had one. */
  readonly before: Session | undefined
  /** Whether that one is ended by the same approval. */
  readonly endsBefore: boolean
  /** By calls of the account, or by a signature of typed data. */
  readonly method: 'sendCalls' | 'signTypedData'
  /** `describeSession` of the session; of a signature, `describeGrant` of what is signed. */
  readonly text: string
  /** `differenceOf` the two; empty if there is none before. */
  readonly difference: readonly string[]
  /** What a thief of its key could cost at most; `describeWorstCase` puts it in words. */
  readonly worstCase: WorstCase
}

/** What an app wants to do, in the words of `createSession`. */
export interface EnsureRequest extends Omit<SessionOptions, 'signer' | 'now'> {
  /** A key of the app's own; one is made and kept if omitted. */
  readonly key?: OwnKey | undefined
  /** How long a session that the app has already must still last; by default a tenth of what is asked for, at most half. See `covers`. */
  readonly lasting?: Duration | number | undefined
}

/** A session key that the app brings. */
export interface OwnKey extends Pick<QueueOptions, 'signatureLength' | 'verifierGas'> {
  /** The public part. */
  readonly signer: Signer
  readonly key: SessionKey
}
