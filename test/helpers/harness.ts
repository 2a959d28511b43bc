// The library harness, for loadFixture.
import { ethers } from 'hardhat'

import type { LibraryHarness } from '../../typechain-types'

export async function deployLibraryHarness(): Promise<{ harness: LibraryHarness }> {
  return { harness: await ethers.deployContract('LibraryHarness') }
}
