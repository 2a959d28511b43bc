// The module and the Lens are asked about an op; and what each answered, in one word.
import { Interface } from 'ethers'
import { network } from 'hardhat'

import type { Hex, PackedUserOperation } from '../../../src'
import {
  GrantJudge__factory,
  JuryMock__factory,
  SessionKeyValidator__factory,
  SessionLens__factory,
} from '../../../typechain-types'
import { bytesAt, bytesTail, encode, tail, word, wordAt, wordsTail } from './abi'
import { join, slice } from './bytes'
import type { Case } from './caseOf'
import { collectGarbage } from './collectGarbage'
import { encodeSession } from './encodeSession'
import { encodeSignedGrant } from './grants'
import type { Told } from './wire'

/** `accepted`, `1`, or the name of the error. */
export type Verdict = string

export const ACCEPTED: Verdict = 'accepted'
export const NOT_SIGNED: Verdict = '1'

export interface Judged {
  readonly one: Case
  readonly module: Verdict
  readonly lens: Verdict
  /** The window that each gives; undefined if it gives none. */
  readonly moduleWindow: bigint | undefined
  readonly lensWindow: bigint | undefined
  /** What the module returned or reverted with, and the reason that the Lens gives, which may be empty. */
  readonly answer: Hex
  readonly reason: Hex
}

/** So many questions are under way, so that one is asked while another is answered. */
const AT_ONCE = 2
const GARBAGE_EVERY = 16

const SELECTOR_LENGTH = 4

const validator = new Interface(SessionKeyValidator__factory.abi)
const lens = new Interface(SessionLens__factory.abi)

const selectorOf = (abi: Interface, name: string): Hex => abi.getFunction(name)!.selector as Hex
const JUDGE = selectorOf(new Interface(JuryMock__factory.abi), 'judge')
const VALIDATE = selectorOf(validator, 'validateUserOp')
const EXPLAIN = selectorOf(lens, 'explain')

/** Found once: ethers hashes every error again for each look. */
const namesOf = (abi: Interface): ReadonlyMap<Hex, string> => {
  const names = new Map<Hex, string>()
  abi.forEachError(({ selector, name }) => names.set(selector as Hex, name))
  return names
}
const MODULE_ERRORS = namesOf(validator)
const LENS_ERRORS = new Map([...namesOf(new Interface(GrantJudge__factory.abi)), ...namesOf(lens)])

/** What both say to each of the cases, in their order. */
export async function judgeAll(cases: Iterable<Case>): Promise<readonly Judged[]> {
  const judged: Judged[] = []
  const asked: Promise<Judged>[] = []
  for (const one of cases) {
    asked.push(judge(one))
    if (asked.length < AT_ONCE) continue
    judged.push(await asked.shift()!)
    if (judged.length % GARBAGE_EVERY === 0) await collectGarbage()
  }
  return [...judged, ...(await Promise.all(asked))]
}

async function judge(one: Case): Promise<Judged> {
  const data = join(JUDGE, encode(...questionsOf(one).map(bytesTail)))
  const answer = (await network.provider.request({
    method: 'eth_call',
    params: [{ to: one.jury.address, data }],
  })) as Hex
  return judged(one, answer)
}

/** Calldata for the module, and for the Lens. */
export function questionsOf({ jury, session, told, op, userOpHash, beyond }: Case): [Hex, Hex] {
  const [opTail, hash] = [tail(encodeOp(op)), word(userOpHash)]
  return [
    join(VALIDATE, encode(opTail, hash), beyond),
    join(EXPLAIN, encode(word(jury.address), tail(encodeSession(session)), tail(encodeClaim(told)), opTail, hash)),
  ]
}

const encodeOp = (op: PackedUserOperation): Hex =>
  encode(
    word(op.sender),
    word(op.nonce),
    bytesTail(op.initCode),
    bytesTail(op.callData),
    word(op.accountGasLimits),
    word(op.preVerificationGas),
    word(op.gasFees),
    bytesTail(op.paymasterAndData),
    bytesTail(op.signature),
  )

const encodeClaim = ({ permissions, periodIndex, grant }: Told): Hex =>
  encode(wordsTail(permissions), word(periodIndex), encodeSignedGrant(grant))

/** @param returned What `judge` of the mock gave: (bool, bytes, bytes). */
function judged(one: Case, returned: Hex): Judged {
  const answer = bytesAt(returned, 1)
  const explanation = bytesAt(returned, 2)
  const reason = bytesAt(explanation, 0)
  const window = wordAt(returned, 0) === 1n ? BigInt(answer) : undefined
  return {
    one,
    answer,
    reason,
    module: window === undefined ? nameOf(answer, MODULE_ERRORS) : window === 1n ? NOT_SIGNED : ACCEPTED,
    lens: reason === '0x' ? ACCEPTED : nameOf(reason, LENS_ERRORS),
    moduleWindow: window === 1n ? undefined : window,
    lensWindow: reason === '0x' ? wordAt(explanation, 1) : undefined,
  }
}

const nameOf = (error: Hex, names: ReadonlyMap<Hex, string>): Verdict =>
  names.get(slice(error, 0, SELECTOR_LENGTH)) ?? `unknown ${error}`
