// Wrapping and unwrapping the native token.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { spend } from '../conditions'
import { checkAmount, notValid } from '../fields'
import { UNLIMITED_VALUE, type Permission } from '../Session'
import { RENEWED, type Budget, type Template } from './Template'

const abi = ['function deposit() payable', 'function withdraw(uint256 wad)'] as const

export interface WethOptions {
  readonly weth: Address
  /** Wei that one deposit may wrap; none may if omitted. All of them together: the session's `value`. */
  readonly maxDeposit?: bigint
  /** What may be unwrapped; nothing if omitted. */
  readonly withdraw?: Budget
}

/**
 * `deposit` and `withdraw` of a wrapped native token.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * allowWeth({ weth: SOCIO3, maxDeposit: 5n }).permissions[0].maxValue // => 5n
 * ```
 */
export function allowWeth({ weth, maxDeposit, withdraw }: WethOptions): Template {
  const contract = { address: weth, abi }
  const permissions: Permission[] = []
  if (maxDeposit !== undefined) {
    if (checkAmount('maxDeposit', maxDeposit, UNLIMITED_VALUE) === 0n)
      throw notValid('maxDeposit', maxDeposit, 'above zero: a deposit of nothing does nothing')
    permissions.push(allow(contract, 'deposit', { maxValue: maxDeposit }))
  }
  if (withdraw !== undefined) permissions.push(allow(contract, 'withdraw', { wad: spend(withdraw) }))
  if (permissions.length === 0)
    throw notValid('maxDeposit', maxDeposit, 'given, or withdraw: else nothing is permitted')
  return {
    permissions,
    bounds: [
      ...(maxDeposit === undefined ? [] : [`One deposit wraps ${maxDeposit} wei at most.`]),
      ...(withdraw === undefined ? [] : [`${withdraw.max} wei at most are unwrapped${RENEWED}.`]),
      'Both forms stay with the account.',
    ],
    cannot: [
      'All deposits together are bounded by the value of the session, not here.',
      'A withdrawal that the contract refuses uses the budget all the same.',
    ],
  }
}
