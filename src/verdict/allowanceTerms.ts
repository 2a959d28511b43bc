// What the allowances of a session count, and how much one call can add to each.
import { MaxUint256 } from 'ethers'

import type { Address } from '../contracts'
import { BETWEEN, CHARGE, ONE_OF, type Permission, type Rule, type Session } from '../session/Session'

/** A function whose argument counts towards an allowance. */
export interface TokenFunction {
  readonly target: Address
  readonly functionSignature: string
}

/** @internal */
export interface AllowanceTerms {
  /** The number of the allowance. */
  readonly allowance: number
  readonly functions: readonly TokenFunction[]
  readonly cap: bigint
  /** The most that one call can add. */
  readonly most: bigint
}

/** @internal Every allowance of a session, in order of appearance. */
export function allowanceTerms({ permissions }: Session): readonly AllowanceTerms[] {
  const charges = permissions.flatMap(({ rules }) => rules.filter(({ comparison }) => comparison === CHARGE))
  return [...new Map(charges.map((rule) => [rule.allowance, rule]))].map(([allowance, { values }]) => {
    const charging = permissions.filter(({ rules }) => rules.some((rule) => isChargeOf(rule, allowance)))
    const amounts = charging.map((permission) => amountPerCall(permission, allowance))
    return {
      allowance,
      cap: BigInt(values[0] ?? 0),
      most: amounts.reduce((most, amount) => (amount > most ? amount : most), 0n),
      functions: charging.map(({ target, functionSignature }) => ({ target, functionSignature })),
    }
  })
}

const isChargeOf = ({ comparison, allowance }: Rule, number: number): boolean =>
  comparison === CHARGE && allowance === number

/** What all arguments that count towards an allowance can come to in one call. */
const amountPerCall = ({ rules }: Permission, allowance: number): bigint =>
  rules
    .filter((rule) => isChargeOf(rule, allowance))
    .reduce(
      (sum, { path }) => sum + rules.filter((rule) => rule.path.join() === path.join()).reduce(mostUnder, MaxUint256),
      0n,
    )

/** The largest word that this rule leaves. */
function mostUnder(most: bigint, { comparison, values, mask, wordType }: Rule): bigint {
  const ofType = wordType >>> 8 === 0 ? (1n << BigInt(8 * (wordType & 0xff))) - 1n : MaxUint256
  const named = values.map((value) => BigInt(value)).reduce((a, b) => (a > b ? a : b), 0n)
  const isBound =
    comparison === CHARGE || comparison === BETWEEN || (comparison === ONE_OF && BigInt(mask) === MaxUint256)
  return [ofType, isBound ? named : MaxUint256].reduce((a, b) => (a < b ? a : b), most)
}
