// Formulas from demands by the names of arguments: the ABI says where each stands.
import { FunctionFragment, zeroPadBytes, type ParamType } from 'ethers'

import { LatchkeyError } from '../errors'
import { headsWords, staticWords } from './argumentPlace'
import { atLeast, between, equals, SELECTOR_BITS } from './conditions'
import { Condition, type ConditionTerms, type Demand } from './Demand'
import { exactDemands } from './exactDemands'
import { isRecord } from './fields'
import { ALTERNATIVES_MAX, type Formula } from './formula'
import { OPERAND_MAX } from './path'
import { isPart, notPossible, partOf, type Part, type Subject } from './subject'
import { wordFormula } from './wordFormula'

type TermsOf<Kind> = Extract<ConditionTerms, { readonly kind: Kind }>

/**
 * @internal The formula that exactly the calls meet which meet the demand; or, if the subject is negated, its opposite. What
 * cannot be read meets neither a demand nor its opposite.
 *
 * @throws RuleNotPossible: a demand that no rules can express.
 */
export function demandFormula(subject: Subject, demand: Demand): Formula {
  const { name, place } = subject
  if (place.index > OPERAND_MAX) throw notPossible(name, `it starts at word ${place.index}; rules reach ${OPERAND_MAX}`)
  if (demand instanceof Condition) return conditionFormula(subject, demand.terms)
  if (!Array.isArray(demand) && !isRecord(demand))
    throw notPossible(name, 'a demand is made by equals(...) and its like')
  // Of all arguments nothing may be demanded, but only by {}: an empty list is a filter that found nothing.
  if ((isPart(subject) || Array.isArray(demand)) && Object.keys(demand).length === 0)
    throw notPossible(name, 'nothing is demanded of it: leave it out')
  if (Array.isArray(demand)) return allOf(subject, demand as readonly Demand[])
  const parts = Object.entries(demand).map(([key, one]) => demandFormula(partOf(subject, key), one))
  return joined(subject, parts)
}

// All of these. Their opposite is any of the opposites, which they are already if the subject is negated.
const joined = ({ negated }: Subject, formulas: readonly Formula[]): Formula =>
  negated ? { any: formulas } : { all: formulas }

const allOf = (subject: Subject, demands: readonly Demand[]): Formula =>
  joined(
    subject,
    demands.map((one) => demandFormula(subject, one)),
  )

// Any of these is not: all of them not.
const anyOf = (subject: Subject, demands: readonly Demand[]): Formula =>
  joined(
    opposite(subject),
    demands.map((one) => demandFormula(subject, one)),
  )

const opposite = <S extends Subject>(subject: S): S => ({ ...subject, negated: !subject.negated })

function conditionFormula(subject: Subject, terms: ConditionTerms): Formula {
  if (terms.kind === 'not') return demandFormula(opposite(subject), terms.demand)
  if (terms.kind === 'all' || terms.kind === 'any') {
    const isAll = terms.kind === 'all'
    if (terms.demands.length === 0) throw notPossible(subject.name, `${isAll ? 'and' : 'or'}() needs a demand`)
    return isAll ? allOf(subject, terms.demands) : anyOf(subject, terms.demands)
  }
  if (!isPart(subject)) throw notPossible(subject.name, 'what is demanded of arguments is said by their names')
  const { name, type } = subject
  if (terms.kind === 'every' || terms.kind === 'some') return elementsFormula(subject, terms)
  if (type.isTuple() || type.isArray()) throw notPossible(name, `a demand of ${type.type} is one of its parts`)
  if (staticWords(type) !== undefined) return wordFormula(subject, terms)
  if (terms.kind === 'call' && type.baseType === 'bytes') return callFormula(subject, terms)
  if (terms.kind === 'oneOf') return anyOf(subject, exactDemands(name, type, terms.values))
  if (terms.kind === 'noneOf') return anyOf(opposite(subject), exactDemands(name, type, terms.values))
  throw notPossible(name, `of ${type.type} rules can demand values, parts by { length, 0: ... }, or a call in bytes`)
}

function callFormula(subject: Part, terms: TermsOf<'call'>): Formula {
  const { name, inputs, selector } = fragmentOf(subject.name, terms.fragment)
  const first = partOf(subject, '0')
  const is = { kind: 'oneOf', values: [zeroPadBytes(selector, 32)] } as const
  // Arguments without pointers have one length: nothing stands behind them that a callee might read, such as a sender whom
  // it trusts. With such behind them it is no other call either.
  const isStatic = inputs.every((input) => staticWords(input) !== undefined)
  const length = isStatic && !subject.negated ? equals(4 + 32 * headsWords(inputs)) : atLeast(4)
  const start = subject.place.nested
  subject.calls.push({ is: wordFormula({ ...first, negated: false }, is, SELECTOR_BITS), inputs, start })
  return joined(subject, [
    wordFormula(first, is, SELECTOR_BITS),
    // Bytes that are shorter than a selector could pass for one that ends in zeros.
    demandFormula(partOf(subject, 'length'), length),
    demandFormula({ ...subject, name: `${subject.name}.${name}`, type: inputs, place: start }, terms.demands),
  ])
}

function fragmentOf(argument: string, text: string): FunctionFragment {
  try {
    return FunctionFragment.from(text)
  } catch {
    throw notPossible(argument, `${JSON.stringify(text)} is no function; write it like 'function transfer(address to)'`)
  }
}

function elementsFormula(subject: Part, terms: TermsOf<'every' | 'some'>): Formula {
  const { name, type, negated } = subject
  const count = countOf(name, type, terms.max)
  const elements = Array.from({ length: count }, (_, i) => demandFormula(partOf(subject, String(i)), terms.demand))
  // Not every element does: some does not.
  const isEvery = (terms.kind === 'every') !== negated
  if (type.isArray() && type.arrayLength !== -1) return isEvery ? { all: elements } : { any: elements }
  // Neither this nor its opposite is met by an array that is empty or too long.
  const length = partOf({ ...subject, negated: false }, 'length')
  const alternatives = elements.map((element, i) =>
    isEvery
      ? [demandFormula(length, equals(i + 1)), ...elements.slice(0, i + 1)]
      : [demandFormula(length, between(i + 1, count)), element],
  )
  return { any: alternatives.map((all) => ({ all })) }
}

// How many elements `every` and `some` look at.
function countOf(name: string, type: ParamType, max: number | undefined): number {
  if (!type.isArray()) throw notPossible(name, `${type.type} has no elements`)
  const { arrayLength } = type
  if (arrayLength === 0) throw notPossible(name, 'it never has an element')
  if (max === undefined ? arrayLength === -1 : !Number.isSafeInteger(max) || max < 1)
    throw notPossible(name, 'every and some need { max }: up to how many elements they look at, 1 or more')
  if (arrayLength !== -1 && max !== undefined && max < arrayLength)
    throw notPossible(name, `it has ${arrayLength} elements, more than the max of ${max}`)
  const count = arrayLength === -1 ? (max ?? 0) : arrayLength
  if (count > ALTERNATIVES_MAX) throw new LatchkeyError('TooManyAlternatives', { count, limit: ALTERNATIVES_MAX })
  return count
}
