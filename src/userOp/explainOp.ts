// Why the module refuses an op, asked of the Lens: to the module itself most of what is outside a session is one unknown
// session.
import type { ContractRunner } from 'ethers'

import { sessionLensAt, type Address, type Claim } from '../contracts'
import { explainRevert, LatchkeyError } from '../errors'
import { sessionStruct } from '../session'
import type { SessionOpOptions } from './buildSessionOp'
import { findPermission } from './findPermission'
import type { SignedSessionOp } from './signSessionOp'

/** What `signSessionOp` was given, and what it gave back. */
export interface ExplainOpOptions
  extends
    Pick<SessionOpOptions, 'session' | 'calls' | 'permissionIndexes' | 'periodIndex' | 'signedGrant'>,
    SignedSessionOp {
  /** The Lens of the module that refused. */
  readonly lens: Address
}

const NO_GRANT = { replaces: `0x${'00'.repeat(32)}`, siblings: [], ownerSignature: '0x' }

/**
 * The exact reason for which the module refuses an op, as the one error type of the client. The Lens judges no clock: an op
 * outside its window is refused by the EntryPoint (AA22), and has no reason here.
 *
 * @param runner A provider, or a signer with one.
 * @returns undefined if the module accepts the op.
 * @throws RevertWithoutData and the like, if the Lens cannot be asked.
 *
 * @example
 * ```ts
 * const options = { ...op, key: KEY, session, calls: [upvote] }
 * const signed = await signSessionOp(options)
 * const error = await explainOp(provider, { ...options, ...signed, lens })
 * error.code // => 'ModuleNotInstalled'
 * error.fix // => 'Have the owner install it, together with the first session.'
 * ```
 */
export async function explainOp(runner: ContractRunner, options: ExplainOpOptions): Promise<LatchkeyError | undefined> {
  const { lens, session, userOp, userOpHash } = options
  const claim = claimOf(options)
  if (claim instanceof LatchkeyError) return claim
  try {
    const { explain } = sessionLensAt(lens, runner)
    const { reason } = await explain(userOp.sender, sessionStruct(session), claim, userOp, userOpHash)
    return reason === '0x' ? undefined : explainRevert(reason)
  } catch (thrown) {
    throw explainRevert(thrown)
  }
}

// What the op claims; or why it can claim nothing: a call that no permission allows needs no chain to be refused.
function claimOf({
  session,
  calls,
  permissionIndexes,
  periodIndex,
  signedGrant,
}: ExplainOpOptions): Claim | LatchkeyError {
  try {
    const permissions = permissionIndexes ?? calls.map((call, callIndex) => findPermission(session, call, callIndex))
    return { permissions: [...permissions], periodIndex: periodIndex ?? 0, grant: grantOf(signedGrant) }
  } catch (thrown) {
    return explainRevert(thrown)
  }
}

const grantOf = (grant: SessionOpOptions['signedGrant']): Claim['grant'] =>
  grant === undefined ? NO_GRANT : { ...grant, siblings: [...grant.siblings] }
