// What a grant requires of the rules of one permission.
import { keccak256, MaxUint256 } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { wordTypeName } from '../errors/wordTypeName'
import { checkHex, checkNumber } from './fields'
import { packRule } from './packRules'
import { PATH_MAX, wrongStep } from './path'
import { BETWEEN, BETWEEN_SIGNED, CHARGE, NONE_OF, type Rule } from './Session'
import { BYTES, INT, isCanonicalWord, UINT } from './wordType'

/** @internal The most rules of a permission, and the most values of a rule. */
export const RULES_MAX = 12
export const VALUES_MAX = 64

/** @internal The cap of an allowance is below this. */
export const ALLOWANCE_CAP_END = 1n << 192n

/**
 * @internal Refuses rules that the module would refuse, for the same reason.
 *
 * @param caps The caps that the rules of a session have given to allowances so far; those of these rules are added.
 */
export function checkRules(rules: readonly Rule[], caps: Map<number, bigint>): void {
  const count = rules.length
  if (count > RULES_MAX) throw new LatchkeyError('RulesTooMany', { count: BigInt(count), maximum: BigInt(RULES_MAX) })
  rules.reduce<Hex>(
    (previous, rule, index) => {
      const ruleIndex = BigInt(index)
      checkFields(rule)
      checkPath(ruleIndex, rule)
      checkComparison(ruleIndex, rule)
      checkValues(ruleIndex, rule)
      checkAllowance(ruleIndex, rule, caps)
      const ruleHash = keccak256(packRule(rule, index)) as Hex
      if (ruleHash <= previous) throw new LatchkeyError('RulesNotAscending', { ruleIndex, ruleHash, previous })
      return ruleHash
    },
    `0x${'00'.repeat(32)}`,
  )
}

// That the ABI can carry them.
function checkFields({ path, wordType, comparison, mask, values, allowance }: Rule): void {
  path.forEach((step) => checkNumber('step', step, 2 ** 32 - 1))
  checkNumber('wordType', wordType, 2 ** 16 - 1)
  checkNumber('comparison', comparison, 255)
  checkHex('mask', mask, 32)
  values.forEach((value) => checkHex('value', value, 32))
  checkNumber('allowance', allowance, 255)
}

function checkPath(ruleIndex: bigint, { path }: Rule): void {
  const steps = path.length
  if (steps === 0 || steps > PATH_MAX)
    throw new LatchkeyError('PathLengthNotValid', { ruleIndex, steps: BigInt(steps), maximum: BigInt(PATH_MAX) })
  const wrong = wrongStep(path)
  const step = path[wrong]
  if (step !== undefined)
    throw new LatchkeyError('PathStepNotValid', { ruleIndex, stepIndex: BigInt(wrong), step: BigInt(step) })
}

function checkComparison(ruleIndex: bigint, { wordType, comparison, mask }: Rule): void {
  if (wordTypeName(wordType) === undefined)
    throw new LatchkeyError('WordTypeNotValid', { ruleIndex, wordType: BigInt(wordType) })
  const kind = wordType >> 8
  const fits: readonly boolean[] = [true, true, kind === UINT || kind === BYTES, kind === INT, kind === UINT]
  if (fits[comparison] !== true)
    throw new LatchkeyError('ComparisonNotValid', {
      ruleIndex,
      comparison: BigInt(comparison),
      wordType: BigInt(wordType),
    })
  const bits = BigInt(mask)
  if (bits === 0n || (bits !== MaxUint256 && comparison > NONE_OF))
    throw new LatchkeyError('MaskNotValid', { ruleIndex, mask })
}

function checkValues(ruleIndex: bigint, { wordType, comparison, mask, values }: Rule): void {
  const count = values.length
  const expected = comparison <= NONE_OF ? count : comparison === CHARGE ? 1 : 2
  if (count === 0 || count > VALUES_MAX || count !== expected)
    throw new LatchkeyError('ValueCountNotValid', { ruleIndex, count: BigInt(count) })
  const words = values.map((value) => BigInt(value))
  words.forEach((word, i) => {
    const inPlace = isCanonicalWord(word, wordType) && (word & BigInt(mask)) === word
    if (!inPlace || !isAfter(comparison, words[i - 1], word)) throw valueNotValid(ruleIndex, i, values[i])
  })
}

function isAfter(comparison: number, last: bigint | undefined, word: bigint): boolean {
  if (last === undefined) return true
  if (comparison === BETWEEN) return last <= word
  if (comparison === BETWEEN_SIGNED) return BigInt.asIntN(256, last) <= BigInt.asIntN(256, word)
  return last < word
}

// One cap for each allowance number, in the whole session.
function checkAllowance(ruleIndex: bigint, { comparison, allowance, values }: Rule, caps: Map<number, bigint>): void {
  if (comparison !== CHARGE) {
    if (allowance !== 0) throw new LatchkeyError('AllowanceNotValid', { ruleIndex, allowance: BigInt(allowance) })
    return
  }
  const cap = BigInt(values[0] ?? 0)
  if (cap === 0n || cap >= ALLOWANCE_CAP_END) throw valueNotValid(ruleIndex, 0, values[0])
  const other = caps.get(allowance) ?? cap
  if (other !== cap) throw new LatchkeyError('AllowanceCapsDiffer', { allowance: BigInt(allowance), cap, other })
  caps.set(allowance, cap)
}

const valueNotValid = (ruleIndex: bigint, index: number, value: Hex = '0x'): LatchkeyError<'ValueNotValid'> =>
  new LatchkeyError('ValueNotValid', { ruleIndex, valueIndex: BigInt(index), value })
