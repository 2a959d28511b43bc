// Reads what a JSON-RPC service answered. Nothing of it is believed before it is looked at.
import { isHexString } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'

/** An answer, and what it answers; only for errors. */
export interface Answer {
  readonly method: string
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * An answer that is an object.
 *
 * @throws AnswerNotValid.
 *
 * @example
 * ```ts
 * answerOf('eth_test', { a: '0x1' }).fields // => { a: '0x1' }
 * ```
 */
export function answerOf(method: string, answer: unknown): Answer {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new LatchkeyError('AnswerNotValid', { method, reason: 'it is no object' })
  return { method, fields: answer as Readonly<Record<string, unknown>> }
}

/** The answer's quantity of this name, which must be there. */
export function quantity(answer: Answer, name: string): bigint {
  const value = quantityOrNone(answer, name)
  if (value === undefined) throw notValid(answer, name, 'a quantity')
  return value
}

/** The same of one that may be missing. */
export function quantityOrNone(answer: Answer, name: string): bigint | undefined {
  const value = answer.fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && /^0x[0-9a-f]{1,64}$/i.test(value)) return BigInt(value)
  // Numbers are not JSON-RPC's quantities, but some services send them.
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  throw notValid(answer, name, 'a quantity')
}

/** The answer's bytes of this name, of this length if one is given. */
export function bytes(answer: Answer, name: string, length?: number): Hex {
  const value = answer.fields[name]
  if (!isHexString(value, length ?? true)) throw notValid(answer, name, `${length ?? 'whole'} bytes as hex`)
  return value
}

const notValid = ({ method }: Answer, name: string, expected: string): LatchkeyError =>
  new LatchkeyError('AnswerNotValid', { method, reason: `${name} is not ${expected}` })
