// Sending certain tokens of one ERC-1155 contract, one kind at a time or a few in one call.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { equals, oneOf, spend } from '../conditions'
import { checkNumber } from '../fields'
import { RENEWED, partiesText, type Budget, type Parties, type Template } from './Template'

const abi = [
  'function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes data)',
  'function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] amounts, bytes data)',
] as const

/** Every entry takes two rules, of twelve. */
const BATCH_MAX = 3

export interface Erc1155Options {
  readonly token: Address
  readonly account: Address
  /** The ids, up to 64. */
  readonly ids: readonly bigint[]
  /** What amounts of all these ids add up to, together. For a budget of each id, use one template for each. */
  readonly budget: Budget
  readonly recipients: Parties
  /** The most entries of a batch, 0 to 3; 0, no batches, if omitted. */
  readonly batch?: number
}

/**
 * `safeTransferFrom`, and `safeBatchTransferFrom` with one permission for each number of entries, of the account's own, without
 * data for the recipient. Not `setApprovalForAll`.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * const items = { token: SOCIO3, account: ACCOUNT, ids: [7n], budget: { max: 5n }, recipients: [PAYMASTER] } as const
 * allowErc1155({ ...items, batch: 2 }).permissions.length // => 3
 * ```
 */
export function allowErc1155({ token, account, ids, budget, recipients, batch = 0 }: Erc1155Options): Template {
  checkNumber('batch', batch, BATCH_MAX)
  const contract = { address: token, abi }
  const demands = {
    from: equals(account),
    data: { length: equals(0) },
    ...(recipients === 'anyone' ? {} : { to: oneOf(...recipients) }),
  }
  const batches = Array.from({ length: batch }, (_, i) => {
    const each = <T>(demand: T): Record<number, T> =>
      Object.fromEntries(
        Array(i + 1)
          .fill(demand)
          .entries(),
      )
    return allow(contract, 'safeBatchTransferFrom', {
      ...demands,
      ids: { length: equals(i + 1), ...each(oneOf(...ids)) },
      amounts: { length: equals(i + 1), ...each(spend(budget)) },
      // There is no room for pins of three pointers.
      pin: false,
    })
  })
  return {
    permissions: [
      allow(contract, 'safeTransferFrom', { ...demands, id: oneOf(...ids), amount: spend(budget) }),
      ...batches,
    ],
    bounds: [
      `Only ids ${ids.join(', ')} of ${token} are sent, ${budget.max} units of them together at most${RENEWED}.`,
      `They are sent to ${partiesText(recipients)} only, without data, and only from the account.`,
    ],
    cannot: [
      'Tokens are handed over for nothing: no price is asked for.',
      'A unit of one id counts as much as a unit of another.',
      'A call that the token refuses uses the budget all the same.',
    ],
  }
}
