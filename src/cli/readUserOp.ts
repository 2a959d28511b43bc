// A userOp as somebody pasted it: as JSON-RPC has it or packed, alone or inside of a request to a bundler.
import { isHexString } from 'ethers'

import { isRecord, notValid } from '../session/fields'
import { packUserOp, unpackUserOp, type PackedUserOperation, type UserOp } from '../userOp'

const AMOUNTS = [
  'nonce',
  'callGasLimit',
  'verificationGasLimit',
  'preVerificationGas',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'paymasterVerificationGasLimit',
  'paymasterPostOpGasLimit',
]
const REQUIRED = ['sender', 'nonce', 'callData', 'preVerificationGas', 'signature']
const OF_PACKED = ['initCode', 'accountGasLimits', 'gasFees', 'paymasterAndData']
const OF_PLAIN = ['callGasLimit', 'verificationGasLimit', 'maxFeePerGas', 'maxPriorityFeePerGas']
const MAYBE = ['factory', 'factoryData', 'paymaster', 'paymasterData']

/** @internal The op in what was pasted; undefined: there is none. */
export function opIn(json: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(json)) return undefined
  if ('sender' in json && 'callData' in json) return json
  const { params, userOp, userOperation } = json
  return opIn(Array.isArray(params) ? params[0] : (userOp ?? userOperation))
}

/**
 * @internal
 * @throws FieldNotValid: a field that is missing, or none.
 */
export function readUserOp(json: Readonly<Record<string, unknown>>): UserOp {
  const isPacked = 'accountGasLimits' in json
  const names = [...REQUIRED, ...(isPacked ? OF_PACKED : OF_PLAIN)]
  const given = (isPacked ? [] : [...AMOUNTS, ...MAYBE]).filter(
    (name) => json[name] !== undefined && json[name] !== null,
  )
  const fields = Object.fromEntries([...new Set([...names, ...given])].map((name) => [name, valueOf(name, json[name])]))
  if (isPacked) return unpackUserOp(fields as unknown as PackedUserOperation)
  const userOp = fields as unknown as UserOp
  packUserOp(userOp)
  return userOp
}

function valueOf(name: string, value: unknown): unknown {
  if (!AMOUNTS.includes(name)) {
    if (isHexString(value)) return value
    throw notValid(name, value, 'bytes as hex')
  }
  const isAmount = typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : isDigits(value)
  if (!isAmount) throw notValid(name, value, 'an amount: a number, or a quantity in hex')
  return BigInt(value as string | number)
}

const isDigits = (value: unknown): value is string =>
  typeof value === 'string' && /^(0x[0-9a-f]{1,64}|\d{1,78})$/i.test(value)
