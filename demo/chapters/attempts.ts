// What a thief with the session key would try.
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import { allow, grantCall, toAddress, toHex, type Call, type ErrorCode, type Session } from '../../src'
import { upvote, type KeyedSession } from '../app'
import type { Attempt } from '../attack'
import { drawnKey } from '../drawn'
import { ether } from '../print'
import { OP_GAS, type Stage } from '../stage'

const TIP = parseEther('0.01')
const LOOT = parseEther('0.5')
const PRICE_FACTOR = 10n
const YEAR = 365 * 86_400

/** Other contracts, other functions, value. */
export async function callAttempts(stage: Stage, { session }: KeyedSession): Promise<Attempt[]> {
  const { socio3, otherApp, module, account, thief } = stage
  const honest = await upvote(stage, 0)
  const elsewhere = { ...honest, to: toAddress(await otherApp.getAddress()) }
  const withdraw = withdrawal(stage, honest)
  const widen = grantCall({ module, account, session: longer(session) })
  const tip = { ...honest, value: TIP, data: toHex(socio3.interface.encodeFunctionData('tip', [0])) }
  const tips = await ethers.provider.getBalance(socio3)
  const transfer: Call = { to: thief, value: LOOT, data: '0x' }
  const refused = (title: string, calls: readonly Call[], chain: Attempt['chain'], lens?: ErrorCode): Attempt => ({
    title,
    calls,
    client: 'CallNotPermitted',
    chain,
    ...(lens && { lens }),
  })
  const unknown = (title: string, call: Call, lens: ErrorCode): Attempt =>
    refused(title, [call], 'SessionNotLive', lens)
  return [
    unknown('Another contract: the same function of the other app', elsewhere, 'CallNotPermitted'),
    unknown(`Another function: Socio3's withdraw, ${ether(tips)} of tips to the thief`, withdraw, 'CallNotPermitted'),
    refused('The same withdraw, hidden in a batch behind an upvote', [honest, withdraw], 'PermissionNotSame'),
    unknown('The module itself: grant this key a longer session', widen, 'TargetNotAllowed'),
    refused(`Value: a tip of ${ether(TIP)}`, [tip], 'ValueOverCap'),
    refused(`A plain transfer: ${ether(LOOT)} to the thief`, [transfer], 'ValueOverCap'),
  ]
}

/** More than the limits leave. The client does not know what is used: the chain counts. */
export async function limitAttempts(stage: Stage, callsLeft: number): Promise<Attempt[]> {
  const honest = await upvote(stage, 0)
  return [
    {
      title: `Calls: a batch of ${callsLeft + 1} upvotes, where ${callsLeft} are left`,
      calls: Array.from({ length: callsLeft + 1 }, () => honest),
      chain: 'CallsOverLimit',
    },
    {
      title: `Fees: one upvote at ${PRICE_FACTOR} times the gas price`,
      calls: [honest],
      varied: { maxFeePerGas: OP_GAS.maxFeePerGas * PRICE_FACTOR },
      chain: 'FeeOverLimit',
    },
  ]
}

/** Sessions that nobody approved, and a key that no session is for. */
export async function forgeries(stage: Stage, granted: KeyedSession): Promise<Attempt[]> {
  const honest = await upvote(stage, 0)
  const { session } = granted
  return [
    {
      title: 'Terms edited in the op, same key: a year longer',
      claimed: { ...granted, session: longer(session) },
      calls: [honest],
      chain: 'SessionNotLive',
      lens: 'SessionNotGranted',
    },
    {
      title: 'Permission edited in the op, same key: withdraw in place of upvotePost',
      claimed: { ...granted, session: { ...session, permissions: [allow(stage.socio3, 'withdraw')] } },
      calls: [withdrawal(stage, honest)],
      chain: 'SessionNotLive',
      lens: 'SessionNotGranted',
    },
    {
      title: 'The session as granted, signed by another key',
      calls: [honest],
      varied: { key: drawnKey('another key') },
      client: 'KeyNotOfSession',
      chain: 'AA24',
    },
  ]
}

const longer = (session: Session): Session => ({ ...session, validUntil: session.validUntil + YEAR })

function withdrawal({ socio3, thief }: Stage, onSocio3: Call): Call {
  return { ...onSocio3, data: toHex(socio3.interface.encodeFunctionData('withdraw', [thief])) }
}
