// Spending one token through Permit2: approvals there, which end by themselves, and transfers.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { atMost, equals, oneOf, spend } from '../conditions'
import { notValid } from '../fields'
import type { Permission } from '../Session'
import { RENEWED, partiesText, type Budget, type Parties, type Template } from './Template'

const abi = [
  'function approve(address token, address spender, uint160 amount, uint48 expiration)',
  'function transferFrom(address from, address to, uint160 amount, address token)',
] as const

/** Permit2 reads this amount as: without limit. */
const UNLIMITED = (1n << 160n) - 1n

export interface Permit2Options {
  readonly permit2: Address
  readonly token: Address
  readonly account: Address
  /** What approvals and transfers add up to, together; below 2^160 - 1, which means without limit there. */
  readonly budget: Budget
  /** Who may be approved, and until when at the latest, in seconds since 1970; nobody if omitted. */
  readonly approvals?: { readonly spenders: readonly Address[]; readonly until: number }
  /** Whom tokens may be sent to; nobody if omitted. */
  readonly recipients?: Parties
}

/**
 * Permit2's `approve` with a last moment, and its `transferFrom` of the account's own tokens. Not `permit`, `permitTransferFrom`
 * or the batched forms.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * const approvals = { spenders: [PAYMASTER], until: NOW + 3600 }
 * const options = { permit2: MODULE, token: SOCIO3, account: ACCOUNT, budget: { max: 100n }, approvals }
 * allowPermit2(options).permissions[0].rules.length // => 4
 * ```
 */
export function allowPermit2({
  permit2,
  account,
  budget,
  approvals,
  recipients,
  ...options
}: Permit2Options): Template {
  if (approvals === undefined && recipients === undefined)
    throw notValid('approvals', approvals, 'given, or recipients: else nothing is permitted')
  if (budget.max >= UNLIMITED) throw notValid('budget.max', budget.max, 'below 2^160 - 1: that approves without limit')
  const contract = { address: permit2, abi }
  const demands = { token: equals(options.token), amount: spend(budget) }
  const permissions: Permission[] = []
  const bounds = [
    `Approvals and transfers of ${options.token} through Permit2 come to ${budget.max} units at most${RENEWED}.`,
  ]
  if (approvals !== undefined) {
    const { spenders, until } = approvals
    const bound = { spender: oneOf(...spenders), expiration: atMost(until) }
    permissions.push(allow(contract, 'approve', { ...demands, ...bound }))
    bounds.push(
      `Only ${partiesText(spenders)} may be approved, and no approval lasts beyond ${until} (seconds since 1970).`,
    )
  }
  if (recipients !== undefined) {
    const to = recipients === 'anyone' ? {} : { to: oneOf(...recipients) }
    permissions.push(allow(contract, 'transferFrom', { ...demands, ...to, from: equals(account) }))
    bounds.push(`Tokens are sent to ${partiesText(recipients)} only, and only the account's own.`)
  }
  return {
    permissions,
    bounds,
    cannot: [
      'The token itself must have approved Permit2: that approval is not made here.',
      'An approval may outlive the session, up to its own end, and the spender may send the tokens anywhere.',
      'A call that Permit2 refuses uses the budget all the same.',
    ],
  }
}
