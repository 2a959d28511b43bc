// What a demand is made of: an argument, a part of one, or all arguments of a call.
import { ParamType } from 'ethers'

import { LatchkeyError } from '../errors'
import { headsWords, headWords, staticWords, type ArgumentPlace } from './argumentPlace'
import type { Formula } from './formula'
import { OPERAND_MAX } from './path'

/** @internal What a demand is made of, and whether its opposite is meant. */
export interface Subject {
  /** For errors. */
  readonly name: string
  /** Of one argument; or of each argument of a call. */
  readonly type: ParamType | readonly ParamType[]
  /** Where it stands, or where the arguments start. */
  readonly place: ArgumentPlace
  readonly negated: boolean
  /** Where calls in bytes are told, as they are found. */
  readonly calls: CallInBytes[]
}

/** @internal A call in bytes: the rule that it is one of this function, and where its arguments are. */
export interface CallInBytes {
  readonly is: Formula
  readonly inputs: readonly ParamType[]
  readonly start: ArgumentPlace
}

/** @internal One argument, or a part of one. */
export interface Part extends Subject {
  readonly type: ParamType
}

const [UINT256, BYTES32] = [ParamType.from('uint256'), ParamType.from('bytes32')]

/** @internal Not all arguments of a call. */
export const isPart = (subject: Subject): subject is Part => subject.type instanceof ParamType

/**
 * @internal The part that a demand calls `key`: by name or position an argument or a component; by index an element of an
 * array, or a word of `bytes`; a length.
 *
 * @throws RuleNotPossible: there is none, or no path leads to it.
 */
export function partOf(subject: Subject, key: string): Part {
  if (!isPart(subject)) return componentOf(subject, subject.type as readonly ParamType[], subject.place, key)
  const { name, type, place } = subject
  const isDynamic = staticWords(type) === undefined
  const start = isDynamic ? place.followed : place
  if (type.isTuple()) return componentOf(subject, type.components, start, key)
  if (!type.isArray() && !isDynamic) throw notPossible(name, `${type.type} has no parts`)
  if (key === 'length' && (!type.isArray() || type.arrayLength === -1))
    return { ...subject, name: `${name}.length`, type: UINT256, place: place.length }
  if (!type.isArray()) {
    const index = indexOf(name, key, OPERAND_MAX)
    return { ...subject, name: `${name}[${index}]`, type: BYTES32, place: place.bytesWord(index) }
  }
  const { arrayChildren: child, arrayLength } = type
  const size = headWords(child)
  const index = indexOf(name, key, arrayLength === -1 ? 0xffff : arrayLength - 1)
  if (arrayLength === -1 && (size > 0xff || size === 0))
    throw notPossible(name, `an element has ${size} words; rules reach into those of 1 to 255`)
  const element = arrayLength === -1 ? place.element(index, size) : start.plus(index * size)
  return { ...subject, name: `${name}[${index}]`, type: child, place: element }
}

function componentOf(whole: Subject, parts: readonly ParamType[], start: ArgumentPlace, key: string): Part {
  const name = `${whole.name}.${key}`
  const named = parts.filter((part) => part.name === key)
  const type = named[0] ?? (/^\d+$/.test(key) ? parts[Number(key)] : undefined)
  if (type === undefined) throw notPossible(name, `there is no such part; there are ${listOf(parts)}`)
  if (named.length > 1) throw notPossible(name, `${named.length} parts have this name: give a position`)
  return { ...whole, name, type, place: start.plus(headsWords(parts.slice(0, parts.indexOf(type)))) }
}

function indexOf(name: string, key: string, maximum: number): number {
  if (/^(0|[1-9]\d{0,7})$/.test(key) && Number(key) <= maximum) return Number(key)
  throw notPossible(`${name}.${key}`, `parts are named by an index up to ${maximum}, or length`)
}

const listOf = (parts: readonly ParamType[]): string => parts.map(({ name }, i) => name || i).join(', ') || 'none'

/** @internal The error of a demand that no rules can express. */
export const notPossible = (argument: string, reason: string): LatchkeyError<'RuleNotPossible'> =>
  new LatchkeyError('RuleNotPossible', { argument, reason })
