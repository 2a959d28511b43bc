// Checks of single fields, shared by everything that takes input. Each throws FieldNotValid and says what would be right.
import { getAddress, isAddress, isHexString } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'

/** @internal A whole number from 0 to `maximum`, inclusive. */
export function checkNumber(field: string, value: number, maximum: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= maximum) return value
  throw notValid(field, value, `a whole number from 0 to ${maximum}`)
}

/** @internal A bigint from 0 to `maximum`, inclusive. */
export function checkAmount(field: string, value: bigint, maximum: bigint): bigint {
  if (typeof value === 'bigint' && value >= 0n && value <= maximum) return value
  throw notValid(field, value, `a bigint from 0 to ${maximum}`)
}

/** @internal Bytes as hex, of exactly `length` bytes if one is given. */
export function checkHex(field: string, value: string, length?: number): Hex {
  if (isHexString(value, length ?? true)) return value
  throw notValid(field, value, length === undefined ? 'bytes as 0x and pairs of digits' : `${length} bytes as hex`)
}

/** @internal Whether a text is bytes as hex. */
export const isHex = (text: string): text is Hex => isHexString(text, true)

/** @internal An address with 0x, checksummed or in one case; returned as it is. */
export function checkAddress(field: string, value: string): Address {
  if (isHexString(value, 20) && isAddress(value)) return value
  throw notValid(field, value, 'an address of 20 bytes with a right checksum (names are not resolved here)')
}

/** @internal An address, checksummed. */
export const checksumAddress = (field: string, value: string): Address =>
  getAddress(checkAddress(field, value)) as Address

/** @internal Whether two byte texts are the same bytes. */
export const sameBytes = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase()

/** @internal An object without a class, whose fields are all there is to it: no list, and no Map, whose entries are no fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as unknown
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** @internal The error that all of these throw. */
export function notValid(field: string, value: unknown, expected: string): LatchkeyError<'FieldNotValid'> {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return new LatchkeyError('FieldNotValid', { field, value: text, expected })
}
