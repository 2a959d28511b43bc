// Spending one ERC-20 token: transfers and approvals out of one budget.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { equals, oneOf, spend } from '../conditions'
import { notValid } from '../fields'
import type { Permission } from '../Session'
import { RENEWED, partiesText, type Budget, type Parties, type Template } from './Template'

const abi = [
  'function transfer(address to, uint256 amount)',
  'function transferFrom(address from, address to, uint256 amount)',
  'function approve(address spender, uint256 amount)',
  'function increaseAllowance(address spender, uint256 addedValue)',
] as const

export interface Erc20Options {
  readonly token: Address
  readonly account: Address
  /** What transfers and approvals add up to, together. */
  readonly budget: Budget
  /** Whom tokens may be sent to; nobody if omitted. */
  readonly recipients?: Parties
  /** Who may be approved; nobody if omitted. Not `anyone`: whom one approves is a contract that one knows. */
  readonly spenders?: readonly Address[]
}

/**
 * `transfer`, and `transferFrom` of the account's own tokens, to the recipients; `approve` and `increaseAllowance` for the
 * spenders; all out of one budget. Not `permit`: a session key signs nothing in the account's name.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * const usdc = allowErc20({ token: SOCIO3, account: ACCOUNT, budget: { max: 100n }, recipients: [PAYMASTER] })
 * usdc.permissions.map(({ functionSignature }) => functionSignature)[0] // => 'transfer(address,uint256)'
 * ```
 */
export function allowErc20({ token, account, budget, recipients, spenders }: Erc20Options): Template {
  if (recipients === undefined && spenders === undefined)
    throw notValid('recipients', recipients, 'given, or spenders: else nothing is permitted')
  const contract = { address: token, abi }
  const permissions: Permission[] = []
  const bounds = [`Transfers and approvals of ${token} come to ${budget.max} units at most${RENEWED}.`]
  if (recipients !== undefined) {
    const to = recipients === 'anyone' ? {} : { to: oneOf(...recipients) }
    permissions.push(allow(contract, 'transfer', { ...to, amount: spend(budget) }))
    permissions.push(allow(contract, 'transferFrom', { ...to, from: equals(account), amount: spend(budget) }))
    bounds.push(`Tokens are sent to ${partiesText(recipients)} only, and only the account's own.`)
  }
  if (spenders !== undefined) {
    const spender = oneOf(...spenders)
    permissions.push(allow(contract, 'approve', { spender, amount: spend(budget) }))
    permissions.push(allow(contract, 'increaseAllowance', { spender, addedValue: spend(budget) }))
    bounds.push(`Only ${partiesText(spenders)} may be approved.`)
  }
  return {
    permissions,
    bounds,
    cannot: [
      'An approval outlives the session: spenders may use it later, and send the tokens anywhere.',
      'What was approved before the session stays approved, beside the budget.',
      'A call that the token refuses uses the budget all the same, and so does an approval that replaces another one.',
      'What a token does beyond the standard, such as taking a fee, is not seen.',
    ],
  }
}
