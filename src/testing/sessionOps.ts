// Session ops of a tested account: made, sent, and refused.
import { Interface } from 'ethers'

import { entryPointAt, type Hex } from '../contracts'
import { explainRevert, LatchkeyError, type ErrorCode } from '../errors'
import { toCall, type CallLike, type Session, type SignedGrant } from '../session'
import {
  handleOps,
  readNonce,
  signSessionOp,
  type BundleOutcome,
  type PackedUserOperation,
  type SessionKey,
} from '../userOp'
import { expectSame, expectThat } from './findings'
import { BUNDLE_GAS, OP_GAS } from './opGas'
import type { WitnessedCall } from './witness'
import type { World } from './World'

/** @internal What an op is made of; the session's own key, and the first permission that fits, if not said otherwise. */
export interface TriedOp {
  readonly session: Session
  readonly calls: readonly CallLike[]
  /** In place of what the account's adapter makes of the calls. */
  readonly callData?: Hex
  readonly permissionIndexes?: readonly number[]
  readonly periodIndex?: number
  readonly signedGrant?: SignedGrant
  readonly lane?: number
  readonly key?: SessionKey
}

/** What the EntryPoint says where an account tells it no more than that the module said no. */
const ANY_NO = ['AA23', 'AA24']

/** @internal A signed op that nobody has seen yet. */
export async function makeOp(world: World, op: TriedOp): Promise<PackedUserOperation> {
  const { chain, account, entryPoint, module, adapter } = world
  const { lane = 0, key = world.key, callData, ...terms } = op
  const nonceKey = adapter.nonceKey(module, lane)
  const nonce = await readNonce(chain.provider, {
    entryPoint: entryPoint.address,
    sender: account.address,
    key: nonceKey,
  })
  const { userOp } = await signSessionOp({
    ...terms,
    key,
    module,
    entryPoint,
    chainId: chain.chainId,
    userOp: { sender: account.address, nonce, ...OP_GAS },
    account: callData === undefined ? adapter : { ...adapter, encodeExecute: () => callData },
  })
  return userOp
}

/** @internal Sends an op that has to be accepted, and its calls executed: answers what the targets saw. */
export async function sendOp(world: World, userOp: PackedUserOperation): Promise<SentOp> {
  const { ops, receipt } = await handOver(world, userOp)
  const [outcome] = ops
  const reason = outcome?.revertReason
  const why = reason === undefined ? '' : `: ${'name' in reason ? reason.name : reason.data}`
  expectThat(outcome?.success === true, 'the calls of an op that was accepted are executed', `they reverted${why}`)
  return { gasUsed: receipt.gasUsed, witnessed: await world.witnessed(receipt.hash) }
}

/** @internal Sends an op that has to be accepted, whether its calls succeed or not. */
export async function handOver({ chain, entryPoint }: World, userOp: PackedUserOperation): Promise<BundleOutcome> {
  try {
    return await handleOps(entryPoint.address, [userOp], chain.signer, { gasLimit: BUNDLE_GAS })
  } catch (thrown) {
    const found = foundIn(explainRevert(thrown))
    throw new LatchkeyError('AccountNotConforming', { expected: 'the op is accepted', found }, { cause: thrown })
  }
}

/** @internal What came of it. */
export interface SentOp {
  /** Of the whole transaction. */
  readonly gasUsed: bigint
  readonly witnessed: readonly WitnessedCall[]
}

/** @internal Makes and sends an op: the targets have to see exactly its calls. */
export async function expectUse(world: World, op: TriedOp): Promise<SentOp> {
  const sent = await sendOp(world, await makeOp(world, op))
  expectExecuted(world, sent.witnessed, op.calls)
  return sent
}

/** @internal That the targets saw exactly these calls of the account. */
export function expectExecuted(world: World, witnessed: readonly WitnessedCall[], calls: readonly CallLike[]): void {
  const wanted = calls.map(toCall).map((call) => ({ caller: world.account.address, ...call }))
  expectSame(witnessed.map(plain), wanted.map(plain), 'what the targets see of the op')
}

/** @internal Why the EntryPoint refuses the op now; undefined if it does not. Nothing is written. */
export async function refusalOf(
  { chain, entryPoint }: World,
  op: PackedUserOperation,
): Promise<LatchkeyError | undefined> {
  const handle = entryPointAt(entryPoint.address, chain.signer).getFunction('handleOps')
  try {
    await handle.staticCall([op], chain.signer.address, { gasLimit: BUNDLE_GAS })
    return undefined
  } catch (thrown) {
    return explainRevert(thrown)
  }
}

/** @internal That the op is refused by one of these codes, or without a reason by the account. */
export async function expectRefused(world: World, op: TriedOp, ...codes: readonly ErrorCode[]): Promise<void> {
  await expectOpRefused(world, await makeOp(world, op), ...codes)
}

/** @internal The same of an op that is made. */
export async function expectOpRefused(
  world: World,
  op: PackedUserOperation,
  ...codes: readonly ErrorCode[]
): Promise<void> {
  const refusal = await refusalOf(world, op)
  const expected = `the op is refused (${codes.join(' or ')})`
  expectThat(refusal !== undefined, expected, 'it is accepted')
  const isNo = ANY_NO.includes(refusal.code) || codes.includes(refusal.code)
  expectThat(isNo, expected, foundIn(refusal))
}

const foundIn = ({ code, why }: LatchkeyError): string => `${code}: ${why.replace(/\.$/, '')}`

const plain = ({ caller, to, value, data }: WitnessedCall): readonly unknown[] => [
  caller.toLowerCase(),
  to.toLowerCase(),
  value,
  data,
]

const execute = new Interface(['function execute(bytes32 mode,bytes executionCalldata)'])

/** @internal callData of `execute` in any mode. */
export const executeIn = (mode: Hex, executionCalldata: string): Hex =>
  execute.encodeFunctionData('execute', [mode, executionCalldata]) as Hex
