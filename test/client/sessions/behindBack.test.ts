// What an account did to the module without telling it.
import { setStorageAt } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, keccak256, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import type { Address } from '../../../src'
import { the } from '../builders'
import { openLoop } from './stage'

/** Takes the module out of the account's set of validators, as an account does that swallows its own uninstallation. */
async function removeSilently(account: Address, module: Address): Promise<void> {
  const positions = Array.from({ length: 8 }, (_, slot) =>
    keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'uint256'], [module, slot])),
  )
  const words = await Promise.all(positions.map(async (slot) => await ethers.provider.getStorage(account, slot)))
  const found = the(positions.find((_, i) => words[i] !== ZeroHash))
  await setStorageAt(account, found, toBeHex(0, 32))
}

for (const typed of [false, true])
  describe(`a module that was removed behind its back, ${typed ? 'and a grant that could be signed' : 'and an owner who cannot sign'}`, () => {
    it('leads to one prompt, which installs it again, and the session before is over', async () => {
      const { open, request, account, module, chain, methods } = await openLoop({ typed })
      const one = await (await open()).ensure(request())
      await removeSilently(account, module)
      // To the module all is as before.
      expect(await chain.module.isLive(account, one.id)).to.equal(true)
      expect(await (await open()).resume()).to.equal(undefined)
      const two = await (await open()).ensure(request())
      expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
      expect(await chain.module.isLive(account, one.id)).to.equal(false)
      expect((await (await two.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect((await (await open()).ensure(request())).id).to.equal(two.id)
      expect(methods().length).to.equal(2)
    })
  })
