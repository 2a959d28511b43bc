// One call that an account executes.
import { MaxUint256 } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkAmount, checkHex, checksumAddress } from './fields'

/** A call: to whom, with how much wei, with what data. The shape of ERC-5792 and of an ethers transaction. */
export interface Call {
  readonly to: Address
  readonly value: bigint
  readonly data: Hex
}

/** What can become a {@link Call}, such as the result of ethers' `populateTransaction`. */
export interface CallLike {
  readonly to: string
  /** Wei; 0 if omitted. */
  readonly value?: bigint | undefined
  /** Bytes; empty (a plain transfer) if omitted. */
  readonly data?: string | undefined
}

/**
 * A call with all of its fields, checked.
 *
 * @param callIndex Where it stands among the calls of an op; only for errors.
 * @throws FieldNotValid · SelectorIncomplete: data of 1 to 3 bytes.
 *
 * @example
 * ```ts
 * toCall({ to: SOCIO3 }) // => { to: SOCIO3, value: 0n, data: '0x' }
 * ```
 */
export function toCall(call: CallLike, callIndex = 0): Call {
  const to = checksumAddress('to', call.to)
  const value = checkAmount('value', call.value ?? 0n, MaxUint256)
  const data = checkHex('data', call.data ?? '0x')
  const length = data.length / 2 - 1
  if (length > 0 && length < 4)
    throw new LatchkeyError('SelectorIncomplete', { callIndex: BigInt(callIndex), length: BigInt(length) })
  return { to, value, data }
}
