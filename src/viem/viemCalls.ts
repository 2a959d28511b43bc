// Calls as viem's functions take them: checked, and encoded where they come with an ABI.
import { encodeFunctionData, stringify, type EncodeFunctionDataParameters } from 'viem'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { toCall, type Call, type CallLike } from '../session'
import { checkAddress, checkHex, notValid } from '../session/fields'

/** What somebody wrote for a call, of whatever types. */
type Written = Readonly<
  Partial<Record<'to' | 'value' | 'data' | 'dataSuffix' | 'abi' | 'functionName' | 'args', unknown>>
>

/** @internal @throws FieldNotValid: a function was called without its parameters. */
export function checkParameters<Parameters>(parameters: Parameters): Parameters {
  if (typeof parameters === 'object' && parameters !== null) return parameters
  throw notValid('parameters', parameters, "an object, as viem's function takes")
}

/** @internal The call of a `writeContract`. @throws FieldNotValid. */
export function writtenCall({ address, ...call }: Written & { readonly address?: unknown }): Call {
  return toViemCall({ ...call, abi: checkAbi(call.abi), to: checkAddress('address', address as string) })
}

/** @internal The calls of a `sendCalls`. @throws FieldNotValid · SelectorIncomplete. */
export function toViemCalls(calls: unknown): readonly Call[] {
  if (!Array.isArray(calls)) throw notValid('calls', calls, 'a list of calls, each with `to`')
  return calls.map((call: unknown, index) => {
    if (typeof call === 'object' && call !== null) return toViemCall(call, index)
    throw notValid(`calls[${index}]`, call, 'a call: an object with `to`')
  })
}

function toViemCall({ to, value, data: raw, dataSuffix, ...call }: Written, index?: number): Call {
  const data = call.abi === undefined ? raw : encoded(call)
  const whole = dataSuffix === undefined ? data : withSuffix(data, dataSuffix)
  return toCall({ to, value, data: whole } as CallLike, index)
}

const withSuffix = (data: unknown = '0x', suffix: unknown): Hex =>
  `${checkHex('data', data as string)}${checkHex('dataSuffix', suffix as string).slice(2)}` as Hex

function checkAbi(abi: unknown): readonly unknown[] {
  if (Array.isArray(abi)) return abi
  throw notValid('abi', abi, 'a list of functions')
}

function encoded({ abi, functionName, args }: Written): Hex {
  checkAbi(abi)
  if (functionName !== undefined && typeof functionName !== 'string')
    throw notValid('functionName', functionName, 'a function of the ABI')
  if (args !== undefined && !Array.isArray(args)) throw notValid('args', args, 'a list of arguments')
  try {
    return encodeFunctionData({ abi, functionName, args } as EncodeFunctionDataParameters)
  } catch (cause) {
    const { message, shortMessage = message } = cause as { message: string; shortMessage?: string }
    const expected = `what its ABI takes: ${shortMessage.replace(/\s+/g, ' ')}`
    const value = stringify(args ?? [])
    throw new LatchkeyError('FieldNotValid', { field: functionName ?? 'functionName', value, expected }, { cause })
  }
}
