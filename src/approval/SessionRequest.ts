// What an app asks of a wallet, and what it gets back. Neither holds anything secret: the key stays with the app.
import type { Address, Hex } from '../contracts'
import type { Session, SignedGrant } from '../session'

/** An app's request for a session, made for one account on one chain. */
export interface SessionRequest {
  /** What the app calls itself; nobody has checked it. */
  readonly app: string
  readonly chainId: bigint
  readonly account: Address
  readonly module: Address
  /** What is asked for: `signer` is the public part of the app's key. */
  readonly session: Session
  /** The app's session that ends with it; undefined: none. */
  readonly before: Session | undefined
}

/** A session that was approved. */
export interface GrantedSession extends Omit<SessionRequest, 'app' | 'before'> {
  /** What the owner signed; undefined: it is granted on the chain, or will be by calls that were sent. */
  readonly signedGrant: SignedGrant | undefined
  /** The id of a session that ended with it; undefined: none. */
  readonly ended: Hex | undefined
}
