// Where callData is judged: the module and its decoder are asked, and accounts of three kinds execute, all in few calls.
import { setBalance, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { AbiCoder, getAddress, id, keccak256, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  allowTransfer,
  createSession,
  encodeAuthorization,
  encodeInstallData,
  joinSignature,
  sessionDigest,
  signDigest,
  UNLIMITED_VALUE,
} from '../../../src'
import type { Address, Hex, Session } from '../../../src'
import type { DecoderJuryMock, JournalTargetMock, LibraryHarness, SessionKeyValidator } from '../../../typechain-types'
import { fixedWallet } from '../../helpers/keys'
import type { Call } from './encode'
import type { Case } from './generate'

/** What each account owns: enough for what a session permits, not for every number. */
const BALANCE = 2n ** 200n
const PER_QUESTION = 25
const HASH = id('any hash of a userOp') as Hex
const KINDS = ['SmartAccount', 'SecondAccountMock', 'FixedPositionAccountMock'] as const
const TARGETS = 4

const key = fixedWallet('session').signingKey
const coder = AbiCoder.defaultAbiCoder()

export type Court = {
  readonly jury: DecoderJuryMock
  readonly module: SessionKeyValidator
  readonly harness: LibraryHarness
  readonly accounts: readonly Address[]
  readonly target: JournalTargetMock
  /** Permits the targets' functions and transfers to them, for any value that a session can have. */
  readonly session: Session
  readonly chainId: bigint
}

export type Judged = Case & {
  /** What the module's decoder read; nothing if it refused. */
  readonly decoded: readonly Call[] | undefined
  readonly isAccepted: boolean
  /** One for each kind of account: whether the execution succeeded, and what the targets saw of it. */
  readonly executed: readonly Execution[]
  /** What the targets should have seen, of whom. */
  readonly expected: readonly Execution[]
}

export type Execution = { readonly success: boolean; readonly journal: string }

/** Through `loadFixture`. */
export async function deployCourt(): Promise<Court> {
  const jury = await ethers.deployContract('DecoderJuryMock')
  const module = await ethers.deployContract('SessionKeyValidator')
  const harness = await ethers.deployContract('LibraryHarness')
  const target = await ethers.deployContract('JournalTargetMock', [jury])
  const accounts: Address[] = []
  for (const kind of KINDS) {
    const account = await ethers.deployContract(kind as string, [jury])
    accounts.push((await account.getAddress()) as Address)
    await setBalance(accounts[accounts.length - 1]!, BALANCE)
  }
  const session = await openSession(jury, module, await ethers.provider.getCode(target))
  const { chainId } = await ethers.provider.getNetwork()
  return { jury, module, harness, accounts, target, session, chainId }
}

async function openSession(jury: DecoderJuryMock, module: SessionKeyValidator, code: string): Promise<Session> {
  const targets = Array.from({ length: TARGETS }, (_, i) => fixedWallet(`target ${i}`).address as Address)
  for (const address of targets) await setCode(address, code)
  const abi = [
    'function record(uint256) payable',
    'function wycpnbqcyf() payable',
    'function transfer(address to,uint256 amount) payable',
  ] as const
  const session = createSession({
    signer: ethers.computeAddress(key) as Address,
    allow: targets.flatMap((address) => [
      allowTransfer(address, { maxValue: UNLIMITED_VALUE }),
      ...(['record', 'wycpnbqcyf', 'transfer'] as const).map((name) =>
        allow({ address, abi }, name, { maxValue: UNLIMITED_VALUE }),
      ),
    ]),
    value: UNLIMITED_VALUE,
    fees: { max: 0n },
    expires: '1h',
    now: (await ethers.provider.getBlock('latest'))!.timestamp,
  })
  const install = module.interface.encodeFunctionData('onInstall', [encodeInstallData(ZeroHash as Hex, [session])])
  await jury.act(module, install)
  return session
}

export async function judgeAll(court: Court, cases: readonly Case[]): Promise<Judged[]> {
  const decoded = await decodeAll(court, cases)
  await putTargets(court, decoded)
  const accepted = await validateAll(court, cases)
  const read = cases.flatMap((one, index) => (decoded[index] === undefined ? [] : [{ index, callData: one.callData }]))
  const executions = new Map<number, Execution[]>(read.map(({ index }) => [index, []]))
  for (const account of court.accounts) {
    const answers = await inParts(
      read.map(({ callData }) => callData),
      async (datas) => await court.jury.execute.staticCall(account, datas),
    )
    answers.forEach(({ success, answer }, i) => executions.get(read[i]!.index)!.push({ success, journal: answer }))
  }
  return cases.map((one, index) => ({
    ...one,
    decoded: decoded[index],
    isAccepted: accepted[index]!,
    executed: executions.get(index) ?? [],
    expected: decoded[index] === undefined ? [] : court.accounts.map((account) => expectedOf(account, decoded[index]!)),
  }))
}

async function decodeAll({ jury, harness }: Court, cases: readonly Case[]): Promise<(readonly Call[] | undefined)[]> {
  const { interface: abi } = harness
  const questions = cases.map(({ callData }) => abi.encodeFunctionData('readCalls', [callData]))
  const answers = await inParts(questions, async (datas) => await jury.ask.staticCall(harness, datas))
  return answers.map(({ success, answer }) => {
    if (!success) return undefined
    const [list] = abi.decodeFunctionResult('readCalls', answer) as unknown as [[Address, bigint, Hex][]]
    return list.map(([to, value, data]) => ({ to, value, data }))
  })
}

/** Whatever address was decoded: there is a target that says what it was called with. */
async function putTargets({ target }: Court, decoded: readonly (readonly Call[] | undefined)[]): Promise<void> {
  const code = await ethers.provider.getCode(target)
  const all = new Set(decoded.flatMap((calls) => calls?.map(({ to }) => to) ?? []))
  for (const to of all) if ((await ethers.provider.getCode(to)) === '0x') await setCode(getAddress(to), code)
}

/** Whether validateUserOp accepts the callData, of an op that the session key signed. */
async function validateAll(court: Court, cases: readonly Case[]): Promise<boolean[]> {
  const { jury, module, session, chainId } = court
  const sender = await jury.getAddress()
  const address = (await module.getAddress()) as Address
  const signatures = new Map<readonly number[], Hex>()
  const sign = (claims: readonly number[]): Hex => {
    const known = signatures.get(claims)
    if (known !== undefined) return known
    const authorization = encodeAuthorization({ session, permissionIndexes: claims, sponsored: false })
    const digest = sessionDigest({ userOpHash: HASH, chainId, module: address, authorization })
    const signature = joinSignature({ signerKind: 0, authorization, signature: signDigest(key, digest) })
    signatures.set(claims, signature)
    return signature
  }
  const questions = cases.map(({ callData, claims }) => {
    const op = [sender, 0, '0x', callData, ZeroHash, 0, ZeroHash, '0x', sign(claims)] as const
    return module.interface.encodeFunctionData('validateUserOp', [op as never, HASH])
  })
  const answers = await inParts(questions, async (datas) => await jury.ask.staticCall(module, datas))
  return answers.map(({ success, answer }) => success && BigInt(answer) !== 1n)
}

/** All targets that noted their call, in order; nothing if the account cannot pay for all of it. */
function expectedOf(account: Address, calls: readonly Call[]): Execution {
  if (calls.reduce((sum, { value }) => sum + value, 0n) > BALANCE) return { success: false, journal: ZeroHash }
  let journal = ZeroHash
  for (const { to, value, data } of calls)
    journal = keccak256(
      coder.encode(
        ['bytes32', 'address', 'address', 'uint256', 'bytes32'],
        [journal, to, account, value, keccak256(data)],
      ),
    )
  return { success: true, journal }
}

async function inParts<T>(all: readonly string[], ask: (part: string[]) => Promise<T[]>): Promise<T[]> {
  const answers: T[] = []
  for (let start = 0; start < all.length; start += PER_QUESTION)
    answers.push(...(await ask(all.slice(start, start + PER_QUESTION))))
  return answers
}
