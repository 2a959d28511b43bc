// Putting assets into an ERC-4626 vault, and taking them out.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { equals, spend } from '../conditions'
import { notValid } from '../fields'
import type { Permission } from '../Session'
import { RENEWED, type Budget, type Template } from './Template'

const abi = [
  'function deposit(uint256 assets, address receiver)',
  'function withdraw(uint256 assets, address receiver, address owner)',
] as const

export interface Erc4626Options {
  readonly vault: Address
  readonly account: Address
  /** Which functions are permitted, and what their assets add up to; give budgets that differ different numbers. */
  readonly deposit?: Budget
  readonly withdraw?: Budget
}

/**
 * `deposit` and `withdraw`, where the account is receiver and owner. The vault must have been approved; see {@link allowErc20}.
 * Not `mint` and `redeem`, which count shares.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * const vault = allowErc4626({ vault: SOCIO3, account: ACCOUNT, deposit: { max: 100n } })
 * vault.permissions[0].functionSignature // => 'deposit(uint256,address)'
 * ```
 */
export function allowErc4626({ vault, account, deposit, withdraw }: Erc4626Options): Template {
  const contract = { address: vault, abi }
  const receiver = equals(account)
  const permissions: Permission[] = []
  if (deposit !== undefined) permissions.push(allow(contract, 'deposit', { receiver, assets: spend(deposit) }))
  if (withdraw !== undefined)
    permissions.push(allow(contract, 'withdraw', { receiver, owner: equals(account), assets: spend(withdraw) }))
  if (permissions.length === 0) throw notValid('deposit', deposit, 'given, or withdraw: else nothing is permitted')
  return {
    permissions,
    bounds: [
      ...(deposit === undefined ? [] : [`Deposits come to ${deposit.max} units of the asset at most${RENEWED}.`]),
      ...(withdraw === undefined ? [] : [`Withdrawals come to ${withdraw.max} units of the asset at most${RENEWED}.`]),
      'Shares and assets stay with the account.',
    ],
    cannot: [
      'The price of a share is not seen: in a vault whose price can be moved, a thief can deposit dear and withdraw cheap.',
      'What the vault does with the assets is not seen.',
      'A call that the vault refuses uses the budget all the same.',
    ],
  }
}
