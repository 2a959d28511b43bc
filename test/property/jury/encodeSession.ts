// A session in the ABI, encoded once.
import { AbiCoder, Interface } from 'ethers'

import { sessionStruct, type Hex, type Session } from '../../../src'
import { SessionLens__factory } from '../../../typechain-types'
import { slice } from './bytes'

const SESSION_TYPE = new Interface(SessionLens__factory.abi).getFunction('sessionId')!.inputs
const encoded = new WeakMap<Session, Hex>()

/** As an argument, without the pointer to it. */
export function encodeSession(session: Session): Hex {
  const known =
    encoded.get(session) ?? slice(AbiCoder.defaultAbiCoder().encode(SESSION_TYPE, [sessionStruct(session)]) as Hex, 32)
  encoded.set(session, known)
  return known
}
