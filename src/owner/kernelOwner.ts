// Owners of Kernel v3, by the validator that the account was made with.
import type { Address } from '../contracts'
import type { OwnerSignatures } from './OwnerSignatures'
import { openZeppelinOwner } from './openZeppelinOwner'
import { signOpHash } from './signOpHash'

/**
 * A root validator that wants r ‖ s ‖ v over the hash of the op itself. It signs no grants: for ERC-1271 the account would ask it
 * about a hash that hides the grant, so an owner's op grants.
 *
 * @param validator The account's root validator; for another one that checks the owner, `openZeppelinOwner`.
 * @throws FieldNotValid.
 *
 * @example
 * ```ts
 * const { nonceKey, signTypedData } = kernelOwner(OWNER_VALIDATOR)
 * nonceKey // => 0n
 * signTypedData // => undefined
 * ```
 */
export function kernelOwner(validator: Address): OwnerSignatures {
  const { validator: root, dummySignature } = openZeppelinOwner(validator)
  return { validator: root, nonceKey: ROOT, dummySignature, signOp: signOpHash }
}

/** Mode, type and validator are zero: the account looks up who it is. */
const ROOT = 0n
