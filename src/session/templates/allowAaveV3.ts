// The account's own position in one asset of an Aave V3 pool.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { equals, spend } from '../conditions'
import { notValid } from '../fields'
import type { Permission } from '../Session'
import { RENEWED, type Budget, type Template } from './Template'

const abi = [
  'function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode)',
  'function withdraw(address asset, uint256 amount, address to)',
  'function borrow(address asset, uint256 amount, uint256 interestRateMode, uint16 referralCode, address onBehalfOf)',
  'function repay(address asset, uint256 amount, uint256 interestRateMode, address onBehalfOf)',
] as const

/** The only mode that Aave V3 still lends in. */
const VARIABLE = 2n

export interface AaveV3Options {
  readonly pool: Address
  readonly account: Address
  readonly asset: Address
  /** Which functions are permitted, and what their amounts add up to; give budgets that differ different numbers. */
  readonly supply?: Budget
  readonly withdraw?: Budget
  readonly borrow?: Budget
  readonly repay?: Budget
}

/**
 * `supply`, `withdraw`, `borrow` and `repay`, where the account is who acts and who receives. The pool must have been approved;
 * see {@link allowErc20}. Amounts that mean "all", 2^256 - 1, are above every budget: they are refused.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * const position = { pool: MODULE, account: ACCOUNT, asset: SOCIO3 }
 * allowAaveV3({ ...position, supply: { max: 100n }, withdraw: { max: 50n, allowance: 1 } }).permissions.length // => 2
 * ```
 */
export function allowAaveV3({ pool, account, asset, supply, withdraw, borrow, repay }: AaveV3Options): Template {
  const contract = { address: pool, abi }
  const base = { asset: equals(asset) }
  const mine = { ...base, onBehalfOf: equals(account) }
  const variable = { ...mine, interestRateMode: equals(VARIABLE) }
  const permissions: Permission[] = []
  if (supply !== undefined) permissions.push(allow(contract, 'supply', { ...mine, amount: spend(supply) }))
  if (withdraw !== undefined)
    permissions.push(allow(contract, 'withdraw', { ...base, to: equals(account), amount: spend(withdraw) }))
  if (borrow !== undefined) permissions.push(allow(contract, 'borrow', { ...variable, amount: spend(borrow) }))
  if (repay !== undefined) permissions.push(allow(contract, 'repay', { ...variable, amount: spend(repay) }))
  if (permissions.length === 0) throw notValid('supply', supply, 'given, or withdraw, borrow or repay')
  const budgets = Object.entries({ supply, withdraw, borrow, repay })
  return {
    permissions,
    bounds: [
      ...budgets.flatMap(([name, budget]) =>
        budget === undefined ? [] : [`${name} comes to ${budget.max} units of ${asset} at most${RENEWED}.`],
      ),
      'The position is that of the account, and what leaves the pool goes to the account.',
    ],
    cannot: [
      'The health factor is not seen: withdrawing and borrowing can bring the position to where it is liquidated.',
      'Interest, and the price of the asset, are not seen.',
      'A call that the pool refuses uses the budget all the same.',
    ],
  }
}
