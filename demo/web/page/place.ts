// Where the page is: what the server tells of the chain, and the two ways there.
import { JsonRpcProvider } from 'ethers'
import { RELEASE, type Address, type Bundler, type EntryPointVersion } from 'latchkey'

import { ownBundler } from './ownBundler'

/** What the server tells. */
export interface Place {
  readonly chainId: number
  readonly account: Address
  readonly owner: Address
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly socio3: Address
  /** Who wrote what. */
  readonly names: Readonly<Record<Address, string>>
}

/** The app's contract, as the client takes it. */
export const SOCIO3_ABI = [
  'function upvotePost(uint256 postId)',
  'function tip(uint256 postId) payable',
  'function withdraw(address to)',
  'function postCount() view returns (uint256)',
  'function getPost(uint256 postId) view returns (address author, uint256 votes, uint256 tips, string text)',
] as const

/** The same, and the ways to the chain. */
export interface Here extends Place {
  readonly provider: JsonRpcProvider
  readonly bundler: Bundler
  readonly contract: { readonly address: Address; readonly abi: typeof SOCIO3_ABI }
  readonly module: Address
}

const POLL_EVERY = 500

export async function findPlace(): Promise<Here> {
  const answered = await fetch('/api/stage')
  if (!answered.ok) throw new Error('The server of this page does not answer. Is `npm run demo:web` still running?')
  const place = (await answered.json()) as Place
  const options = { staticNetwork: true, cacheTimeout: -1, pollingInterval: POLL_EVERY }
  return {
    ...place,
    provider: new JsonRpcProvider(url('/api/chain'), place.chainId, options),
    bundler: ownBundler(url('/api/bundler')),
    contract: { address: place.socio3, abi: SOCIO3_ABI },
    module: RELEASE.validator.address,
  }
}

const url = (path: string): string => new URL(path, location.href).href
