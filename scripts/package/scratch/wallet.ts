// What docs/wallet.md takes for given, in front of its code, which is compiled and not run here.
import type { Provider } from 'ethers'
import type { Address, Call, EnsureRequest, GrantTypedData, Hex, Sessions } from 'latchkey'

declare const account: Address
declare const provider: Provider
declare const execute: (calls: readonly Call[]) => Promise<unknown>
declare const sign: (grant: GrantTypedData) => Promise<Hex>
declare const app: Sessions
declare const wanted: EnsureRequest
declare const socio3: { readonly address: Address; readonly abi: readonly ['function upvotePost(uint256 postId)'] }
