// What docs/client.md takes for given, in front of its code, which is compiled and not run here.
import type { Provider } from 'ethers'
import type { Address, Bundler, Owner } from 'latchkey'

declare const account: Address
declare const owner: Owner
declare const bundler: Bundler
declare const provider: Provider
declare const socio3: {
  readonly address: Address
  readonly abi: readonly ['function upvotePost(uint256 postId)', 'function tip(uint256 postId) payable']
}
declare const PAYMASTER: Address
