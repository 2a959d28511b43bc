// Where random histories take place: two accounts on one real EntryPoint and three sessions that both may grant, all with
// one key: one without limits, one with all of them, one with periods.
import { loadFixture, setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { concat, toBeHex, type SigningKey } from 'ethers'
import { ethers, network } from 'hardhat'

import {
  allow,
  createSession,
  MODULE_VERSION,
  openZeppelinAccount,
  renounceDigest,
  sessionId,
  sessionPreimage,
  sessionStruct,
  signDigest,
  type Address,
  type Hex,
  type PackedUserOperation,
  type Session,
} from '../../../src'
import { AccountMock__factory, RecorderMock__factory } from '../../../typechain-types'
import { START, type TestAccount, type Version } from '../../helpers/fixture'
import { deploySessionChain, openSessionAccount, sessionKey, type SessionChain } from '../../helpers/session'
import { juryOf } from '../entryPoints/bench'
import { number } from '../jury/bytes'
import { caseOf } from '../jury/caseOf'
import { encodeCall } from '../jury/court'
import type { Intent } from '../jury/intent'
import { keyFrom } from '../jury/keys'
import { signGrant, ZERO_WORD } from '../jury/grants'
import { Random } from '../jury/Random'
import { ruleOf } from '../jury/rules'
import { UNUSED, type Jury } from '../jury/Standing'
import { CHARGE } from '../jury/words'
import type { Use } from './model'

/** The gas of each op: at a price of 1 its fee. */
export const GAS = 900_000n
export const OPENING = START + 10_000
export const PERIOD = 100
export const PERIODS = 4

export interface Stage {
  readonly chain: SessionChain
  /** Of each account, the epoch word that it began with. */
  readonly epochs: readonly Hex[]
  readonly version: Version
  readonly accounts: readonly { readonly account: TestAccount; readonly jury: Jury }[]
  readonly sessions: readonly Session[]
  readonly key: SigningKey
  readonly target: Address
  /** Answers several views in one call. */
  readonly reader: Address
  /** What the reader is asked. */
  readonly views: Hex
}

export async function openStage(version: Version): Promise<Stage> {
  const chain = await loadFixture(deploySessionChain)
  const accounts = []
  for (const owner of ['owner', 'another owner']) {
    const account = await openSessionAccount(chain, [], { version, owner })
    const jury = await juryOf(chain, account)
    await setBalance(account.address, 1n << 90n)
    accounts.push({ account, jury })
  }
  const target = (await (await ethers.deployContract('RecorderMock', chain.deployer)).getAddress()) as Address
  const reader = (await (
    await ethers.deployContract('AccountMock', [chain.module], chain.deployer)
  ).getAddress()) as Address
  const sponsor = (await chain.sponsor.getAddress()) as Address
  const sessions = sessionsOf(target, sponsor)
  const views = viewsOf(
    accounts.map(({ jury }) => jury.address),
    sessions.map(sessionId),
  )
  const epochs = accounts.map(({ jury }) => jury.epoch)
  return { chain, epochs, version, accounts, sessions, key: sessionKey(), target, reader, views }
}

const readerInterface = AccountMock__factory.createInterface()

/** Of each account its epoch, and of each session on it what is used and whether it is live. */
const viewsOf = (accounts: readonly Address[], ids: readonly Hex[]): Hex =>
  readerInterface.encodeFunctionData('passAll', [
    accounts.flatMap((account) => [
      encodeCall('getEpoch', [account]),
      ...ids.flatMap((id) => [
        encodeCall('getUsage', [account, id]),
        encodeCall('isLive', [account, id]),
        encodeCall('getSpent', [account, id, ALLOWANCE]),
      ]),
    ]),
  ]) as Hex

function sessionsOf(target: Address, sponsor: Address): readonly Session[] {
  const contract = { address: target, abi: [...RecorderMock__factory.abi] }
  const terms = {
    signer: ethers.computeAddress(sessionKey()) as Address,
    starts: OPENING,
    expires: OPENING + PERIODS * PERIOD,
    now: START,
  }
  const capped = { ...terms, allow: [allow(contract, 'record', { maxValue: 3n })] }
  return [
    createSession({ ...terms, allow: [allow(contract, 'record')], fees: { sponsor } }),
    withAllowance(createSession({ ...capped, calls: 4, value: 5n, fees: { max: 4n * GAS, sponsor } })),
    // Short of the shortest period that the client takes, so that it is built by hand.
    { ...withAllowance(createSession({ ...capped, calls: 2, value: 4n, fees: { max: 3n * GAS } })), period: PERIOD },
  ]
}

const ALLOWANCE = 7
export const ALLOWANCE_CAP = 12n

/** The second argument is charged. */
function withAllowance(session: Session): Session {
  const rule = ruleOf({ path: [1], comparison: CHARGE, values: [ALLOWANCE_CAP], allowance: ALLOWANCE })
  return { ...session, permissions: session.permissions.map((one) => ({ ...one, rules: [rule] })) }
}

/** What of the model's op the chain cares for, signed. */
export function opOf(stage: Stage, use: Use, lane: number, epoch?: Hex) {
  const { account, session: index, calls, value, fee, period, amount, attaches } = use
  const { jury } = stage.accounts[account]!
  const session = stage.sessions[index]!
  const data = concat([session.permissions[0]!.selector, toBeHex(lane, 32), toBeHex(amount, 32)]) as Hex
  const sponsored = index === 0
  const key = keyFrom(stage.key)
  const intent: Intent = {
    standing: { jury, session, key, status: 'live', used: UNUSED },
    jury,
    session,
    key,
    // What the op carries goes with its first calls, up to the cap.
    calls: Array.from({ length: calls }, (_, i) => ({
      to: stage.target,
      value: shareOf(value, i, session.permissions[0]!.maxValue),
      data,
    })),
    permissions: Array.from({ length: calls }, () => 0),
    batch: calls > 1,
    periodIndex: session.period === 0 ? undefined : period,
    paymaster: sponsored ? session.paymaster : undefined,
    paymasterData: '0x',
    gas: {
      verification: 300_000n,
      call: 400_000n,
      preVerification: sponsored ? 100_000n : 200_000n,
      paymasterVerification: sponsored ? 100_000n : 0n,
      postOp: 0n,
      price: fee / GAS,
    },
    sender: jury.address,
    nonce: openZeppelinAccount.nonceKey(jury.module, lane) << 64n,
    initCode: '0x',
    grant: attaches ? { replaces: ZERO_WORD, siblings: [], ...(epoch && { epoch }) } : undefined,
  }
  return caseOf(intent, [], new Random(lane))!.op
}

/** `total` filled into calls up to a cap each. */
function shareOf(total: bigint, index: number, cap: bigint): bigint {
  const rest = total - cap * BigInt(index)
  return rest <= 0n ? 0n : rest < cap ? rest : cap
}

/** handleOps with these ops, mined. */
export async function handleOps({ accounts, chain }: Stage, ops: readonly PackedUserOperation[]): Promise<void> {
  const { contract, address: to } = accounts[0]!.account.entryPoint
  const from = await chain.bundler.getAddress()
  await transact(from, to, contract.interface.encodeFunctionData('handleOps', [[...ops], from]))
}

export async function transact(from: string, to: string, data: string): Promise<void> {
  const params = [{ from, to, data, gas: '0xb71b00' }]
  await network.provider.request({ method: 'eth_sendTransaction', params })
}

/** The session key's own end of a session, sent by a stranger. */
export function renounceData({ sessions, key, accounts, chain }: Stage, account: number, session: number): Hex {
  const { jury } = accounts[account]!
  const place = { module: jury.module, version: MODULE_VERSION, chainId: chain.chainId, account: jury.address }
  const digest = renounceDigest({ ...place, sessionId: sessionId(sessions[session]!) })
  return encodeCall('renounce', [sessionPreimage(sessions[session]!), jury.address, signDigest(key, digest)])
}

/** The owner's grant, for the epoch that is given, sent by a stranger. */
export function grantSignedData(stage: Stage, account: number, session: number, epoch: Hex, replaces?: number): Hex {
  const { jury } = stage.accounts[account]!
  const granted = stage.sessions[session]!
  const ended = replaces === undefined ? ZERO_WORD : sessionId(stage.sessions[replaces]!)
  const signed = signGrant(jury, granted, { replaces: ended, siblings: [], epoch })
  return encodeCall('grantSigned', [jury.address, sessionStruct(granted), signed])
}

export const epochOf = async ({ chain, accounts }: Stage, account: number): Promise<Hex> =>
  (await chain.module.getEpoch(accounts[account]!.jury.address)) as Hex

export interface Seen {
  readonly counters: readonly number[]
  readonly usage: readonly (readonly bigint[])[]
  readonly spent: readonly (readonly bigint[])[]
  readonly live: readonly (readonly boolean[])[]
}

/** All that the module says about the accounts and sessions, in one call. */
export async function look({ accounts, sessions, reader, chain, views: data }: Stage): Promise<Seen> {
  const from = await chain.bundler.getAddress()
  const answer = (await network.provider.request({ method: 'eth_call', params: [{ from, to: reader, data }] })) as Hex
  const [words] = readerInterface.decodeFunctionResult('passAll', answer) as unknown as [readonly Hex[]]
  const perAccount = 1 + 3 * sessions.length
  const wordsOf = (account: number): readonly bigint[] =>
    words.slice(account * perAccount, (account + 1) * perAccount).map((word) => BigInt(word))
  const all = accounts.map((_, account) => wordsOf(account))
  return {
    counters: all.map(([epoch]) => Number(epoch! & 0xffff_ffffn)),
    usage: all.map((one) => sessions.map((_, i) => one[1 + 3 * i]!)),
    spent: all.map((one) => sessions.map((_, i) => one[3 + 3 * i]!)),
    live: all.map((one) => sessions.map((_, i) => one[2 + 3 * i] === 1n)),
  }
}

export const saltOf = (salt: number): Hex => number(salt, 32)
