// Builders of sessions with one happy default: a test names only what it is about.
import { getAddress, id, toBeHex, ZeroAddress, zeroPadValue } from 'ethers'

import { leafOf } from './encoding'
import type { Permission, Session } from './types'

/** Addresses that mean nothing, told apart by a number. */
export const addressOf = (number: number): string => getAddress(zeroPadValue(toBeHex(0xabc000 + number), 20))

/** A function that may be called without value, on a target of its own. */
export function permissionFor(target: string, functionSignature: string, maxValue = 0n): Permission {
  return { target, functionSignature, selector: id(functionSignature).slice(0, 10), maxValue, rules: [] }
}

/** A plain transfer. */
export function transferTo(target: string, maxValue: bigint): Permission {
  return { target, functionSignature: '', selector: '0x00000000', maxValue, rules: [] }
}

/** One session that the account itself pays for, with every limit a number far away. */
export function sessionOf(signer: string, changed: Partial<Session> = {}): Session {
  const session = {
    signerKind: 0,
    signer,
    validAfter: 1_000,
    validUntil: 9_999,
    paymaster: ZeroAddress,
    period: 0,
    maxCalls: 100n,
    maxValue: 10n ** 18n,
    maxFee: 10n ** 18n,
    permissions: [permissionFor(addressOf(1), 'upvotePost(uint256)')],
    ...changed,
  }
  return { ...session, permissions: [...session.permissions].sort((a, b) => (leafOf(a) < leafOf(b) ? -1 : 1)) }
}

/** `count` permissions for one target, ascending, and one call for each. */
export function manyPermissions(count: number): Permission[] {
  return Array.from({ length: count }, (_, i) => permissionFor(addressOf(1), `function${i}()`))
}
