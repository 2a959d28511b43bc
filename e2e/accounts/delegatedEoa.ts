// An EOA that delegates to OpenZeppelin's account (EIP-7702) and has installed a validator by its own key: from then on its owner
// acts by ops, as the owner of every other account does.
import { openZeppelinAccount, openZeppelinOwner, toAddress, toHex } from '../../src'
import { richWallet } from '../chain/anvil'
import { delegateTo } from '../chain/delegateTo'
import type { AccountKind } from './AccountKind'
import { OPENZEPPELIN_CONTRACTS } from './openZeppelin'
import { deployOpenZeppelinParts } from './openZeppelinParts'

export const delegatedEoa: AccountKind = {
  name: 'EIP-7702, by a validator',
  version: OPENZEPPELIN_CONTRACTS,
  code: "OpenZeppelin's, to which an EOA delegates",
  adapter: openZeppelinAccount,
  entryPoints: ['0.7', '0.8', '0.9'],
  prepare: async (stage, entryPoint) => {
    const { ownerValidator, factory } = await deployOpenZeppelinParts(stage, entryPoint)
    const implementation = await factory.IMPLEMENTATION()
    return async ({ address: owner }, name) => {
      const eoa = await richWallet(stage, `EOA: ${name}`)
      const address = toAddress(eoa.address)
      await delegateTo(eoa, implementation)
      // Its own transaction: nobody else can say who its owner is.
      const install = { account: address, validator: ownerValidator, data: toHex(owner) }
      await (await eoa.sendTransaction(openZeppelinAccount.installValidator(install))).wait()
      return { address, signatures: openZeppelinOwner(ownerValidator) }
    }
  },
}
