// A rule in plain words.
import { getAddress, MaxUint256 } from 'ethers'

import type { Hex } from '../contracts'
import type { Rule } from './Session'
import { wordTypeText } from './wordTypeText'

/** What makes the sentence easier to read. */
export interface RuleWords {
  /** What an address is called; its checksummed hex if omitted. */
  readonly name?: ((address: string) => string) | undefined
  /** What the argument is called; where it stands if omitted. */
  readonly argument?: string | undefined
  /** How an amount of `uint256` is shown; as a number if omitted. */
  readonly amount?: ((amount: bigint) => string) | undefined
}

/**
 * What a rule demands of an argument, as part of a sentence.
 *
 * @param rule A rule that {@link packRules} takes.
 * @throws FieldNotValid: a word type that does not exist.
 *
 * @example
 * ```ts
 * const rule = { path: [0], wordType: 0x0020, comparison: 0, mask: MAX_WORD, values: [ONE_WORD], allowance: 0 } as const
 * describeRule(rule) // => 'argument word 0 (uint256) is one of 1'
 * describeRule(rule, { argument: 'postId' }) // => 'postId (uint256) is one of 1'
 * ```
 */
export function describeRule(rule: Rule, { name = asIs, argument, amount }: RuleWords = {}): string {
  const type = wordTypeText(rule.wordType)
  const masked = BigInt(rule.mask) === MaxUint256 ? '' : `, under the mask ${rule.mask},`
  const subject = `${argument ?? `argument ${rule.path.map(stepText).join(', ')}`} (${type})${masked}`
  const values = rule.values.map((value) => amount?.(BigInt(value)) ?? valueText(value, type, name))
  switch (rule.comparison) {
    case 0:
      return `${subject} is one of ${values.join(', ')}`
    case 1:
      return `${subject} is none of ${values.join(', ')}`
    case 2:
    case 3:
      return `${subject} is from ${values.join(' to ')}`
    case 4:
      return `${subject} adds up to at most ${values.join(', ')} (allowance ${rule.allowance})`
  }
}

const asIs = (address: string): string => address

function stepText(step: number): string {
  const operand = step & 0xffffff
  switch (step >>> 24) {
    case 0:
      return `word ${operand}`
    case 1:
      return 'where it points'
    case 2:
      return `element ${operand >>> 8}`
    case 3:
      return 'its length'
    case 4:
      return `its bytes from ${operand * 32}`
    case 5:
      return 'the call in it'
    default:
      return `step ${step}`
  }
}

function valueText(value: Hex, type: string, name: (address: string) => string): string {
  if (type.startsWith('uint')) return String(BigInt(value))
  if (type.startsWith('int')) return String(BigInt.asIntN(256, BigInt(value)))
  if (type === 'address') return name(getAddress(`0x${value.slice(26)}`))
  if (type === 'bool') return BigInt(value) === 0n ? 'false' : 'true'
  return value.slice(0, 2 + 2 * Number(type.slice(5)))
}
