// What an owner, or the owner's wallet, should know before a session is approved.
import { Interface, type InterfaceAbi } from 'ethers'

import type { Address } from '../contracts'
import { isLatchkeyError } from '../errors'
import { checkSession } from '../session/checkSession'
import type { Permission, Session } from '../session/Session'
import { wordsFrom, type WordsOptions } from '../session/words'
import { disguised } from './disguised'
import { finding, type Finding, type Severity } from './Finding'
import { reviewFunction } from './reviewFunctions'
import { reviewLimits } from './reviewLimits'
import { reviewTarget } from './reviewTargets'

/** What is asked for. */
export interface ReviewRequest {
  readonly session: Session
  /** Where it is to be granted, as far as it is known. */
  readonly account?: Address
  readonly module?: Address
}

/** What the wallet knows; a spender without a label is unknown, a target without an ABI unverified. */
export interface ReviewOptions extends WordsOptions {
  /** Seconds since 1970. */
  readonly now: number
  /** Targets that answer isModuleType, are enabled as modules, guards or handlers of the account, or have other power over it. */
  readonly modules?: readonly Address[]
  /** Paymasters known to charge accounts nothing. */
  readonly sponsors?: readonly Address[]
  /** Other sessions on the account. */
  readonly others?: readonly Session[]
  /** Wei of native value in all, above which it is high; 0.1 ether if omitted. */
  readonly highValue?: bigint
  /** Wei of fees in all, above which they are high; 0.1 ether if omitted. */
  readonly highFees?: bigint
}

const HIGH = 10n ** 17n
const ORDER: readonly Severity[] = ['refusal', 'warning', 'note']

/**
 * Everything in a request that an owner should know about, the worst first. A request with a refusal is power over the
 * account, or not what it says: approve none of it. No finding is no promise: what a contract does is up to it.
 *
 * @example
 * ```ts
 * const [first] = review({ session, account: SOCIO3 }, { now: NOW })
 * first.severity // => 'refusal'
 * first.code // => 'NotGrantable'
 * review({ session }, { now: NOW }).map(({ code }) => code) // => ['Unverified', 'CallsUnlimited']
 * ```
 */
export function review({ session, account, module }: ReviewRequest, options: ReviewOptions): readonly Finding[] {
  const { now, highValue = HIGH, highFees = HIGH, currency = 'ETH', others = [] } = options
  const labels = byAddress(options.labels)
  const abis = byAddress(options.abis)
  const { name } = wordsFrom(options)
  const isKnown = (address: string): boolean => labels.has(address.toLowerCase())
  const isSponsor = (address: string): boolean => (options.sponsors ?? []).some((one) => isSame(one, address))
  const found = [
    ...reviewGrant({ session, ...(account && { account }), ...(module && { module }) }),
    ...session.permissions.flatMap((permission, i) => [
      ...reviewTarget(permission, i, { account, module, modules: options.modules ?? [], name }),
      ...reviewText(permission, i, abis.get(permission.target.toLowerCase())),
      ...reviewFunction(permission, i, { session, isKnown, name }),
    ]),
    ...reviewLimits(session, { now, highValue, highFees, currency, isSponsor, others, name }),
  ]
  return ORDER.flatMap((severity) => found.filter((one) => one.severity === severity))
}

/** What the module would refuse to grant. */
function reviewGrant({ session, ...place }: ReviewRequest): readonly Finding[] {
  try {
    checkSession(session, place)
    return []
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return [finding('NotGrantable', `It cannot be granted: ${thrown.why}`)]
    throw thrown
  }
}

/** Text can lie: names with a wanted selector can be mined. */
function reviewText(permission: Permission, i: number, abi: InterfaceAbi | undefined): readonly Finding[] {
  const { target, functionSignature } = permission
  if (functionSignature === '') return []
  const real = abi === undefined ? disguised(permission) : undefined
  if (real !== undefined)
    return [finding('TextDisguises', `${functionSignature} of ${target} has the selector of ${real}.`, i)]
  if (abi === undefined)
    return [finding('Unverified', `${functionSignature} of ${target} was not compared with a verified ABI.`, i)]
  const hasFunction = new Interface(abi).fragments.some(
    (fragment) => fragment.type === 'function' && fragment.format() === functionSignature,
  )
  return hasFunction ? [] : [finding('TextNotInAbi', `${target} has no function ${functionSignature}.`, i)]
}

const byAddress = <T>(record: Readonly<Record<string, T>> = {}): ReadonlyMap<string, T> =>
  new Map(Object.entries(record).map(([address, value]) => [address.toLowerCase(), value]))

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
