// EIP-7702: what an EOA runs when it is called.
import { ZeroAddress, type Wallet } from 'ethers'

/** By a transaction of the EOA itself, which does nothing else. Address zero ends it. */
export async function delegateTo(eoa: Wallet, address: string): Promise<void> {
  const authorization = await eoa.authorize({ address, nonce: (await eoa.getNonce()) + 1 })
  const nowhere = { to: ZeroAddress, type: 4, authorizationList: [authorization] }
  await (await eoa.sendTransaction(nowhere)).wait()
}
