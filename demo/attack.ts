// An attempt at what the approval does not say: first through the client, then past it, straight to the EntryPoint, in a
// transaction that is mined. The session key signs, as a thief who has it would.
import { ethers } from 'hardhat'

import {
  explainOp,
  handleOps,
  isLatchkeyError,
  sessionId,
  signDigest,
  toAddress,
  type Call,
  type ErrorCode,
  type Hex,
  type LatchkeyError,
  type PackedUserOperation,
  type Session,
} from '../src'
import { signHashedOp, signOp, type KeyedSession, type OpVariation } from './app'
import { readState } from './chainState'
import { mustBe, WrongOutcome } from './check'
import { detail, readable, say } from './print'
import { signedRule } from './signedRule'
import type { Stage } from './stage'

export type Attempt = {
  readonly title: string
  /** What the op claims; the granted session if omitted. */
  readonly claimed?: KeyedSession
  readonly calls: readonly Call[]
  readonly varied?: Omit<OpVariation, 'permissionIndexes'>
  /** The client's refusal; omitted where only the chain can know. */
  readonly client?: ErrorCode
  /** The chain's refusal: the module's error, or an AA code of the EntryPoint. */
  readonly chain: ErrorCode
  /** The Lens's refusal, asked before the op is sent: of what only the chain has counted. */
  readonly asked?: ErrorCode
  /** What the Lens says afterwards, where the module itself only knows that the session is not live. */
  readonly lens?: ErrorCode
}

// Given, so that no gas estimation refuses before the chain does: each of these bundles is mined, and reverts.
const BUNDLE_GAS = 2_000_000n

/** Makes the attempt; throws unless client and chain refuse it as expected and nothing has changed. */
export async function refuse(stage: Stage, granted: KeyedSession, attempt: Attempt): Promise<void> {
  const { title, claimed = granted, calls, varied = {} } = attempt
  say(title)
  await mustBePossible(stage, title, calls)
  let known: LatchkeyError | undefined
  if (attempt.client !== undefined) {
    known = await rejectionOf(title, signOp(stage, claimed, calls, varied))
    report(stage, title, 'client', known, attempt.client)
    if (isLatchkeyError(known, 'RuleNotMet')) quoteRule(stage, claimed.session, calls, known)
  }
  // Past the client: a function as key is not compared with the session, given indexes are not compared with the calls.
  const key = varied.key ?? claimed.key
  const sign = typeof key === 'function' ? key : (digest: Hex) => signDigest(key, digest)
  const forced = { ...varied, key: sign, permissionIndexes: calls.map((call) => nearestIndex(claimed.session, call)) }
  const signed = await signHashedOp(stage, claimed, calls, forced)

  const explain = async (code: ErrorCode, who: string): Promise<void> => {
    const lens = toAddress(await stage.lens.getAddress())
    const error = await explainOp(ethers.provider, { ...forced, ...signed, session: claimed.session, calls, lens })
    if (error === undefined) throw new WrongOutcome(`${title}: the Lens has no reason`)
    report(stage, title, who, error, code)
  }

  const ids = [sessionId(granted.session), sessionId(claimed.session)]
  const before = await readState(stage, ids)
  if (attempt.asked !== undefined) await explain(attempt.asked, 'asked')
  const refused = await sendRaw(stage, title, signed.userOp)
  report(stage, title, 'chain', refused, attempt.chain)
  if (known?.code === 'RuleNotMet') mustBe(`${title}: the reason of the chain`, refused.why, known.why)
  if (attempt.lens !== undefined) await explain(attempt.lens, 'Lens')
  mustBe(`${title}: what a refused op leaves`, await readState(stage, ids), before)
}

// The permission for the call's function: what a thief would claim, whatever the arguments. Else the first.
const nearestIndex = ({ permissions }: Session, { to, data }: Call): number =>
  Math.max(
    0,
    permissions.findIndex(({ target, selector }) => target === to && selector === data.slice(0, 10)),
  )

function quoteRule(
  { names }: Stage,
  session: Session,
  calls: readonly Call[],
  error: LatchkeyError<'RuleNotMet'>,
): void {
  const call = calls[Number(error.args.callIndex)]
  if (call === undefined) throw new WrongOutcome(`No call ${error.args.callIndex} was attempted`)
  detail('signed', readable(signedRule(session, nearestIndex(session, call), Number(error.args.ruleIndex)), names))
}

// A refusal shows something only if the account itself could make the call. An eth_call checks no balance.
async function mustBePossible({ account }: Stage, title: string, calls: readonly Call[]): Promise<void> {
  const balance = await ethers.provider.getBalance(account)
  for (const call of calls) {
    mustBe(`${title}: the account can afford it`, balance >= call.value, true)
    await ethers.provider.call({ ...call, from: account }).catch((cause: unknown) => {
      throw new WrongOutcome(`${title}: not even the account could make this call`, { cause })
    })
  }
}

async function sendRaw({ entryPoint, bundler }: Stage, title: string, op: PackedUserOperation): Promise<LatchkeyError> {
  const parent = await ethers.provider.getBlockNumber()
  const error = await rejectionOf(title, handleOps(entryPoint.address, [op], bundler, { gasLimit: BUNDLE_GAS }))
  const block = await ethers.provider.getBlock(parent + 1)
  const receipt = await ethers.provider.getTransactionReceipt(block?.transactions[0] ?? '')
  mustBe('The refused bundle was mined, as', receipt?.status === 0 ? 'reverted' : 'not reverted', 'reverted')
  return error
}

async function rejectionOf(title: string, promise: Promise<unknown>): Promise<LatchkeyError> {
  try {
    await promise
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return thrown
    throw thrown
  }
  throw new WrongOutcome(`${title}: accepted, where a refusal was expected`)
}

const told = new Set<string>()

// In plain words; a sentence that was told before, but for its hashes, is not told again.
function report({ names }: Stage, title: string, who: string, error: LatchkeyError, expected: ErrorCode): void {
  mustBe(`${title}: the refusal of the ${who}`, error.code, expected)
  const { onchain } = error
  const outer = onchain?.source === 'entryPoint' && onchain.inner !== undefined ? `, inside "${onchain.reason}"` : ''
  const sentence = error.why.replace(/0x[0-9a-f]{4}…[0-9a-f]{4}/g, '')
  const why = told.has(sentence) ? '' : ` ${error.why}`
  told.add(sentence)
  detail(who, readable(`${error.title} [${error.code}${outer}].${why}`, names))
}
