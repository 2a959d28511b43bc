// The gas of an op that the queue sends: enough as it is, for every kind of op, and not much more. An estimate is made with a
// wrong signature; what the module does only for a right one is added.
import { setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, Interface, parseEther, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  findPermission,
  fixedPaymaster,
  oneOf,
  signSessionOp,
  spend,
  unpackUserOp,
  UNLIMITED_CALLS,
  verificationMargin,
  type Address,
  type Call,
  type Hex,
  type Permission,
  type QueueOptions,
  type SessionOptions,
} from '../../../src'
import { refusalOfOp } from '../../../src/bundler/simulate'
import { prepareOp } from '../../../src/client/queue/prepareOp'
import { queueContext } from '../../../src/client/queue/QueueContext'
import { LEFT_OVER_GAS } from '../../../src/client/queue/verificationMargin'
import { VERSIONS, type Version } from '../../helpers/fixture'
import { ownerGrant, type OwnerGrantOptions } from '../../helpers/ownerGrant'
import { upvote, type SessionChain } from '../../helpers/session'
import { hashingP256Key, p256Key, type TestKey } from '../../helpers/sessionKeys'
import { aSession } from '../builders'
import { openStage, type Stage } from './stage'

const PAY = { address: toBeHex(0x7777, 20) as Address, abi: ['function pay(uint256 a,uint256 b,uint256 c,uint256 d)'] }
const PAID: Call = {
  to: PAY.address,
  value: 0n,
  data: new Interface(PAY.abi).encodeFunctionData('pay', [1, 2, 3, 4]) as Hex,
}

/** pay(), charging so many allowances. */
const spending = (count: number): readonly Permission[] => {
  const spends = ['a', 'b', 'c', 'd'].slice(0, count).map((name, i) => [name, spend({ max: 99n, allowance: i })])
  return [allow(PAY, 'pay', Object.fromEntries(spends) as never)].flat()
}

/** upvotePost, and the same of so many other contracts. */
const many = ({ socio3 }: SessionChain, count: number): SessionOptions['allow'] => [
  allow(socio3, 'upvotePost'),
  ...Array.from({ length: count }, (_, i) =>
    allow({ address: toBeHex(0x2000 + i, 20) as Address, abi: ['function upvotePost(uint256)'] }, 'upvotePost'),
  ),
]

interface Kind {
  readonly session?: (chain: SessionChain) => Partial<SessionOptions> | Promise<Partial<SessionOptions>>
  readonly calls?: (chain: SessionChain) => readonly Call[] | Promise<readonly Call[]>
  readonly key?: (chain: SessionChain) => TestKey | Promise<TestKey>
  readonly sponsored?: boolean
  readonly grant?: OwnerGrantOptions
  /** Gas that may be too much, besides what is left over on purpose. */
  readonly slack?: bigint
  readonly options?: Partial<QueueOptions>
}

const bySponsor = async ({ sponsor }: SessionChain, max?: bigint): Promise<Partial<SessionOptions>> => ({
  fees: { sponsor: (await sponsor.getAddress()) as Address, ...(max === undefined ? {} : { max }) },
})
const upvotes = (count: number) => async (chain: SessionChain) => Array<Call>(count).fill(await upvote(chain))
const LISTED = oneOf(...Array.from({ length: 40 }, (_, i) => BigInt(i)))

const KINDS: Readonly<Record<string, Kind>> = {
  'with limits': {},
  'with a period': { session: () => ({ period: 600 }) },
  'with value': { session: (chain) => ({ allow: [allow(chain.socio3, 'upvotePost')], value: 9n }) },
  'sponsored, without limits': {
    sponsored: true,
    session: async (chain) => ({ ...(await bySponsor(chain)), calls: UNLIMITED_CALLS }),
  },
  'sponsored, with limits': { sponsored: true, session: (chain) => bySponsor(chain, parseEther('0.01')) },
  'of ten calls': { calls: upvotes(10) },
  'with one allowance': { session: () => ({ allow: spending(1) }), calls: () => [PAID] },
  'with two allowances': { session: () => ({ allow: spending(2) }), calls: () => [PAID], slack: 2_500n },
  'with four allowances, charged four times': {
    session: () => ({ allow: spending(4) }),
    calls: () => [PAID, PAID, PAID, PAID],
    slack: 4_000n,
  },
  'by a P-256 key': { key: () => p256Key(), slack: 18_000n },
  'by an ERC-7913 key': {
    key: async () => hashingP256Key(await (await ethers.deployContract('P256Verifier')).getAddress()),
    options: { verifierGas: 8_000n },
    slack: 2_500n,
  },
  'that brings its grant': { grant: {}, slack: 24_000n },
  'that brings its grant and ends another': { grant: { replaces: id('another') }, slack: 28_000n },
  'that brings a grant of twenty permissions': {
    grant: {},
    session: (chain) => ({ allow: many(chain, 19) }),
    slack: 30_000n,
  },
  'that brings a grant with rules': {
    grant: {},
    session: (chain) => ({
      allow: [allow(chain.socio3, 'upvotePost'), allow(PAY, 'pay', { a: LISTED, b: LISTED, c: LISTED })],
    }),
    slack: 65_000n,
  },
  'that brings a grant for ten chains': {
    grant: {
      others: Array.from({ length: 9 }, (_, i) => ({
        chainId: BigInt(1_000_000 + i),
        account: PAY.address,
        epoch: id('epoch'),
        replaces: ZeroHash,
        session: aSession(),
      })),
    },
    slack: 20_000n,
  },
}

async function open(
  version: Version,
  kind: Kind,
): Promise<{ stage: Stage; options: QueueOptions; calls: readonly Call[] }> {
  let key: TestKey | undefined
  const stage = await openStage({
    version,
    granted: kind.grant === undefined,
    session: async (chain) => {
      key = await kind.key?.(chain)
      return { ...(await kind.session?.(chain)), ...(key && { signer: key.named }) }
    },
  })
  const { chain, account, session } = stage
  const sponsor = fixedPaymaster({ paymaster: (await chain.sponsor.getAddress()) as Address })
  const options: QueueOptions = {
    ...stage.options,
    ...(kind.sponsored === true && { paymaster: sponsor }),
    ...(kind.grant && { signedGrant: await ownerGrant(chain, account, session, kind.grant) }),
    ...(key && { key: key.sign, signatureLength: key.signatureLength }),
    ...kind.options,
  }
  return { stage, options, calls: (await kind.calls?.(chain)) ?? (await upvotes(1)(chain)) }
}

/** Prepares an op as the queue does; `refusal` is what the EntryPoint says with so much verification gas less. */
async function prepared({ stage, options, calls }: Awaited<ReturnType<typeof open>>, feesInFlight = 0n) {
  const { session, bundler, chain } = stage
  const permissionIndexes = calls.map((call, i) => findPermission(session, call, i))
  const plan = { calls, permissionIndexes, lane: 0, feePercent: 100n, signedGrant: options.signedGrant }
  const op = await prepareOp(queueContext(options), { ...plan, feesInFlight: () => feesInFlight })
  const simulator = {
    node: ethers.provider,
    bundler: (await chain.bundler.getAddress()) as Address,
    entryPoint: options.entryPoint.address,
  }
  const refusal = async (less: bigint) => {
    const { userOp } = op.options
    const lower = { ...userOp, verificationGasLimit: userOp.verificationGasLimit - less }
    const signed = await signSessionOp({ ...op.options, userOp: lower, key: options.key })
    return await refusalOfOp(simulator, unpackUserOp(signed.userOp))
  }
  return { op, refusal, bundler }
}

for (const version of VERSIONS) {
  describe(`gas of an op, EntryPoint ${version}`, () => {
    for (const [name, kind] of Object.entries(KINDS))
      it(`${name} is enough, with 4,000 left over, and not much more`, async () => {
        const { refusal } = await prepared(await open(version, kind))
        expect((await refusal(LEFT_OVER_GAS))?.message).to.equal(undefined)
        expect(await refusal(LEFT_OVER_GAS + (kind.slack ?? 1_500n))).not.to.equal(undefined)
      })

    it('is enough whatever part of the fee the account has deposited', async () => {
      const opened = await open(version, {})
      const { account, chain } = opened.stage
      const fees = async () => await Promise.resolve({ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n })
      const steady = { ...opened, options: { ...opened.options, bundler: { ...opened.options.bundler, fees } } }
      await setBalance(account.address, parseEther('10'))
      await account.entryPoint.contract.connect(chain.deployer).depositTo(account.address, { value: parseEther('2') })
      const { fee } = (await prepared(steady)).op
      for (const percent of [105n, ...Array.from({ length: 14 }, (_, i) => BigInt(101 - i)), 80n, 60n, 30n, 5n, 0n]) {
        await withdraw(opened.stage, (fee * percent) / 100n)
        const { refusal } = await prepared(steady)
        for (const less of [0n, LEFT_OVER_GAS])
          expect((await refusal(less))?.message, `${percent} %, ${less} less`).to.equal(undefined)
      }
    })

    it('is enough for ops at once where the account has deposited the fee of one', async () => {
      const opened = await open(version, {})
      const { account, bundler, chain, queue } = opened.stage
      const fees = async () => await Promise.resolve({ maxFeePerGas: 4n * 10n ** 9n, maxPriorityFeePerGas: 1n })
      const steady = { ...bundler, fees }
      await setBalance(account.address, parseEther('10'))
      await account.entryPoint.contract.connect(chain.deployer).depositTo(account.address, { value: parseEther('2') })
      const { fee } = (await prepared({ ...opened, options: { ...opened.options, bundler: steady } })).op
      await withdraw(opened.stage, (fee * 105n) / 100n)
      const many = queue({ bundler: steady })
      const sent = await Promise.all([1, 2, 3, 4].map(() => many.send(opened.calls)))
      expect(new Set(sent.map(({ userOpHash }) => userOpHash)).size).to.equal(4)
      for (const op of sent) expect((await op.wait()).error).to.equal(undefined)
    })

    it('that may have to pay the EntryPoint after all is enough', async () => {
      const opened = await open(version, {})
      const { account, chain } = opened.stage
      const { contract } = account.entryPoint
      const gas = ({ op }: Awaited<ReturnType<typeof prepared>>) => op.options.userOp.verificationGasLimit
      await withdraw(opened.stage)
      // A few wei are enough for an estimate without fees, and not for the op.
      const poor = await prepared(opened)
      // Enough for one op, so that the estimate sees no payment.
      await contract.connect(chain.deployer).depositTo(account.address, { value: parseEther('1') })
      const alone = await prepared(opened)
      const crowded = await prepared(opened, parseEther('2'))
      expect(gas(crowded) - gas(alone)).to.equal(20_000n)
      expect(gas(poor) - gas(alone)).to.be.greaterThanOrEqual(20_000n)
      // Others take the deposit.
      await setBalance(account.address, parseEther('10'))
      await withdraw(opened.stage)
      expect(await alone.refusal(LEFT_OVER_GAS)).not.to.equal(undefined)
      expect((await crowded.refusal(LEFT_OVER_GAS))?.message).to.equal(undefined)
    })
  })
}

/** Leaves a deposit of so many wei. */
async function withdraw({ account }: Stage, left = 5n): Promise<void> {
  await ethers.provider.send('hardhat_impersonateAccount', [account.address])
  const signer = await ethers.getSigner(account.address)
  const entryPoint = new ethers.Contract(
    account.entryPoint.address,
    ['function withdrawTo(address,uint256)', 'function balanceOf(address) view returns (uint256)'],
    signer,
  )
  const deposit = (await entryPoint.getFunction('balanceOf')(account.address)) as bigint
  await (
    (await entryPoint.getFunction('withdrawTo')(account.address, deposit - left)) as { wait(): Promise<unknown> }
  ).wait()
}

describe('verificationMargin', () => {
  it('adds what is measured: always, for limits or a period, for each allowance, for a grant, and for a verifier', () => {
    const unlimited = { ...aSession(), maxFee: (1n << 80n) - 1n }
    const margin = (terms: Partial<Parameters<typeof verificationMargin>[0]> = {}) =>
      verificationMargin({ session: unlimited, allowances: 0, ...terms })
    expect(margin()).to.equal(4_500n)
    for (const counted of [{ maxCalls: 5 }, { maxFee: 5n }, { maxValue: 5n }, { period: 60 }])
      expect(margin({ session: { ...unlimited, ...counted } })).to.equal(8_500n)
    for (const free of [{ maxValue: (1n << 80n) - 1n }, { maxCalls: UNLIMITED_CALLS }])
      expect(margin({ session: { ...unlimited, ...free } })).to.equal(4_500n)
    expect(margin({ allowances: 3 })).to.equal(4_500n + 3n * 23_500n)
    expect(margin({ grant: 70_000n, mayPrefund: true })).to.equal(94_500n)
    expect(margin({ session: { ...unlimited, signerKind: 2 } })).to.equal(304_500n)
    expect(margin({ session: { ...unlimited, signerKind: 2 }, verifier: 9_000n })).to.equal(13_500n)
    expect(margin({ session: { ...unlimited, signerKind: 1 }, verifier: 9_000n })).to.equal(4_500n)
  })
})
