// Where sessions are kept over a reload or a restart. What is kept is public: keys are kept by a KeyVault.
import type { Address } from '../contracts'
import type { Session, SignedGrant } from '../session'

/** What a session is kept under. */
export interface StorePlace {
  readonly chainId: bigint
  readonly account: Address
  readonly module: Address
  /** The app's name: apps that share a store have their own sessions. */
  readonly app: string
}

/** A session as it is kept. */
export interface StoredSession {
  readonly session: Session
  /** What the owner signed, as long as no op has brought it to the chain. */
  readonly signedGrant?: SignedGrant | undefined
}

/** Keeps one session for each place: the latest. All errors are LatchkeyErrors. */
export interface SessionStore {
  /** undefined: nothing is kept there. */
  load(place: StorePlace): Promise<StoredSession | undefined>
  /** Takes the place of what is there: all of it, or nothing. */
  save(place: StorePlace, entry: StoredSession): Promise<void>
  /** Also of what cannot be read, and of what is not there. */
  remove(place: StorePlace): Promise<void>
  /**
   * Does one piece of work after the other for a place, whoever shares the store: so that of two tabs one asks the owner. Left
   * out by stores that cannot; then both may ask.
   */
  inTurn?<Answer>(place: StorePlace, work: () => Promise<Answer>): Promise<Answer>
}
