// Permissions for one function whose calls may take one of several shapes.
import type { PermissionTerms } from './AllowOptions'
import { argumentAlternatives } from './argumentAlternatives'
import type { Demand } from './Demand'
import type { ContractLike, FunctionName } from './FunctionName'
import { plainPermission } from './plainPermission'
import type { Permission } from './Session'

/**
 * Permits one function of one contract where its arguments meet a demand of any form. All rules of a permission must hold,
 * so what can be met in several ways is several permissions; a call has to be allowed by one of them. An op claims the one
 * by which it is allowed: the others charge nothing to their allowances.
 *
 * @param demand Such as `or({ to: A, amount: atMost(1n) }, { to: B })`, made by `or`, `and`, `not`, `every` and `some` of
 * what {@link allow} takes.
 * @param options `maxValue` of each permission, and `pin`.
 * @returns At least one permission, and {@link ALTERNATIVES_MAX} at most; createSession takes the list as it is.
 * @throws TooManyAlternatives · RuleNotPossible: no rules can express the demand, or no call can meet it; and as
 * {@link allow}.
 *
 * @example
 * ```ts
 * allowAny(socio3, 'upvotePost', { postId: not(between(5n, 9n)) }).length // => 2
 * ```
 */
export function allowAny<const C extends ContractLike>(
  contract: C,
  name: FunctionName<C>,
  demand: Demand,
  options: PermissionTerms = {},
): readonly Permission[] {
  const { permission, fragment } = plainPermission(contract, name, options.maxValue ?? 0n)
  return argumentAlternatives(fragment, demand, options.pin ?? true).map((rules) => ({ ...permission, rules }))
}
