// The ops of the jury once more, through each real EntryPoint with a real account: what is accepted is what the Lens accepts,
// at a second inside its window; it is executed call by call as it reads, and charged by what it says. Here the clock counts
// too. LATCHKEY_BUNDLES sets how many ops, FC_SEED repeats a run.
import { loadFixture, takeSnapshot, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, dataSlice, Interface, type ContractTransactionReceipt } from 'ethers'
import { network } from 'hardhat'

import { sessionId, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Call, type Hex } from '../../src'
import { RecorderMock__factory, SessionKeyValidator__factory, SessionLens__factory } from '../../typechain-types'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { openBench, type Bench } from './entryPoints/bench'
import { generateReal, windowOf, type RealCase } from './entryPoints/generateReal'
import { lengthOf, slice } from './jury/bytes'
import type { Case } from './jury/caseOf'
import { collectGarbage } from './jury/collectGarbage'
import { questionsOf } from './jury/judge'
import { Random } from './jury/Random'
import { allowancesOf } from './jury/Standing'
import { spendsOf } from './jury/trace'
import { countWords } from './jury/report'

const OPS = Number(process.env['LATCHKEY_BUNDLES'] ?? 300)
const SEED = Number(process.env['FC_SEED'] ?? 1)
const LEAST_ACCEPTED = 0.3
const LEAST_AT_AN_EDGE = 0.3
const SHOWN = 3

/** Fifteen are needed; this is for a busy machine. */
const MILLISECONDS_PER_OP = 1_000

const validator = new Interface(SessionKeyValidator__factory.abi)
const lens = new Interface(SessionLens__factory.abi)
const recorder = new Interface(RecorderMock__factory.abi)

/** What became of one op, and what should have. */
interface Outcome {
  readonly real: RealCase
  readonly said: string
  readonly expected: string
  readonly moduleAccepts: boolean
  readonly lensAccepts: boolean
  readonly sent?: Sent
}

/** Of an op that was executed. */
interface Sent {
  readonly calls: readonly Call[]
  readonly expectedCalls: readonly Call[]
  readonly usage: string
  readonly expectedUsage: string
  /** Of each allowance that the session has. */
  readonly spent: readonly string[]
  readonly expectedSpent: readonly string[]
  readonly succeeded: boolean
}

const judgeOn = (version: Version) =>
  async function judgeOps(): Promise<readonly Outcome[]> {
    const random = new Random(SEED)
    const bench = await openBench(version, random)
    const outcomes: Outcome[] = []
    for (const real of generateReal(bench.standings, OPS, random)) {
      outcomes.push(await judge(bench, version, real))
      if (outcomes.length % 8 === 0) await collectGarbage()
    }
    const words = [...countWords(outcomes.map(({ said }) => said.replace(/\(.*/, '')))]
    console.log(`EntryPoint ${version}, FC_SEED=${SEED}: ${words.map((word) => word.join(' ')).join(', ')}`)
    return outcomes
  }

async function judge(bench: Bench, version: Version, real: RealCase): Promise<Outcome> {
  const { account } = bench
  const { one, second } = real
  const [toModule, toLens] = questionsOf(one)
  const moduleSays = await ask(one.jury.module, toModule, one.jury.address)
  const explained = await ask(await bench.chain.lens.getAddress(), toLens, one.jury.address)
  const [lensReason, window] = lens.decodeFunctionResult('explain', explained.data) as unknown as [Hex, bigint]
  const lensAccepts = lensReason === '0x'
  const moduleAccepts = moduleSays.ok && BigInt(moduleSays.data) !== 1n
  const expected = lensAccepts ? (isOpen(version, window, second) ? ACCEPTED : 'AA22') : refusalOf(moduleSays)

  await time.setNextBlockTimestamp(second)
  const outcome = { real, expected, moduleAccepts, lensAccepts }
  if (expected !== ACCEPTED) return { ...outcome, said: await verdict(account, [one.op], 'pending') }
  const before = await takeSnapshot()
  try {
    const sent = await send(bench, one)
    return { ...outcome, said: ACCEPTED, sent }
  } catch (thrown) {
    return { ...outcome, said: String(thrown) }
  } finally {
    await before.restore()
  }
}

/** v0.7 takes both ends of a window; v0.8 and v0.9 leave out its first second. */
function isOpen(version: Version, window: bigint, second: number): boolean {
  const after = Number(window >> 208n)
  const until = Number((window >> 160n) & 0xffff_ffff_ffffn)
  return second <= until && (version === 'v07' ? second >= after : second > after)
}

interface Answer {
  readonly ok: boolean
  readonly data: Hex
}

/** What the EntryPoint is to make of what the module says: 1 is AA24, an error comes back in FailedOpWithRevert. */
function refusalOf({ ok, data }: Answer): string {
  if (ok) return 'AA24'
  const error = validator.parseError(data)
  return error === null ? `no error of the module: ${data}` : reason(error.name, error.args.toArray() as unknown[])
}

async function ask(to: string, data: Hex, from: string): Promise<Answer> {
  try {
    const answer = await network.provider.request({ method: 'eth_call', params: [{ to, from, data }] })
    return { ok: true, data: answer as Hex }
  } catch (thrown) {
    const reverted = thrown as { readonly data?: unknown }
    if (typeof reverted.data !== 'string') throw thrown
    return { ok: false, data: reverted.data as Hex }
  }
}

async function send({ chain, account }: Bench, one: Case): Promise<Sent> {
  const id = sessionId(one.session)
  const before = await chain.module.getUsage(account.address, id)
  const allowances = allowancesOf(one.session)
  const spentOf = async (): Promise<string[]> =>
    await Promise.all(allowances.map(async (each) => await chain.module.getSpent(account.address, id, each.number)))
  const spentBefore = await spentOf()
  const entryPoint = account.entryPoint.contract.connect(account.bundler)
  const beneficiary = await account.bundler.getAddress()
  const sent = await entryPoint.handleOps([one.op], beneficiary, { gasLimit: 15_000_000n })
  const receipt = await sent.wait()
  if (receipt === null) throw new Error('The bundle was not mined')
  const calls = callsOf(one.op.callData)
  return {
    calls: recordedBy(account, receipt),
    expectedCalls: calls,
    usage: await chain.module.getUsage(account.address, id),
    expectedUsage: charged(one, BigInt(before), calls),
    spent: await spentOf(),
    expectedSpent: allowances.map(({ number }, i) => spentAfter(one, calls, number, spentBefore[i]!)),
    succeeded: userOpResults(account, receipt).every(({ success }) => success),
  }
}

/** The calls of an execution, decoded by ethers. */
function callsOf(callData: Hex): readonly Call[] {
  const [mode, execution] = AbiCoder.defaultAbiCoder().decode(
    ['bytes32', 'bytes'],
    slice(callData, 4),
  ) as unknown as Hex[]
  if (BigInt(mode!) === 0n) {
    const [to, value, data] = [slice(execution!, 0, 20), BigInt(slice(execution!, 20, 52)), slice(execution!, 52)]
    return [{ to, value, data }]
  }
  const [batch] = AbiCoder.defaultAbiCoder().decode(['tuple(address to,uint256 value,bytes data)[]'], execution!)
  return (batch as readonly [Hex, bigint, Hex][]).map(([to, value, data]) => ({ to: lower(to), value, data }))
}

/** What arrived at targets, in order. */
function recordedBy(account: TestAccount, receipt: ContractTransactionReceipt): readonly Call[] {
  return receipt.logs.flatMap((log) => {
    const event = recorder.parseLog(log)
    if (event === null) return []
    const [caller, value, data] = event.args as unknown as [string, bigint, Hex]
    expect(caller).to.equal(account.address)
    return [{ to: lower(log.address), value, data }]
  })
}

const lower = (address: string): Hex => address.toLowerCase() as Hex

/** What the session has used: of one that the op's own grant brings to life, nothing. */
const liveUsage = ({ jury }: Case, stored: bigint): bigint => {
  const counter = BigInt(jury.epoch) & 0xffff_ffffn
  return (stored & 0xffff_ffffn) === counter ? stored : counter
}

/** An allowance's word after this op: amount 192 | period index 32 | epoch counter of the grant 32. */
function spentAfter({ session, told, jury }: Case, calls: readonly Call[], allowance: number, before: string): string {
  const spends = spendsOf({ calls: [...calls], permissions: told.permissions, session })
  const amount = spends.get(allowance)
  if (amount === undefined) return before
  const place = (BigInt(session.period === 0 ? 0 : told.periodIndex) << 32n) | (BigInt(jury.epoch) & 0xffff_ffffn)
  const word = BigInt(before)
  const already = BigInt.asUintN(64, word) === place ? word >> 64n : 0n
  return word32(((already + amount) << 64n) | place)
}

const word32 = (word: bigint): string => `0x${word.toString(16).padStart(64, '0')}`

/** The usage word after this op, from the fields of the op and docs/encoding.md. */
function charged(one: Case, stored: bigint, calls: readonly Call[]): string {
  const { session, op, told } = one
  const before = liveUsage(one, stored)
  const field = (low: bigint, bits: bigint): bigint => (before >> low) & ((1n << bits) - 1n)
  const isSame = session.period === 0 || field(32n, 32n) === BigInt(told.periodIndex)
  const used = (low: bigint, bits: bigint): bigint => (isSame ? field(low, bits) : 0n)
  const sum = calls.reduce((total, { value }) => total + value, 0n)
  const fee = session.maxFee === UNLIMITED_FEE ? 0n : used(176n, 80n) + feeOf(op)
  const value = session.maxValue === UNLIMITED_VALUE ? 0n : used(96n, 80n) + sum
  const count = session.maxCalls === UNLIMITED_CALLS ? 0n : used(64n, 32n) + BigInt(calls.length)
  const index = BigInt(session.period === 0 ? 0 : told.periodIndex)
  const word = (fee << 176n) | (value << 96n) | (count << 64n) | (index << 32n) | field(0n, 32n)
  return word32(word)
}

function feeOf({ accountGasLimits, preVerificationGas, gasFees, paymasterAndData }: Case['op']): bigint {
  const pair = (word: Hex): bigint => BigInt(dataSlice(word, 0, 16)) + BigInt(dataSlice(word, 16, 32))
  const paymasterGas = paymasterAndData === '0x' ? 0n : pair(slice(paymasterAndData, 20, 52))
  return (pair(accountGasLimits) + preVerificationGas + paymasterGas) * BigInt(dataSlice(gasFees, 16, 32))
}

/** How the EntryPoints themselves refuse. */
const BY_ENTRY_POINT = /^(AA|Error\(AA|InvalidPaymaster|reverted without a reason)/

/** The EntryPoint reads some fields before it asks the account, and refuses what no account is asked about. */
const isRefusedUnasked = ({ op, jury }: Case): boolean =>
  op.sender !== jury.address ||
  (op.paymasterAndData !== '0x' &&
    (lengthOf(op.paymasterAndData) < 52 || BigInt(slice(op.paymasterAndData, 0, 20)) === 0n))

const READ_BEHIND = [
  'call header: one less',
  'a call more than is claimed',
  'rules: only bytes',
  'rules: another length than they have',
]

/**
 * With a call header too few, or rules that are longer than the field, the module reads on behind the signature field, and says what is wrong with what it finds there:
 * an EntryPoint puts something else there than who asks the module directly. Its length refuses such an op in any case.
 */
const isReadBehind = ({ mutations }: Case): boolean => mutations.some((name) => READ_BEHIND.includes(name))

const describeOutcome = ({ real: { one, second }, said, expected }: Outcome): string =>
  `${said} instead of ${expected}, ${one.mutations.join()}, at ${second} of ${windowOf(one).join('-')}, ${one.session.signer}`

function expectNone(outcomes: readonly Outcome[]): void {
  const shown = outcomes.slice(0, SHOWN).map(describeOutcome).join('\n')
  expect(outcomes.length, `FC_SEED=${SEED}: ${outcomes.length} ops, among them\n${shown}\n`).to.equal(0)
}

const RUNS = { v07: judgeOn('v07'), v08: judgeOn('v08'), v09: judgeOn('v09') } as const

for (const version of VERSIONS)
  describe(`Generated ops through EntryPoint ${version}`, () => {
    it('I12 I17 are accepted where module and Lens accept, in the window, and refused for the same reason', async () => {
      const outcomes = await loadFixture(RUNS[version])
      expect(outcomes).to.have.length(OPS)
      expectNone(outcomes.filter(({ moduleAccepts, lensAccepts }) => moduleAccepts !== lensAccepts))
      const asked = outcomes.filter(({ real }) => !isRefusedUnasked(real.one))
      const differ = asked.filter(({ said, expected }) => said !== expected)
      expectNone(differ.filter(({ real, said }) => !isReadBehind(real.one) || said === ACCEPTED))
      const unasked = outcomes.filter(({ real }) => isRefusedUnasked(real.one))
      expectNone(unasked.filter(({ said, expected }) => said !== expected && !BY_ENTRY_POINT.test(said)))
      expect(outcomes.filter(({ said }) => said === ACCEPTED).length / OPS).to.be.at.least(LEAST_ACCEPTED)
    }).timeout(OPS * MILLISECONDS_PER_OP)

    it('I1 T96 execute exactly the calls that they show', async () => {
      const outcomes = await loadFixture(RUNS[version])
      const sent = outcomes.flatMap((outcome) => outcome.sent ?? [])
      expect(sent).to.not.have.length(0)
      for (const { calls, expectedCalls, succeeded } of sent) {
        expect(calls, `FC_SEED=${SEED}`).to.deep.equal(expectedCalls)
        expect(succeeded).to.equal(true)
      }
    })

    it('I7 I8 I9 T95 are charged by the sum over their calls, their amounts and their worst-case fee', async () => {
      const outcomes = await loadFixture(RUNS[version])
      const sent = outcomes.flatMap((outcome) => outcome.sent ?? [])
      for (const { usage, expectedUsage } of sent) expect(usage, `FC_SEED=${SEED}`).to.equal(expectedUsage)
      for (const { spent, expectedSpent } of sent) expect(spent, `FC_SEED=${SEED}`).to.deep.equal(expectedSpent)
      expect(sent.some(({ spent }) => spent.some((word) => BigInt(word) >> 64n !== 0n))).to.equal(true)
      expect(sent.filter(({ usage }) => BigInt(usage) >> 32n !== 0n)).to.not.have.length(0)
    })

    it('T52 arrive at the edges of their windows', async () => {
      const outcomes = await loadFixture(RUNS[version])
      const atEdge = outcomes.filter(({ real: { one, second } }) =>
        windowOf(one).some((edge) => Math.abs(edge - second) <= 1),
      )
      expect(atEdge.length / OPS).to.be.greaterThan(LEAST_AT_AN_EDGE)
      const early = outcomes.filter(
        ({ real: { one, second }, lensAccepts }) => lensAccepts && second === windowOf(one)[0],
      )
      expect(early).to.not.have.length(0)
      expect(new Set(early.map(({ said }) => said))).to.deep.equal(new Set([version === 'v07' ? ACCEPTED : 'AA22']))
    })
  })
