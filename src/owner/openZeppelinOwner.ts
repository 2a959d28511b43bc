// Owners of AccountERC7579 of OpenZeppelin, and of others that ask a validator as that one does.
import { concat } from 'ethers'

import type { Address, Hex } from '../contracts'
import { checksumAddress } from '../session/fields'
import type { OwnerSignatures } from './OwnerSignatures'
import { signOpHash } from './signOpHash'

// r is the x coordinate of a point, s is low; no byte is zero, as calldata without zeros is the dearest.
const NOBODY: Hex = `0x${'11'.repeat(31)}14${'11'.repeat(32)}1b`

/**
 * A validator that wants r ‖ s ‖ v over the hash itself, on an account that takes `validator ‖ signature` for ERC-1271:
 * OpenZeppelin, reference MSA, Etherspot, and Safe7579 by a validator. See docs/grants.md.
 *
 * @param validator Installed on the account; checks the owner.
 * @throws FieldNotValid.
 *
 * @example
 * ```ts
 * const signatures = openZeppelinOwner(OWNER_VALIDATOR)
 * const { userOp, userOpHash } = buildOp({ ...op, calls: [upvote] })
 * const signature = await signatures.signOp(new Wallet(KEY), { ...op, userOp, userOpHash })
 * signature.length // => signatures.dummySignature.length
 * ```
 */
export const openZeppelinOwner = (validator: Address): OwnerSignatures => ({
  validator: checksumAddress('validator', validator),
  dummySignature: NOBODY,
  signOp: signOpHash,
  signTypedData: async (signer, { domain, types, message }) =>
    concat([validator, await signer.signTypedData(domain, types, message)]) as Hex,
})
