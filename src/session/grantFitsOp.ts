// Whether a session's first op can bring what the owner signed.
import { AbiCoder, dataLength } from 'ethers'

import type { Session } from './Session'
import { sessionParamType } from './sessionParamType'
import { sessionStruct } from './sessionStruct'

/** Bundlers take no op that is longer (ERC-7562). */
export const OP_BYTES_MAX = 8_192

/** The rest of the op, its calls and the owner's signature. */
const BESIDE_SESSION = 2_048

/**
 * Whether an op with some calls has room for the grant of a session. A longer one is better granted by the account's calls, or
 * brought by a transaction of its own: see `grantSignedCall`.
 *
 * @example
 * ```ts
 * grantFitsOp(session) // => true
 * ```
 */
export const grantFitsOp = (session: Session): boolean =>
  dataLength(AbiCoder.defaultAbiCoder().encode([sessionParamType], [sessionStruct(session)])) <=
  OP_BYTES_MAX - BESIDE_SESSION
