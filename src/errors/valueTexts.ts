// How values read in the words of an error. The error's arguments hold them in full.
import { formatEther, getAddress, toBeHex } from 'ethers'

import type { Address, Hex } from '../contracts'

// Below this, ether has too many zeros to be read.
const GWEI = 1_000_000_000n

const ADDRESS_LENGTH = 42

/**
 * Money in the chain's native token, 18 decimals.
 *
 * @example
 * ```ts
 * amountText(parseEther('0.5')) // => '0.5 ETH'
 * amountText(7n) // => '7 wei'
 * ```
 */
export const amountText = (wei: bigint, currency = 'ETH'): string =>
  wei > 0n && wei < GWEI ? `${wei} wei` : `${formatEther(wei).replace(/\.0$/, '')} ${currency}`

/**
 * An id or a hash that nobody reads to its end; an address stays whole.
 *
 * @example
 * ```ts
 * shortHex(`0x1234${'00'.repeat(28)}abcd`) // => '0x1234…abcd'
 * ```
 */
export const shortHex = (hex: Hex): string =>
  hex.length > ADDRESS_LENGTH ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex

/**
 * What a call calls.
 *
 * @param selector undefined for a plain transfer.
 *
 * @example
 * ```ts
 * callText(SOCIO3, '0x8d2f8268') // => `function 0x8d2f8268 of ${SOCIO3}`
 * ```
 */
export const callText = (target: Address, selector: Hex | undefined): string =>
  selector === undefined ? `a plain transfer to ${target}` : `function ${selector} of ${target}`

/**
 * The same of the head of a permission: selector 32 | zero 63 | transfer 1 | target 160.
 *
 * @example
 * ```ts
 * headText(BigInt(`0x8d2f8268${'00'.repeat(8)}${SOCIO3.slice(2)}`)) // => callText(SOCIO3, '0x8d2f8268')
 * ```
 */
export function headText(head: bigint): string {
  const target = getAddress(toBeHex(BigInt.asUintN(160, head), 20)) as Address
  const isTransfer = ((head >> 160n) & 1n) === 1n
  return callText(target, isTransfer ? undefined : (toBeHex(head >> 224n, 4) as Hex))
}
