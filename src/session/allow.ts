// Permissions, as an app writes them.
import type { AllowOptions } from './AllowOptions'
import { argumentRules } from './argumentRules'
import { Condition } from './Demand'
import { isRecord } from './fields'
import type { ContractLike, FunctionName } from './FunctionName'
import { plainPermission } from './plainPermission'
import type { Permission } from './Session'
import { notPossible } from './subject'

/**
 * Permits one function of one contract. Names of functions and of arguments, and what is demanded of these, are checked by the
 * compiler where the contract's type knows them, and always at run time.
 *
 * @param contract An ethers contract, or `{ address, abi }`.
 * @param name The function's name; with argument types where several have it.
 * @param options What its arguments must be, by name, such as `{ to: oneOf(a, b), amount: spend({ max }) }`; all others are
 * free. And `maxValue`, and `pin`; see docs/rules.md.
 * @throws FunctionUnknown · FunctionAmbiguous · FunctionNotPayable · RuleNotPossible · FieldNotValid: no address, or an amount
 * out of range.
 *
 * @example
 * ```ts
 * const socio3 = { address: SOCIO3, abi: ['function upvotePost(uint256 postId)', 'function tip(uint256) payable'] } as const
 * allow(socio3, 'upvotePost').functionSignature // => 'upvotePost(uint256)'
 * allow(socio3, 'tip', { maxValue: parseEther('0.01') }).maxValue // => 10n ** 16n
 * allow(socio3, 'upvotePost', { postId: atMost(9n) }).rules.length // => 1
 * ```
 */
export function allow<const C extends ContractLike, const Name extends FunctionName<C>>(
  contract: C,
  name: Name,
  options?: AllowOptions<C, Name>,
): Permission {
  if (options instanceof Condition)
    throw notPossible(name, 'what or, and, not join of several arguments goes to allowAny()')
  const given: unknown = options ?? {}
  if (!isRecord(given)) throw notPossible(name, 'what is demanded of arguments is said by their names')
  const { maxValue: cap, pin, ...demands } = given as AllowOptions
  const { permission, fragment } = plainPermission(contract, name, typeof cap === 'object' ? 0n : (cap ?? 0n))
  const named = { ...(typeof cap === 'object' ? { maxValue: cap } : {}), ...(typeof pin === 'object' ? { pin } : {}) }
  return { ...permission, rules: argumentRules(fragment, { ...demands, ...named }, pin !== false) }
}
