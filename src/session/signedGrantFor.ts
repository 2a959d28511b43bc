// One signature of the owner, as each of its chains gets it.
import type { Hex } from '../contracts'
import { checkHex, notValid } from './fields'
import { grantEntries } from './grantEntries'
import type { Sibling, SignedGrant } from './SignedGrant'
import { sessionStructHash } from './typedData'
import type { GrantEntry } from './GrantEntry'

/** What the owner signed, and for which of its chains it is wanted. */
export interface SignedGrantOptions {
  /** All entries of the signature, in any order. */
  readonly entries: readonly GrantEntry[]
  readonly chainId: bigint
  /** As the account's `isValidSignature` takes it; see docs/grants.md. */
  readonly ownerSignature: Hex
}

/**
 * What comes with the session on one chain: the entries for the others are shown by their hashes.
 *
 * @throws FieldNotValid: no entry for this chain, or an empty signature; and as `grantEntries`.
 *
 * @example
 * ```ts
 * const entry = { account: ACCOUNT, epoch: ONE_WORD, replaces: ZeroHash, session }
 * const entries = [{ ...entry, chainId: 1n }, { ...entry, chainId: 10n }]
 * const grant = signedGrantFor({ entries, chainId: 10n, ownerSignature: '0x1234' })
 * grant.siblings.map(({ chainId }) => chainId) // => [1n]
 * ```
 */
export function signedGrantFor({ entries, chainId, ownerSignature }: SignedGrantOptions): SignedGrant {
  const sorted = grantEntries(entries)
  const own = sorted.find((entry) => entry.chainId === chainId)
  if (own === undefined)
    throw notValid('chainId', chainId, `one of ${sorted.map((entry) => String(entry.chainId)).join(', ')}`)
  if (checkHex('ownerSignature', ownerSignature) === '0x')
    throw notValid('ownerSignature', ownerSignature, 'one byte or more: the module takes none for no grant')
  return { replaces: own.replaces, siblings: sorted.filter((entry) => entry !== own).map(siblingOf), ownerSignature }
}

const siblingOf = ({ chainId, account, epoch, replaces, session }: GrantEntry): Sibling => ({
  chainId,
  account,
  epoch,
  replaces,
  sessionHash: sessionStructHash(session),
})
