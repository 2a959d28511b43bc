// The module and the Lens are asked about an op; and what each answered, in one word.
import { AbiCoder, Interface, type ErrorDescription } from 'ethers'
import { network } from 'hardhat'

import { sessionStruct, type Hex, type PackedUserOperation, type Session } from '../../../src'
import { JuryMock__factory, SessionKeyValidator__factory, SessionLens__factory } from '../../../typechain-types'
import { bytesTail, encode, tail, word, wordsTail } from './abi'
import { join, slice } from './bytes'
import type { Case } from './caseOf'
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
  readonly moduleError: ErrorDescription | null
  readonly lensError: ErrorDescription | null
}

// Long calls are slow, and so is a long queue of them.
const AT_ONCE = 8

const validator = new Interface(SessionKeyValidator__factory.abi)
const lens = new Interface(SessionLens__factory.abi)
const jury = new Interface(JuryMock__factory.abi)

/** What both say to each of the cases, in their order. */
export async function judgeAll(cases: Iterable<Case>): Promise<readonly Judged[]> {
  const judged: Judged[] = []
  let asked: Promise<Judged>[] = []
  const answers = async (): Promise<void> => {
    judged.push(...(await Promise.all(asked)))
    asked = []
  }
  for (const one of cases) {
    asked.push(judge(one))
    if (asked.length === AT_ONCE) await answers()
  }
  await answers()
  return judged
}

async function judge(one: Case): Promise<Judged> {
  const data = join(selectorOf(jury, 'judge'), encode(...questionsOf(one).map(bytesTail)))
  const answer = (await network.provider.request({
    method: 'eth_call',
    params: [{ to: one.jury.address, data }],
  })) as Hex
  return judged(one, jury.decodeFunctionResult('judge', answer) as unknown as [boolean, Hex, Hex])
}

/** Calldata for the module, and for the Lens. */
function questionsOf({ jury, session, told, op, userOpHash, beyond }: Case): [Hex, Hex] {
  const [opTail, hash] = [tail(encodeOp(op)), word(userOpHash)]
  return [
    join(selectorOf(validator, 'validateUserOp'), encode(opTail, hash), beyond),
    join(
      selectorOf(lens, 'explain'),
      encode(word(jury.address), tail(encodeSession(session)), tail(encodeClaim(told)), opTail, hash),
    ),
  ]
}

const selectorOf = (abi: Interface, name: string): Hex => abi.getFunction(name)!.selector as Hex

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

const encodeClaim = ({ permissions, periodIndex, ownerSignature }: Told): Hex =>
  encode(wordsTail(permissions), word(periodIndex), tail(encode(word(0), wordsTail([]), bytesTail(ownerSignature))))

const encoded = new WeakMap<Session, Hex>()

function encodeSession(session: Session): Hex {
  const type = lens.getFunction('sessionId')!.inputs
  const known =
    encoded.get(session) ?? slice(AbiCoder.defaultAbiCoder().encode(type, [sessionStruct(session)]) as Hex, 32)
  encoded.set(session, known)
  return known
}

function judged(one: Case, [returned, answer, explanation]: [boolean, Hex, Hex]): Judged {
  const window = returned ? BigInt(answer) : undefined
  const moduleError = returned ? null : validator.parseError(answer)
  const [reason, validationData] = lens.decodeFunctionResult('explain', explanation) as unknown as [Hex, bigint]
  const lensError = reason === '0x' ? null : lens.parseError(reason)
  return {
    one,
    moduleError,
    lensError,
    module: window === undefined ? (moduleError?.name ?? `unknown ${answer}`) : window === 1n ? NOT_SIGNED : ACCEPTED,
    lens: reason === '0x' ? ACCEPTED : (lensError?.name ?? `unknown ${reason}`),
    moduleWindow: window === 1n ? undefined : window,
    lensWindow: reason === '0x' ? validationData : undefined,
  }
}
