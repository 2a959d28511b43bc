// Between the two forms of a userOp.
import { concat, dataSlice, MaxUint256, toBeHex } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkAddress, checkAmount, checkHex } from '../session/fields'
import type { PackedUserOperation, UserOp } from './UserOp'

const UINT128_MAX = (1n << 128n) - 1n

/**
 * A userOp as the EntryPoint takes it.
 *
 * @throws FieldNotValid: a value that does not fit · PaymasterIncomplete · FactoryIncomplete.
 *
 * @example
 * ```ts
 * packUserOp(userOp).paymasterAndData // => '0x'
 * ```
 */
export const packUserOp = (userOp: UserOp): PackedUserOperation => ({
  sender: checkAddress('sender', userOp.sender),
  nonce: checkAmount('nonce', userOp.nonce, MaxUint256),
  initCode: initCode(userOp),
  callData: checkHex('callData', userOp.callData),
  accountGasLimits: pair(userOp, 'verificationGasLimit', 'callGasLimit'),
  preVerificationGas: checkAmount('preVerificationGas', userOp.preVerificationGas, UINT128_MAX),
  gasFees: pair(userOp, 'maxPriorityFeePerGas', 'maxFeePerGas'),
  paymasterAndData: paymasterAndData(userOp),
  signature: checkHex('signature', userOp.signature),
})

/**
 * A packed userOp with every field on its own.
 *
 * @throws FieldNotValid: initCode or paymasterAndData too short to take apart.
 *
 * @example
 * ```ts
 * unpackUserOp(packUserOp(userOp)) // => userOp
 * ```
 */
export function unpackUserOp(packed: PackedUserOperation): UserOp {
  const { sender, nonce, callData, preVerificationGas, signature, paymasterAndData } = packed
  return {
    sender,
    nonce,
    ...factoryOf(packed.initCode),
    callData,
    callGasLimit: low(packed.accountGasLimits),
    verificationGasLimit: high(packed.accountGasLimits),
    preVerificationGas,
    maxFeePerGas: low(packed.gasFees),
    maxPriorityFeePerGas: high(packed.gasFees),
    ...paymasterOf(paymasterAndData),
    signature,
  }
}

function initCode({ factory, factoryData }: UserOp): Hex {
  if (factory !== undefined) return concat([checkHex('factory', factory), factoryData ?? '0x']) as Hex
  if (factoryData !== undefined) throw new LatchkeyError('FactoryIncomplete', {})
  return '0x'
}

function paymasterAndData(userOp: UserOp): Hex {
  const { paymaster, paymasterData, paymasterVerificationGasLimit, paymasterPostOpGasLimit } = userOp
  if (paymaster === undefined) {
    if ((paymasterData ?? paymasterVerificationGasLimit ?? paymasterPostOpGasLimit) !== undefined)
      throw new LatchkeyError('PaymasterIncomplete', {})
    return '0x'
  }
  const gas = pair(userOp, 'paymasterVerificationGasLimit', 'paymasterPostOpGasLimit')
  return concat([checkAddress('paymaster', paymaster), gas, checkHex('paymasterData', paymasterData ?? '0x')]) as Hex
}

type Amount = {
  [Key in keyof UserOp]-?: Exclude<UserOp[Key], undefined> extends bigint ? Key : never
}[keyof UserOp]

function pair(userOp: UserOp, first: Amount, second: Amount): Hex {
  const half = (field: Amount): string => toBeHex(checkAmount(field, userOp[field] ?? 0n, UINT128_MAX), 16)
  return concat([half(first), half(second)]) as Hex
}

function factoryOf(initCode: Hex): Pick<UserOp, 'factory' | 'factoryData'> {
  if (initCode === '0x') return {}
  if (initCode.length <= 42) return { factory: initCode }
  return { factory: dataSlice(initCode, 0, 20) as Hex, factoryData: dataSlice(initCode, 20) as Hex }
}

function paymasterOf(paymasterAndData: Hex): Partial<UserOp> {
  if (paymasterAndData === '0x') return {}
  const length = paymasterAndData.length / 2 - 1
  if (length < 52) throw new LatchkeyError('PaymasterDataTooShort', { length: BigInt(length), minimum: 52n })
  return {
    paymaster: dataSlice(paymasterAndData, 0, 20) as Address,
    paymasterVerificationGasLimit: BigInt(dataSlice(paymasterAndData, 20, 36)),
    paymasterPostOpGasLimit: BigInt(dataSlice(paymasterAndData, 36, 52)),
    paymasterData: dataSlice(paymasterAndData, 52) as Hex,
  }
}

const high = (word: Hex): bigint => BigInt(word) >> 128n
const low = (word: Hex): bigint => BigInt(word) & UINT128_MAX
