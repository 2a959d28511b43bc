// The chain that ops are judged on: accounts, and sessions of every shape in every standing, some of them nearly used up.
import { setCode } from '@nomicfoundation/hardhat-network-helpers'
import { computeAddress, Interface } from 'ethers'
import { artifacts, ethers } from 'hardhat'

import {
  encodeInstallData,
  MODULE_VERSION,
  renounceDigest,
  sessionId,
  sessionPreimage,
  sessionStruct,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Hex,
} from '../../../src'
import { SessionKeyValidator__factory, type SessionKeyValidator, type SessionLens } from '../../../typechain-types'
import { join, number, slice } from './bytes'
import { caseOf } from './caseOf'
import { OWNER, signGrant } from './grants'
import { feeOf, validIntent, type Intent } from './intent'
import { VERIFIERS } from './keys'
import type { Random } from './Random'
import { sessionOf, SHAPES, type Shape } from './shapes'
import { allowancesOf, leftIn, UNUSED, type Jury, type Standing, type Used } from './Standing'
import { spendsOf } from './trace'

const validator = new Interface(SessionKeyValidator__factory.abi)

/** Calldata for the module. */
export const encodeCall = (name: string, args: readonly unknown[]): Hex =>
  validator.encodeFunctionData(name, args) as Hex

export interface Court {
  readonly module: SessionKeyValidator
  readonly lens: SessionLens
  /** Has live, revoked and unknown sessions. */
  readonly first: Jury
  /** Ended all its sessions once, and granted others since. */
  readonly renewed: Jury
  /** Has uninstalled the module. */
  readonly gone: Jury
}

/** Through `loadFixture`. */
export async function deployCourt(): Promise<Court> {
  const module = await ethers.deployContract('SessionKeyValidator')
  const lens = await ethers.deployContract('SessionLens', [await module.getAddress()])
  await placeVerifiers()
  const { chainId } = await ethers.provider.getNetwork()
  const open = async (): Promise<Jury> => {
    const parts = [await module.getAddress(), await lens.getAddress(), computeAddress(OWNER.publicKey)]
    const contract = await ethers.deployContract('JuryMock', parts)
    const address = (await contract.getAddress()) as Address
    await contract.act(encodeCall('onInstall', [encodeInstallData(number(1, 32))]))
    const act = async (data: Hex): Promise<unknown> => await contract.act(data)
    const epoch = (await module.getEpoch(address)) as Hex
    return { act, address, module: (await module.getAddress()) as Address, chainId, epoch }
  }
  return { module, lens, first: await open(), renewed: await open(), gone: await open() }
}

/** OpenZeppelin's verifiers of ERC-7913 keys have no state: their code is all there is. */
export async function placeVerifiers(): Promise<void> {
  for (const [name, address] of [
    ['ERC7913P256Verifier', VERIFIERS.p256],
    ['ERC7913RSAVerifier', VERIFIERS.rsa],
  ] as const)
    await setCode(address, (await artifacts.readArtifact(name)).deployedBytecode)
}

/** Grants sessions of all shapes, uses some of them, and ends some. */
export async function openSessions(court: Court, random: Random): Promise<readonly Standing[]> {
  const standings: Standing[] = []
  for (const shape of SHAPES)
    standings.push(await openSession(court.module, court[shape.account ?? 'first'], shape, random))
  await court.renewed.act(encodeCall('revokeAll', [number(2, 32)]))
  await court.gone.act(encodeCall('onUninstall', [number(3, 32)]))
  for (const jury of [court.renewed, court.gone]) jury.epoch = (await court.module.getEpoch(jury.address)) as Hex

  const ids = new Map(standings.map((one) => [one.session, sessionId(one.session)]))
  const others = ({ session }: Standing): readonly Hex[] => [...ids.values()].filter((id) => id !== ids.get(session))
  const isRenewed = ({ status, jury }: Standing): boolean => status === 'live' && jury === court.renewed
  for (const standing of standings.filter(isRenewed)) await grant(standing)
  return [
    ...standings.map((one) => ({ ...one, ...(isRenewed(one) && { used: UNUSED }), others: others(one) })),
    // What one account granted, another did not.
    ...standings
      .filter(({ status, jury }) => status === 'live' && jury === court.first)
      .slice(0, 5)
      .map((standing): Standing => ({ ...standing, jury: court.renewed, status: 'never granted', used: UNUSED })),
  ]
}

/** Grants one session on this account, uses it, and revokes it, as its shape says. */
export async function openSession(
  module: SessionKeyValidator,
  jury: Jury,
  shape: Shape,
  random: Random,
): Promise<Standing> {
  const { status = 'live', uses = 0, periodIndex = 0 } = shape
  const unused = { ...sessionOf(shape, random), jury, status, used: { ...UNUSED, periodIndex } }
  if (status === 'never granted') return unused

  await grant(unused)
  let standing: Standing = unused
  for (let rest = uses; rest > 0; rest--) standing = await use(standing, rest, random)
  await expectUsage(module, standing)
  if (shape.superseded === true) await replace(standing)
  else if (status === 'revoked') await jury.act(encodeCall('revoke', [sessionId(standing.session)]))
  if (status === 'renounced' || shape.again === true) await renounce(standing)
  if (shape.again === true) await grant(standing)
  return standing
}

/** Ends a session by a grant of another one, which its owner signed. */
async function replace({ jury, session }: Standing): Promise<void> {
  const next = { ...session, validUntil: session.validUntil + 1 }
  const signed = signGrant(jury, next, { replaces: sessionId(session), siblings: [] })
  await jury.act(encodeCall('grantSigned', [jury.address, sessionStruct(next), signed]))
}

async function renounce({ jury, session, key }: Standing): Promise<void> {
  const { address: account, module, chainId } = jury
  const place = { account, module, chainId, version: MODULE_VERSION }
  const signature = key.sign(renounceDigest({ ...place, sessionId: sessionId(session) }))
  await jury.act(encodeCall('renounce', [sessionPreimage(session), account, signature]))
}

async function grant({ jury, session }: Standing): Promise<void> {
  await jury.act(encodeCall('grant', [sessionStruct(session)]))
}

/** Sends one op through validation, after which at least so many calls are left. */
async function use(standing: Standing, rest: number, random: Random): Promise<Standing> {
  const { jury, session, used } = standing
  for (;;) {
    const intent = validIntent(standing, random)
    if (intent === undefined) throw new Error('A session that is to be used further has nothing left')
    if (session.period !== 0 && intent.periodIndex !== used.periodIndex) continue
    const charged = { ...standing, used: chargedBy(intent, used) }
    if (leftIn(charged, charged.used.periodIndex).calls < rest) continue
    const one = caseOf(intent, [], random)!
    await jury.act(encodeCall('validateUserOp', [one.op, one.userOpHash]))
    return charged
  }
}

/** Only what is counted is added up. */
function chargedBy(intent: Intent, used: Used): Used {
  const { session, gas, calls } = intent
  const spends = spendsOf(intent)
  const value = calls.reduce((sum, call) => sum + call.value, 0n)
  return {
    fee: session.maxFee === UNLIMITED_FEE ? 0n : used.fee + feeOf(gas),
    value: session.maxValue === UNLIMITED_VALUE ? 0n : used.value + value,
    calls: session.maxCalls === UNLIMITED_CALLS ? 0 : used.calls + calls.length,
    periodIndex: used.periodIndex,
    spent: new Map(
      allowancesOf(session).map(({ number: n }) => [n, (used.spent.get(n) ?? 0n) + (spends.get(n) ?? 0n)]),
    ),
  }
}

/** That the module has counted what these tests count. */
async function expectUsage(module: SessionKeyValidator, { jury, session, used }: Standing): Promise<void> {
  const stored = await module.getUsage(jury.address, sessionId(session))
  const expected = join(
    number(used.fee, 10),
    number(used.value, 10),
    number(used.calls, 4),
    number(used.periodIndex, 4),
  )
  if (slice(stored as Hex, 0, 28) !== expected) throw new Error(`The module counts ${stored}, expected ${expected}…`)
  for (const [allowance, amount] of used.spent) {
    const spent = BigInt(await module.getSpent(jury.address, sessionId(session), allowance)) >> 64n
    if (spent !== amount) throw new Error(`Of allowance ${allowance} the module counts ${spent}, expected ${amount}`)
  }
}
