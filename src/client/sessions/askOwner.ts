// The one prompt: which calls or which signature grant a session, and what became of them.
import { isError, ZeroHash } from 'ethers'

import { grantCall, grantSignedCall, installCall, randomSalt, revokeCall } from '../../accounts'
import { sessionKeyValidatorAt, type Hex } from '../../contracts'
import { explainRevert, isLatchkeyError, LatchkeyError, revertData } from '../../errors'
import type { GrantTypedData } from '../../owner'
import {
  describeGrant,
  describeSession,
  grantFitsOp,
  grantTypedData,
  sessionId,
  signedGrantFor,
  type Call,
  type GrantEntry,
  type Session,
  type SignedGrant,
} from '../../session'
import { differenceOf, worstCase } from '../../verdict'
import { chainTime } from './chainTime'
import { pickWords } from '../../session/words'
import { isInstalled } from './isInstalled'
import { readUsage } from './readUsage'
import type { SessionsContext } from './SessionsContext'

/** @internal The app's own `onPrompt` threw: nobody was asked. */
export class NotAsked extends Error {}

/** @internal What the owner is asked for. */
export interface OwnerQuestion {
  readonly session: Session
  /** What the app had before. */
  readonly before: Session | undefined
  /** Whether that one is to end. */
  readonly endsBefore: boolean
  /** Whether it must not live on until the first op of this one. */
  readonly endsAtOnce: boolean
}

const LOOKS = 20

/**
 * @internal Asks once. Afterwards the session is live, or the answer is what its first op brings.
 *
 * @throws As the owner; OwnerCallsReverted · GrantNotSeen, and why a signature is not the owner's.
 */
export async function askOwner(context: SessionsContext, question: OwnerQuestion): Promise<SignedGrant | undefined> {
  const { module, account, adapter, owner } = context
  const { session, before, endsBefore, endsAtOnce } = question
  if (!(await isInstalled(context))) {
    const salt = randomSalt()
    await askForCalls(context, question, [installCall({ adapter, account, module, salt, sessions: [session] })])
    return undefined
  }
  // A signature ends nothing before somebody brings it, and an op has to have room for it.
  const maySign = adapter.ownerSeesTypedData && !(endsBefore && endsAtOnce) && grantFitsOp(session)
  if (maySign && owner.signTypedData !== undefined) {
    const sign = owner.signTypedData.bind(owner)
    const signedGrant = await askForSignature(context, question, sign).catch(unlessMissing)
    if (signedGrant !== undefined) return signedGrant
  }
  const ending = before !== undefined && endsBefore ? [revokeCall({ module, id: sessionId(before) })] : []
  await askForCalls(context, question, [...ending, grantCall({ module, session, account })])
  return undefined
}

// A wallet that does not know the question has asked its owner nothing yet.
function unlessMissing(thrown: unknown): undefined {
  if (!isLatchkeyError(thrown, 'OwnerMethodMissing')) throw thrown
}

async function askForCalls(context: SessionsContext, question: OwnerQuestion, calls: readonly Call[]): Promise<void> {
  const { owner, chainId, account } = context
  await announce(context, question)
  const sent = await owner.sendCalls({ chainId, account, calls })
  const { success, transactionHash } = await sent.wait()
  if (await isLive(context, question.session, success ? LOOKS : 1)) return
  if (!success) throw new LatchkeyError('OwnerCallsReverted', { transactionHash })
  throw new LatchkeyError('GrantNotSeen', { id: sessionId(question.session) })
}

async function askForSignature(
  context: SessionsContext,
  question: OwnerQuestion,
  sign: (grant: GrantTypedData) => Promise<Hex>,
): Promise<SignedGrant> {
  const { module, account, chainId, provider } = context
  const { session, before, endsBefore } = question
  const replaces = before !== undefined && endsBefore ? sessionId(before) : (ZeroHash as Hex)
  const epoch = (await sessionKeyValidatorAt(module, provider).getEpoch(account)) as Hex
  const entries = [{ chainId, account, epoch, replaces, session }]
  const typedData = grantTypedData({ module }, entries)
  await announce(context, question, entries)
  const signedGrant = signedGrantFor({ entries, chainId, ownerSignature: await sign(typedData) })
  try {
    await provider.call(grantSignedCall({ module, account, session, signedGrant }))
  } catch (thrown) {
    // A node that cannot be reached says nothing of the signature, for which the owner need not be asked twice.
    if (isError(thrown, 'CALL_EXCEPTION') || revertData(thrown) !== undefined) throw explainRevert(thrown)
  }
  return signedGrant
}

/** @param entries What the owner signs, if it is not calls. */
async function announce(
  context: SessionsContext,
  { session, before, endsBefore }: OwnerQuestion,
  entries?: readonly GrantEntry[],
): Promise<void> {
  const { onPrompt, provider, chainId, entryPoint } = context
  if (onPrompt === undefined) return
  const words = pickWords(context)
  const now = await chainTime(provider)
  const known = before === undefined ? [] : [before]
  const text =
    entries === undefined
      ? describeSession(session, { ...words, now })
      : describeGrant(entries, { now, chainId, known, chains: { [String(chainId)]: words } })
  const difference = before === undefined ? [] : differenceOf(before, session, words)
  const method = entries === undefined ? 'sendCalls' : 'signTypedData'
  const worst = worstCase(session, { now, entryPoint: entryPoint.version })
  try {
    await onPrompt({ session, before, endsBefore, method, text, difference, worstCase: worst })
  } catch (cause) {
    throw new NotAsked(undefined, { cause })
  }
}

// A provider may be some blocks behind the one that saw the transaction.
async function isLive(context: SessionsContext, session: Session, looks: number): Promise<boolean> {
  const { provider, clock, pollEvery } = context
  for (let look = 1; ; look++) {
    if ((await readUsage(provider, { ...context, session })).status === 'Live') return true
    if (look >= looks) return false
    await clock.sleep(pollEvery)
  }
}
