// The session key module and its Lens, at the same addresses on every chain. Neither has an owner or any other parameter
// of its chain: code and salt are all that their addresses depend on.
import { AbiCoder, concat, id, type Signer } from 'ethers'
import { deployCreate2 } from './create2'

/** A contract's creation code, as its generated factory class carries it: `deployValidator(signer, X__factory)`. */
export type CreationCode = { readonly bytecode: string }

const VALIDATOR_SALT = id('latchkey/SessionKeyValidator')
const LENS_SALT = id('latchkey/SessionLens')

/** Deploys the module unless it is there already, and answers its address. */
export async function deployValidator(signer: Signer, { bytecode }: CreationCode): Promise<string> {
  return await deployCreate2(signer, { initCode: bytecode, salt: VALIDATOR_SALT })
}

/** Deploys the Lens of one module unless it is there already, and answers its address. */
export async function deployLens(signer: Signer, { bytecode }: CreationCode, validator: string): Promise<string> {
  const initCode = concat([bytecode, AbiCoder.defaultAbiCoder().encode(['address'], [validator])])
  return await deployCreate2(signer, { initCode, salt: LENS_SALT })
}
