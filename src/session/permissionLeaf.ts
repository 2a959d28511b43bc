// A permission's leaf in the tree of a session.
import { concat, keccak256, toBeHex } from 'ethers'

import type { Hex } from '../contracts'
import { rulesHash } from './rulesHash'
import type { Permission } from './Session'

/**
 * keccak256 of three words: head (selector 32 | zero 63 | transfer 1 | target 160), maxValue, rulesHash. The text of the
 * function is not in it, only whether there is one.
 *
 * @throws as {@link packRules}.
 *
 * @example
 * ```ts
 * permissionLeaf(allowTransfer(SOCIO3, { maxValue: 1n })).length // => 66
 * ```
 */
export function permissionLeaf(permission: Permission): Hex {
  const transfer = permission.functionSignature === '' ? 1 : 0
  const head = concat([permission.selector, toBeHex(transfer, 8), permission.target])
  return keccak256(concat([head, toBeHex(permission.maxValue, 32), rulesHash(permission.rules)])) as Hex
}
