// Whether the argument that a rule speaks of meets it.
import { LatchkeyError } from '../errors'
import { BETWEEN, BETWEEN_SIGNED, CHARGE, NONE_OF, ONE_OF, type Rule } from '../session/Session'
import type { RowValue } from './ArgumentValue'
import { readPath } from './readPath'

/** @internal Where a rule stands, for its errors. */
export interface RulePlace {
  readonly callIndex: bigint
  readonly ruleIndex: bigint
}

/** @internal The word that a rule accepts, or why it accepts none. */
export type Ruling = { readonly word: bigint } | { readonly error: LatchkeyError }

/**
 * @internal Reads the word that a rule speaks of among decoded arguments, and judges it. A charge accepts every amount here:
 * what is left of its allowance is judged over the whole op.
 */
export function evaluateRule(rule: Rule, args: RowValue, place: RulePlace): Ruling {
  const word = readPath(args, rule.path)
  if (word === 'unknown') return { error: new LatchkeyError('RuleNotOfFunction', place) }
  if (word === 'unreadable') return { error: new LatchkeyError('ArgumentNotReadable', place) }
  if (!isOfType(word, rule.wordType))
    return { error: new LatchkeyError('WordNotCanonical', { ...place, word, wordType: BigInt(rule.wordType) }) }
  return holds(rule, word) ? { word } : { error: new LatchkeyError('RuleNotMet', { ...place, word }) }
}

/** Whether some value of the type is encoded as this word. */
function isOfType(word: bigint, wordType: number): boolean {
  const [kind, size] = [wordType >>> 8, BigInt(wordType & 0xff)]
  const values = 1n << (8n * size)
  switch (kind) {
    case 0:
      return word < values
    case 1: {
      const number = numberOf(word)
      return number >= -values / 2n && number < values / 2n
    }
    case 2:
      return word % (1n << (256n - 8n * size)) === 0n
    case 3:
      return word < 1n << 160n
    default:
      return kind === 4 && word <= 1n
  }
}

const numberOf = (word: bigint): bigint => (word < 1n << 255n ? word : word - (1n << 256n))

function holds({ comparison, mask, values }: Rule, word: bigint): boolean {
  if (comparison === CHARGE) return true
  if (comparison === ONE_OF || comparison === NONE_OF) {
    const compared = word & BigInt(mask)
    const isAmong = values.some((value) => BigInt(value) === compared)
    return isAmong === (comparison === ONE_OF)
  }
  const order = comparison === BETWEEN ? (value: bigint): bigint => value : numberOf
  const [low, high] = values.map((value) => order(BigInt(value)))
  return (
    comparison <= BETWEEN_SIGNED && low !== undefined && high !== undefined && low <= order(word) && order(word) <= high
  )
}
