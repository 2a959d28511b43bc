// An account, its owner who counts the prompts, and apps that open sessions on it.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  inProcessBundler,
  memoryStore,
  memoryVault,
  openSessions,
  openZeppelinOwner,
  type Address,
  type EnsureRequest,
  type InProcessBundler,
  type KeyVault,
  type Permission,
  type SessionPrompt,
  type Sessions,
  type SessionsOptions,
  type SessionStore,
} from '../../../src'
import { countingOwner, type CountingOwner } from '../../../src/testing'
import type { Version } from '../../helpers/fixture'
import { openOwned, type Owned } from '../owner/ownedAccount'
import { testClock, type TestClock } from '../queue/stage'

export interface LoopOptions {
  readonly version?: Version
  /** false: nothing deploys the account but its owner's first op. */
  readonly deployed?: boolean
  /** false: the owner cannot sign typed data. */
  readonly typed?: boolean
}

export interface Loop extends Owned {
  readonly owner: CountingOwner
  readonly bundler: InProcessBundler
  readonly clock: TestClock
  readonly store: SessionStore
  readonly vault: KeyVault
  /** What was shown before each prompt. */
  readonly shown: readonly SessionPrompt[]
  /** How often the owner was asked by which method. */
  readonly methods: () => readonly string[]
  /** An app that starts: store and vault are all that it has from before. */
  readonly open: (changes?: Partial<SessionsOptions>) => Promise<Sessions>
  /** upvotePost for an hour, 0.01 ether of fees. */
  readonly request: (changes?: Partial<EnsureRequest>) => EnsureRequest
  readonly upvotes: () => Promise<bigint>
}

/** An account whose module is yet to be installed. */
export async function openLoop({ version = 'v07', deployed = true, typed = true }: LoopOptions = {}): Promise<Loop> {
  const owned = await openOwned(version, { deployed })
  const { chain, account, module, opened, options } = owned
  const { signTypedData, ...plain } = openZeppelinOwner(opened.ownerValidator as Address)
  const signatures = typed && signTypedData !== undefined ? { ...plain, signTypedData } : plain
  const deployment = {
    factory: opened.initCode.slice(0, 42) as Address,
    factoryData: `0x${opened.initCode.slice(42)}`,
  } as const
  const owner = countingOwner(owned.ownerWith({ signatures, ...(!deployed && { deployment }) }))
  const { entryPoint } = options
  const bundler = inProcessBundler({ signer: chain.bundler, entryPoint })
  const [store, vault, clock] = [memoryStore(), memoryVault(), testClock()]
  const shown: SessionPrompt[] = []
  const lens = (await chain.lens.getAddress()) as Address
  const open: Loop['open'] = async (changes) =>
    await openSessions({
      account,
      owner,
      bundler,
      provider: ethers.provider,
      module,
      lens,
      store,
      vault,
      clock,
      onPrompt: (prompt) => void shown.push(prompt),
      ...changes,
    })
  const request: Loop['request'] = (changes) => ({
    allow: [allow(chain.socio3, 'upvotePost')],
    expires: '1h',
    fees: { max: parseEther('0.01') },
    ...changes,
  })
  const upvotes = async (): Promise<bigint> => (await chain.socio3.getPost(0)).votes
  const methods = () => owner.prompts.map(({ method }) => method)
  return { ...owned, owner, bundler, clock, store, vault, shown, methods, open, request, upvotes }
}

/** Another function of Socio3, so that a request is wider. */
export const commenting = ({ chain }: Pick<Loop, 'chain'>): Permission => allow(chain.socio3, 'createPost')

/** The chain's clock moves. */
export const passTime = async (seconds: number): Promise<void> => {
  await time.increase(seconds)
}
