// That bytes or text have a value: their length, and every word.
import { hexlify, toUtf8Bytes, zeroPadBytes, type ParamType } from 'ethers'

import { equals } from './conditions'
import type { Demands } from './Demand'
import { isHex } from './fields'
import { notPossible } from './subject'

/** @internal For each value of `bytes` or `string` what it demands of their parts. */
export function exactDemands(name: string, type: ParamType, values: readonly unknown[]): readonly Demands[] {
  if (values.length === 0) throw notPossible(name, 'oneOf and noneOf need a value')
  return values.map((value) => {
    const bytes = bytesOf(name, type, value)
    const words = bytes.slice(2).match(/.{1,64}/g) ?? []
    const exact = words.map((word, i) => [i, equals(zeroPadBytes(`0x${word}`, 32))] as const)
    return { length: equals(bytes.length / 2 - 1), ...Object.fromEntries(exact) }
  })
}

function bytesOf(name: string, { type, baseType }: ParamType, value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (typeof value !== 'string' || (baseType === 'bytes' && !isHex(value)))
    throw notPossible(name, `${text} is no ${type}`)
  if (baseType === 'bytes') return value
  try {
    return hexlify(toUtf8Bytes(value))
  } catch {
    throw notPossible(name, 'it is no valid text')
  }
}
