// The owner of an account, by a key.
import { Wallet } from 'ethers'

import { kernelAccount } from '../accounts'
import { directBundler, kernelOwner, openZeppelinOwner, signerOwner, type Owner } from '../owner'
import { missing, type Given } from './Given'
import { ownerKey } from './ownerKey'
import { entryPointOf, openBundler, type Owned } from './readOwned'

/**
 * @internal
 * @throws FieldNotValid: there is no key, no --owner-validator, or neither --bundler nor --direct · OwnerKeyNotUsable.
 */
export async function ownerOf(given: Given, owned: Owned): Promise<Owner> {
  const { chain, account, adapter } = owned
  const key = await ownerKey(given)
  if (key === undefined)
    throw missing(
      '--owner-key-file',
      "the file with the owner's key, or LATCHKEY_OWNER_KEY in the environment; or --print",
    )
  const validator = given.address('ownerValidator')
  if (validator === undefined) throw missing('--owner-validator', 'the module of the account that checks its owner')
  const signer = new Wallet(key, chain.provider)
  const bundler = given.is('direct') ? undefined : await openBundler(given, chain)
  if (bundler === undefined && !given.is('direct')) throw missing('--bundler', "a bundler's URL, or --direct")
  const isKernel = adapter.accountId === kernelAccount.accountId
  return signerOwner({
    signer,
    account,
    adapter,
    signatures: isKernel ? kernelOwner(validator) : openZeppelinOwner(validator),
    entryPoint: await entryPointOf(owned, bundler),
    bundler: bundler ?? directBundler(signer),
  })
}
