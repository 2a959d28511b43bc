// Stake of contracts that have no function to stake with.
import { Contract, parseEther, toQuantity } from 'ethers'

import type { Address } from '../../src'
import type { Chain } from './anvil'
import type { EntryPoint } from './contracts'

/** Wei, and seconds: enough for the bundler. */
const STAKE = 1n
const UNSTAKE_DELAY = 86_400

const ABI = ['function addStake(uint32 unstakeDelaySec) payable']

/** As factories on public chains have it: bundlers do not let others deploy accounts that write storage. */
export async function stake({ provider }: Chain, { address }: EntryPoint, contract: Address): Promise<void> {
  await provider.send('anvil_impersonateAccount', [contract])
  await provider.send('anvil_setBalance', [contract, toQuantity(parseEther('1'))])
  const addStake = new Contract(address, ABI, await provider.getSigner(contract)).getFunction('addStake')
  await (await addStake.send(UNSTAKE_DELAY, { value: STAKE })).wait()
  await provider.send('anvil_stopImpersonatingAccount', [contract])
}
