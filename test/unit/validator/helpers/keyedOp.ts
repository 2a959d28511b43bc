// Ops and sessions of keys of every kind, for the module alone.
import { concat, dataLength, toBeHex } from 'ethers'

import type { Session } from '../../../../src'
import type { TestKey } from '../../../helpers/sessionKeys'
import { anOp, digestOf, encodeWire, wireOf, type Op, type OpOptions } from './op'
import type { Scene } from './scene'
import { aSession } from './session'

const GRANT_AND_KIND = 0x13

/** A session of this key. */
export const sessionOf = ({ signerKind, signer }: TestKey, overrides: Partial<Session> = {}): Session =>
  aSession({ signerKind, signer, ...overrides })

/** What an op says about its key: as the session has it, unless a test claims something else. */
export interface Claim {
  readonly kind?: number
  /** The bytes on the wire after limits and paymaster, lengths included. */
  readonly signer?: string
  readonly signature?: string
  /** Signed in place of the op's digest. */
  readonly digest?: string
}

/** length 2 | key | length of the signature 2. */
export const signerPart = (signer: string, signatureLength: number): string =>
  concat([toBeHex(dataLength(signer), 2), signer, toBeHex(signatureLength, 2)])

/** All of the signature field before the key's signature. */
export function authorizationOf(key: TestKey, session: Session, claim: Claim = {}, options: OpOptions = {}): string {
  const { kind = key.signerKind } = claim
  const wire = wireOf(session, options)
  const own = key.signerKind === 2 ? signerPart(key.signer, key.signatureLength ?? 0) : key.signer
  const head = toBeHex((Number(wire.head) & ~GRANT_AND_KIND) | kind, 1)
  return encodeWire({ ...wire, head, signer: claim.signer ?? own })
}

/** An op of this key's session, signed by it. */
export function keyedOp(scene: Scene, key: TestKey, claim: Claim = {}, options: OpOptions = {}): Op {
  const session = sessionOf(key)
  const authorization = authorizationOf(key, session, claim, options)
  const signature = claim.signature ?? key.sign(claim.digest ?? digestOf(scene, authorization))
  return anOp(scene, session, { ...options, authorization, signature })
}
