// Handing over certain tokens of one ERC-721 contract.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { equals, oneOf } from '../conditions'
import { notValid } from '../fields'
import type { Permission } from '../Session'
import { partiesText, type Parties, type Template } from './Template'

const abi = [
  'function safeTransferFrom(address from, address to, uint256 tokenId)',
  'function safeTransferFrom(address from, address to, uint256 tokenId, bytes data)',
  'function approve(address to, uint256 tokenId)',
] as const

export interface Erc721Options {
  readonly token: Address
  readonly account: Address
  /** The tokens, up to 64. */
  readonly ids: readonly bigint[]
  /** Whom they may be sent to; nobody if omitted. */
  readonly recipients?: Parties
  /** Who may be approved for one of them at a time; nobody if omitted. */
  readonly spenders?: readonly Address[]
}

/**
 * Both forms of `safeTransferFrom`, of the account's own, without data for the recipient; `approve` of one id. Not
 * `setApprovalForAll`, which is about every token there is or will be.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * const nft = allowErc721({ token: SOCIO3, account: ACCOUNT, ids: [7n], spenders: [PAYMASTER] })
 * nft.permissions.map(({ functionSignature }) => functionSignature) // => ['approve(address,uint256)']
 * ```
 */
export function allowErc721({ token, account, ids, recipients, spenders }: Erc721Options): Template {
  if (recipients === undefined && spenders === undefined)
    throw notValid('recipients', recipients, 'given, or spenders: else nothing is permitted')
  const contract = { address: token, abi }
  const tokenId = oneOf(...ids)
  const permissions: Permission[] = []
  const bounds = [`Only tokens ${ids.join(', ')} of ${token} are handed over.`]
  if (recipients !== undefined) {
    const parties = { from: equals(account), ...(recipients === 'anyone' ? {} : { to: oneOf(...recipients) }) }
    permissions.push(allow(contract, 'safeTransferFrom(address,address,uint256)', { ...parties, tokenId }))
    permissions.push(
      allow(contract, 'safeTransferFrom(address,address,uint256,bytes)', {
        ...parties,
        tokenId,
        data: { length: equals(0) },
      }),
    )
    bounds.push(`They are sent to ${partiesText(recipients)} only, without data, and only from the account.`)
  }
  if (spenders !== undefined) {
    permissions.push(allow(contract, 'approve', { to: oneOf(...spenders), tokenId }))
    bounds.push(`Only ${partiesText(spenders)} may be approved, for one token at a time.`)
  }
  return {
    permissions,
    bounds,
    cannot: [
      'A token is handed over for nothing: no price is asked for.',
      'An approval outlives the session, and the one who has it may send the token anywhere.',
      'A token that comes back to the account may be handed over again.',
    ],
  }
}
