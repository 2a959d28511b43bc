// The harnesses of types and libraries, for loadFixture.
import { ethers } from 'hardhat'

import type { LibraryHarness, RuleHarness } from '../../typechain-types'

export async function deployLibraryHarness(): Promise<{ harness: LibraryHarness }> {
  return { harness: await ethers.deployContract('LibraryHarness') }
}

export async function deployRuleHarness(): Promise<{ harness: RuleHarness }> {
  return { harness: await ethers.deployContract('RuleHarness') }
}
