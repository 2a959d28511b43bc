// What a wallet is asked to sign: typed data of renunciations (by the session key) and of grants (by the owner).
import { TypedDataEncoder, type TypedDataField } from 'ethers'

import { MODULE_VERSION, type Address, type Hex } from '../contracts'
import { grantEntries } from './grantEntries'
import type { GrantEntry } from './GrantEntry'
import type { Session, SessionId } from './Session'
import { sessionMessage, type SessionMessage } from './sessionMessage'
import { typedDataTypes, type LatchkeyDomain } from './typedDataTypes'

/** The arguments of ethers' `signTypedData`, and the primary type for `eth_signTypedData_v4`. */
export interface TypedData<Message> {
  readonly domain: LatchkeyDomain
  readonly types: Record<string, TypedDataField[]>
  readonly primaryType: string
  readonly message: Message
}

/** Which module is asked. */
export interface ModuleIdentity {
  readonly module: Address
  /** What its `version()` says; MODULE_VERSION if omitted. */
  readonly version?: string
}

/** The end of a session, by its own key. */
export interface Renunciation extends ModuleIdentity {
  readonly chainId: bigint
  readonly account: Address
  readonly sessionId: SessionId
}

const domain = ({ module, version = MODULE_VERSION }: ModuleIdentity): LatchkeyDomain => ({
  name: 'Latchkey',
  version,
  verifyingContract: module,
})

/**
 * Typed data of a renunciation.
 *
 * @example
 * ```ts
 * const place = { module: MODULE, chainId: 1n, account: ACCOUNT } as const
 * renounceTypedData({ ...place, sessionId: sessionId(session) }).primaryType // => 'Renounce'
 * ```
 */
export const renounceTypedData = (
  renunciation: Renunciation,
): TypedData<Pick<Renunciation, 'chainId' | 'account' | 'sessionId'>> => ({
  domain: domain(renunciation),
  types: typedDataTypes.Renounce,
  primaryType: 'Renounce',
  message: {
    chainId: renunciation.chainId,
    account: renunciation.account,
    sessionId: renunciation.sessionId,
  },
})

/**
 * The 32 bytes that the session key signs to renounce, without a message prefix.
 *
 * @example
 * ```ts
 * const place = { module: MODULE, chainId: 1n, account: ACCOUNT } as const
 * renounceDigest({ ...place, sessionId: sessionId(session) }).length // => 66
 * ```
 */
export function renounceDigest(renunciation: Renunciation): Hex {
  const { domain, types, message } = renounceTypedData(renunciation)
  return TypedDataEncoder.hash(domain, types, message) as Hex
}

/**
 * Typed data of grants under one signature of the owner: one entry for each chain, given in any order. `signedGrantFor` makes
 * of the signature what each chain gets.
 *
 * @throws as `grantEntries`.
 *
 * @example
 * ```ts
 * const entry = { chainId: 1n, account: ACCOUNT, epoch: ONE_WORD, replaces: ZeroHash, session }
 * grantTypedData({ module: MODULE }, [entry]).primaryType // => 'Grant'
 * ```
 */
export const grantTypedData = (
  identity: ModuleIdentity,
  entries: readonly GrantEntry[],
): TypedData<{ entries: readonly (Omit<GrantEntry, 'session'> & { session: SessionMessage })[] }> => ({
  domain: domain(identity),
  types: typedDataTypes.Grant,
  primaryType: 'Grant',
  message: {
    entries: grantEntries(entries, identity.module).map(({ chainId, account, epoch, replaces, session }) => ({
      chainId,
      account,
      epoch,
      replaces,
      session: sessionMessage(session),
    })),
  },
})

/**
 * The EIP-712 hash of a session alone (`hashStruct`): how the entry of another chain shows its session.
 *
 * @example
 * ```ts
 * sessionStructHash(session) === sessionId(session) // => false
 * ```
 */
export function sessionStructHash(session: Session): Hex {
  const { Session, Permission, Rule } = typedDataTypes.Grant
  const types = { Session, Permission, Rule } as Record<string, TypedDataField[]>
  return TypedDataEncoder.from(types).hash(sessionMessage(session)) as Hex
}
