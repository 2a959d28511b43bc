// What an account owns in ether: what it holds, and what it has deposited on its EntryPoint. Fees may come from either.
import { ethers } from 'hardhat'

import type { TestAccount } from './fixture'

/** @param owner Somebody else whose wealth on the same EntryPoint is asked, such as a paymaster. */
export async function wealth({ address, entryPoint }: TestAccount, owner = address): Promise<bigint> {
  return (await ethers.provider.getBalance(owner)) + (await entryPoint.contract.balanceOf(owner))
}
