// Sessions for a thief: what they permit can be turned into native value, tokens or fees.
import { MaxUint256 } from 'ethers'

import {
  allow,
  allowTransfer,
  atMost,
  createSession,
  equals,
  spend,
  type Address,
  type Permission,
  type Session,
} from '../../../src'
import type { Random } from '../jury/Random'

/** Where the loot goes, and what is called. */
export interface Scene {
  /** Takes tokens, and pulls what is approved to him. */
  readonly thief: Address
  /** Takes native value. */
  readonly purse: Address
  readonly token: Address
  readonly other: Address
  /** Takes every call, and value. */
  readonly shop: Address
  /** The session key. */
  readonly signer: Address
}

const TOKEN_ABI = [
  'function transfer(address to, uint256 amount)',
  'function approve(address spender, uint256 amount)',
] as const
const SHOP_ABI = ['function record(uint256 id) payable'] as const

/** A session that begins at `starts`, of up to three periods. */
export function preyFor(scene: Scene, starts: number, random: Random): Session {
  const counts = (): bigint => random.pick([7n, 1_000n, 10n ** 18n])
  const caps = [random.pick([0n, 0n, 5n, 10n ** 15n]), random.pick([0n, 3n, 10n ** 16n])] as const
  const spends = [0, 1].map((allowance) => ({ max: counts(), allowance }))
  const isPeriodic = random.oneIn(2)
  const capped = caps.some((cap) => cap > 0n)
  const calls = random.pick([1, 2, 5, 40, undefined])
  return createSession({
    signer: scene.signer,
    allow: [
      ...(caps[0] > 0n ? [allowTransfer(scene.purse, { maxValue: caps[0] })] : []),
      allow({ address: scene.shop, abi: SHOP_ABI }, 'record', { maxValue: caps[1] }),
      ...tokenPermissions(scene, scene.token, spends[0]!, random),
      ...(random.oneIn(2) ? tokenPermissions(scene, scene.other, spends[1]!, random) : []),
    ],
    starts,
    expires: starts + (isPeriodic ? 3_600 * random.pick([1, 2, 3]) - random.pick([1, 0, 1_000]) : 10_000),
    ...(isPeriodic ? { period: 3_600 } : {}),
    fees: { max: random.pick([0n, 10n ** 13n, 10n ** 16n]) },
    ...(calls === undefined ? {} : { calls }),
    ...(capped ? { value: random.pick([1n, 12n, 10n ** 16n, 10n ** 17n]) } : {}),
    now: starts,
  })
}

function tokenPermissions(
  { thief }: Scene,
  address: Address,
  budget: { readonly max: bigint; readonly allowance: number },
  random: Random,
): readonly Permission[] {
  const contract = { address, abi: TOKEN_ABI }
  const least = random.oneIn(2) ? MaxUint256 : 1n + budget.max / random.pick([2n, 3n, 100n])
  const amount = least === MaxUint256 ? spend(budget) : [spend(budget), atMost(least)]
  const transfer = allow(contract, 'transfer', random.oneIn(2) ? { amount } : { to: equals(thief), amount })
  const approve = allow(contract, 'approve', { spender: equals(thief), amount })
  return random.pick([[transfer], [approve], [transfer, approve]])
}
