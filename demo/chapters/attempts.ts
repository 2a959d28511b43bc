// What a thief with the session key would try.
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import { allow, grantCall, type Call, type ErrorCode, type Session, type Sessions } from '../../src'
import type { Attempt } from '../attack'
import { FEES } from '../bundler'
import { drawnKey } from '../drawn'
import { ether } from '../print'
import type { Story } from '../story'
import type { Stolen } from '../thief'

const TIP = parseEther('0.01')
const LOOT = parseEther('0.5')
const PRICE_FACTOR = 20n
const YEAR = 365 * 86_400

/** Other contracts, other functions, value. */
export async function callAttempts(story: Story, { live }: Stolen): Promise<Attempt[]> {
  const { module, account, thief } = story
  const socio3 = live.contract(story.socio3)
  const honest = socio3.upvotePost.toCall(0)
  const elsewhere = live.contract(story.otherApp).upvotePost.toCall(0)
  const withdraw = socio3.withdraw.toCall(thief)
  const widen = grantCall({ module, account, session: longer(live.session) })
  const tips = ether(await ethers.provider.getBalance(story.socio3))
  const transfer: Call = { to: thief, value: LOOT, data: '0x' }
  const refused = (title: string, calls: readonly Call[], chain: ErrorCode, client: ErrorCode): Attempt => ({
    title,
    calls,
    client,
    chain,
  })
  return [
    refused('Another contract: the same function of the other app', [elsewhere], 'SessionNotLive', 'CallNotPermitted'),
    refused(
      `Another function: withdraw, ${tips} of tips to the thief`,
      [withdraw],
      'SessionNotLive',
      'CallNotPermitted',
    ),
    refused(
      'The same withdraw, in a batch behind an upvote',
      [honest, withdraw],
      'PermissionNotSame',
      'CallNotPermitted',
    ),
    refused('The module itself: a longer session for this key', [widen], 'SessionNotLive', 'TargetNotAllowed'),
    refused(
      `Value: a tip of ${ether(TIP)}`,
      [socio3.tip.toCall(0, { value: TIP })],
      'ValueOverCap',
      'CallNotPermitted',
    ),
    refused(`A plain transfer: ${ether(LOOT)} to the thief`, [transfer], 'ValueOverCap', 'CallNotPermitted'),
  ]
}

/** More than the limits leave. */
export async function limitAttempts(story: Story, { live }: Stolen): Promise<Attempt[]> {
  const honest = live.contract(story.socio3).upvotePost.toCall(0)
  const { calls = 0 } = (await live.status()).left
  return [
    {
      title: `Calls: a batch of ${calls + 1} upvotes, where ${calls} are left`,
      calls: Array.from({ length: calls + 1 }, () => honest),
      client: 'CallsOverLimit',
      chain: 'CallsOverLimit',
    },
    {
      title: `Fees: one upvote at ${PRICE_FACTOR} times the gas price`,
      calls: [honest],
      maxFeePerGas: FEES.maxFeePerGas * PRICE_FACTOR,
      client: 'FeeOverLimit',
      chain: 'FeeOverLimit',
    },
  ]
}

/** Sessions that nobody approved, and a key that no session is for. */
export function forgeries(story: Story, { live }: Stolen, sessions: Sessions): Attempt[] {
  const { session } = live
  const socio3 = live.contract(story.socio3)
  const honest = socio3.upvotePost.toCall(0)
  const another = drawnKey('another key')
  return [
    {
      title: 'Terms edited in the op, same key: a year longer',
      claimed: longer(session),
      calls: [honest],
      client: 'SessionNotGranted',
      chain: 'SessionNotLive',
    },
    {
      title: 'Permission edited in the op, same key: withdraw in place of upvotePost',
      claimed: { ...session, permissions: [allow(story.socio3, 'withdraw')] },
      calls: [socio3.withdraw.toCall(story.thief)],
      client: 'SessionNotGranted',
      chain: 'SessionNotLive',
    },
    {
      title: 'The session as granted, with another key',
      calls: [honest],
      key: another,
      instead: async () => await sessions.open(session, another),
      client: 'KeyNotOfSession',
      chain: 'AA24',
    },
  ]
}

const longer = (session: Session): Session => ({ ...session, validUntil: session.validUntil + YEAR })
