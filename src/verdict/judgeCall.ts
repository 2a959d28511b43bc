// Whether one permission allows one call, and what the call adds to allowances.
import { ZeroAddress } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { Call } from '../session/Call'
import { CHARGE, NO_SELECTOR, type Permission } from '../session/Session'
import { decodeArguments, type RowValue } from './ArgumentValue'
import { evaluateRule } from './evaluateRule'
import { argumentsShape } from './Shape'

/** @internal An amount that a call adds to one of the session's allowances. */
export interface Charge {
  readonly allowance: number
  readonly amount: bigint
  readonly cap: bigint
}

/** @internal What one permission says of a call: what it charges, or why it refuses and how many rules were met before. */
export type CallRuling =
  { readonly charges: readonly Charge[] } | { readonly error: LatchkeyError; readonly met: number }

/** @internal A call, and its arguments as the text of a function makes them: decoded once. */
export interface ReadCall {
  readonly call: Call
  readonly index: number
  /** undefined where the ABI coder encodes no values like this. */
  readonly argumentsBy: (functionSignature: string) => RowValue | undefined
}

/** @internal */
export function readCall(call: Call, index: number): ReadCall {
  const known = new Map<string, RowValue | undefined>()
  const argumentsBy = (text: string): RowValue | undefined => {
    if (!known.has(text)) {
      const shape = argumentsShape(text)
      known.set(text, shape && decodeArguments(call.data, shape))
    }
    return known.get(text)
  }
  return { call, index, argumentsBy }
}

/** @internal Zero, the account and the module are called by no session. */
export function bannedTarget({ to }: Call, account: Address, module: Address): LatchkeyError | undefined {
  const isBanned = [ZeroAddress as Address, account, module].some((address) => isSame(address, to))
  return isBanned ? new LatchkeyError('TargetNotAllowed', { target: to }) : undefined
}

/** @internal Whether a permission is for this target and function, or for plain transfers to it. */
export const isFor = ({ target, functionSignature, selector }: Permission, { to, data }: Call): boolean =>
  isSame(target, to) &&
  (data === '0x' ? functionSignature === '' : functionSignature !== '' && isSame(selector, selectorOf(data)))

/** @internal The selector of a call's data; that of a plain transfer is zero. */
export const selectorOf = (data: Hex): Hex => (data === '0x' ? NO_SELECTOR : (data.slice(0, 10) as Hex))

/** @internal What a permission that is for this call says of its value and arguments. */
export function judgeCall({ maxValue, functionSignature, rules }: Permission, read: ReadCall): CallRuling {
  const { call, index } = read
  const callIndex = BigInt(index)
  if (call.value > maxValue)
    return { error: new LatchkeyError('ValueOverCap', { callIndex, value: call.value, cap: maxValue }), met: -1 }
  // Without rules nobody looks at arguments.
  if (rules.length === 0) return { charges: [] }
  const args = read.argumentsBy(functionSignature)
  if (args === undefined)
    return { error: new LatchkeyError('ArgumentsNotCanonical', { callIndex, functionSignature }), met: 0 }

  const charges: Charge[] = []
  for (const [i, rule] of rules.entries()) {
    const ruling = evaluateRule(rule, args, { callIndex, ruleIndex: BigInt(i) })
    if ('error' in ruling) return { error: ruling.error, met: i }
    const [cap = '0x00'] = rule.values
    if (rule.comparison === CHARGE) charges.push({ allowance: rule.allowance, amount: ruling.word, cap: BigInt(cap) })
  }
  return { charges }
}

/** Of two texts of bytes. */
const isSame = (one: Hex, other: Hex): boolean => one.toLowerCase() === other.toLowerCase()
