// What an owner signed, as JSON. Public data only.
import type { Sibling, SignedGrant } from './SignedGrant'

/** A sibling as JSON: the chain id is decimal text. */
export interface SiblingJson extends Omit<Sibling, 'chainId'> {
  readonly chainId: string
}

/** A signed grant as JSON. */
export interface SignedGrantJson extends Omit<SignedGrant, 'siblings'> {
  readonly siblings: readonly SiblingJson[]
}

/**
 * A signed grant as plain data for JSON.stringify. Field by field: what else an object may carry is not written.
 *
 * @example
 * ```ts
 * const signedGrant = { replaces: ZeroHash, siblings: [], ownerSignature: '0x1234' }
 * signedGrantFromJson(signedGrantToJson(signedGrant)) // => signedGrant
 * ```
 */
export const signedGrantToJson = ({ replaces, siblings, ownerSignature }: SignedGrant): SignedGrantJson => ({
  replaces,
  siblings: siblings.map(({ chainId, account, epoch, replaces, sessionHash }) => ({
    chainId: String(chainId),
    account,
    epoch,
    replaces,
    sessionHash,
  })),
  ownerSignature,
})
