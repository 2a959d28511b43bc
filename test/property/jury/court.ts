// The chain that ops are judged on: accounts, and sessions of every shape in every standing, some of them nearly used up.
import { Interface } from 'ethers'
import { ethers } from 'hardhat'

import {
  encodeInstallData,
  sessionId,
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
import { feeOf, validIntent, type Intent } from './intent'
import type { Random } from './Random'
import { sessionOf, SHAPES, type Shape } from './shapes'
import { leftIn, UNUSED, type Jury, type Standing, type Used } from './Standing'

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
  const { chainId } = await ethers.provider.getNetwork()
  const open = async (): Promise<Jury> => {
    const contract = await ethers.deployContract('JuryMock', [await module.getAddress(), await lens.getAddress()])
    const address = (await contract.getAddress()) as Address
    await contract.act(encodeCall('onInstall', [encodeInstallData(number(1, 32))]))
    const act = async (data: Hex): Promise<unknown> => await contract.act(data)
    return { act, address, module: (await module.getAddress()) as Address, chainId }
  }
  return { module, lens, first: await open(), renewed: await open(), gone: await open() }
}

/** Grants sessions of all shapes, uses some of them, and ends some. */
export async function openSessions(court: Court, random: Random): Promise<readonly Standing[]> {
  const standings: Standing[] = []
  for (const shape of SHAPES)
    standings.push(await openSession(court.module, court[shape.account ?? 'first'], shape, random))
  await court.renewed.act(encodeCall('revokeAll', [number(2, 32)]))
  await court.gone.act(encodeCall('onUninstall', [number(3, 32)]))

  const isRenewed = ({ status, jury }: Standing): boolean => status === 'live' && jury === court.renewed
  for (const standing of standings.filter(isRenewed)) await grant(standing)
  return [
    ...standings.map((standing) => (isRenewed(standing) ? { ...standing, used: UNUSED } : standing)),
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
  if (status === 'revoked') await jury.act(encodeCall('revoke', [sessionId(standing.session)]))
  return standing
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
    if (session.period !== 0) intent.periodIndex = used.periodIndex
    const charged = { ...standing, used: chargedBy(intent, used) }
    if (leftIn(charged, charged.used.periodIndex).calls < rest) continue
    const one = caseOf(intent, [], random)!
    await jury.act(encodeCall('validateUserOp', [one.op, one.userOpHash]))
    return charged
  }
}

/** Only what is counted is added up. */
function chargedBy({ session, gas, calls }: Intent, used: Used): Used {
  const value = calls.reduce((sum, call) => sum + call.value, 0n)
  return {
    fee: session.maxFee === UNLIMITED_FEE ? 0n : used.fee + feeOf(gas),
    value: session.maxValue === UNLIMITED_VALUE ? 0n : used.value + value,
    calls: session.maxCalls === UNLIMITED_CALLS ? 0 : used.calls + calls.length,
    periodIndex: used.periodIndex,
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
}
