// The library harness, for loadFixture.
import { ethers } from 'hardhat'

import { LibraryHarness__factory } from '../../typechain-types'

export async function deployLibraryHarness() {
  const [signer] = await ethers.getSigners()
  return { harness: await new LibraryHarness__factory(signer).deploy() }
}
