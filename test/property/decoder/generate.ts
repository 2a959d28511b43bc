// Many callDatas: calls to the targets of a session, encoded as they should be, and changed once or more.
import type { Address, Hex, Permission } from '../../../src'
import { join, lengthOf, slice } from '../jury/bytes'
import type { Random } from '../jury/Random'
import { encode, type Call } from './encode'
import { MUTATIONS, type Mutation } from './mutations'

export type Case = {
  readonly callData: Hex
  /** What was done to the canonical callData, in order. */
  readonly mutations: readonly Mutation[]
  /** The permission that each call claims: that of the call before it was changed. */
  readonly claims: readonly number[]
}

/** Data around the edges of words. */
const LENGTHS = [4, 5, 31, 32, 33, 35, 36, 37, 63, 64, 65, 95, 96, 97, 127, 128, 129, 160, 199, 200]
const CALLS_MAX = 5
/** Bytes of callData in which there is always something to change. */
const LONG = 196
const PLAIN_SHARE = 4
/** How many different lists of permissions the ops claim: each is proven and signed once. */
const CLAIM_LISTS = 100

/** Cases of all mutations, `count` in all; every mutation comes first alone and then among others. */
export function generate(permissions: readonly Permission[], count: number, random: Random): Case[] {
  const lists = Array.from({ length: CLAIM_LISTS }, () =>
    Array.from({ length: 1 + random.below(CALLS_MAX) }, () => random.below(permissions.length)),
  )
  const next = (first: Mutation): Case[] => make(permissions, random.pick(lists), first, random)
  const cases: Case[] = []
  for (let i = 0; cases.length < count; i++) {
    cases.push(...next(MUTATIONS[i % MUTATIONS.length]!))
    if (i % PLAIN_SHARE === 0) cases.push(...next(MUTATIONS[1]!))
  }
  return cases.slice(0, count)
}

/** One case, or none if the mutation does not apply. */
function make(permissions: readonly Permission[], claims: readonly number[], first: Mutation, random: Random): Case[] {
  const calls = claims.map((claim) => callUnder(permissions[claim]!, random))
  const isBatch = calls.length > 1 || random.oneIn(2)
  const canonical = encode(calls, isBatch)
  const changed = first.apply({ calls, isBatch, callData: canonical }, random)
  if (changed === undefined) return []
  const once: Case = { callData: changed, mutations: [first], claims }
  if (!random.oneIn(6) || lengthOf(changed) < LONG) return [once]

  // A second change sees the same calls, and what the first has made of them where there is still something to change.
  const second = random.pick(MUTATIONS.filter(({ name }) => !name.startsWith('T')).slice(2))
  const twice = second.apply({ calls, isBatch, callData: changed }, random)
  return [twice === undefined ? once : { ...once, callData: twice, mutations: [first, second] }]
}

function callUnder({ target, functionSignature, selector }: Permission, random: Random): Call {
  const value = random.oneIn(2) ? 0n : random.upTo(2n ** 80n - 1n)
  if (functionSignature === '') return { to: target, value, data: '0x' }
  const length = random.oneIn(2) ? random.pick(LENGTHS) : 4 + random.below(197)
  return { to: target, value, data: join(selector, random.bytes(length - 4)) }
}

/** Whether a session of these permissions permits the call, without a look at the module. */
export const isPermitted = (permissions: readonly Permission[], { to, value, data }: Call): boolean =>
  permissions.some(
    ({ target, functionSignature, selector, maxValue }) =>
      target.toLowerCase() === to.toLowerCase() &&
      value <= maxValue &&
      (functionSignature === '' ? data === '0x' : lengthOf(data) >= 4 && slice(data, 0, 4) === selector),
  )

/**
 * Contracts built into the chain, which record nothing, and zero, which OpenZeppelin's account takes for itself. No session
 * of these tests permits them.
 */
export const isOdd = (to: Address): boolean => BigInt(to) <= 0x11n || BigInt(to) === 0x100n
