// All that the chapters share: the stage, the owner, the bundler, and what the app keeps over a reload.
import { ethers } from 'hardhat'

import {
  memoryStore,
  memoryVault,
  openSessions,
  openZeppelinAccount,
  toAddress,
  type KeyVault,
  type Owner,
  type Sessions,
  type SessionStore,
} from '../src'
import type { CountingOwner } from '../src/testing'
import { watchedBundler, type WatchedBundler } from './bundler'
import { storyClock } from './clock'
import { ownerOf, ownersWallet, promptedOwner, showPrompt } from './owner'
import { buildStage, type Stage } from './stage'

export type Story = Stage & {
  readonly bundler: WatchedBundler
  readonly owner: CountingOwner
  /** The same owner, for measurements that are taken back. */
  readonly uncounted: Owner
  readonly store: SessionStore
  readonly vault: KeyVault
}

export async function beginStory(): Promise<Story> {
  const stage = await buildStage(toAddress(ownersWallet().address))
  const bundler = watchedBundler(stage.carrier, stage.entryPoint)
  const [store, vault] = [memoryStore(), memoryVault()]
  return { ...stage, bundler, owner: promptedOwner(stage, bundler), uncounted: ownerOf(stage, bundler), store, vault }
}

/** An app starts, or starts again. The kind of account is named, as nobody can ask the account before it is deployed. */
export async function startApp(story: Story, app: string): Promise<Sessions> {
  const { account, owner, bundler, store, vault, words } = story
  return await openSessions({
    account,
    owner,
    bundler,
    provider: ethers.provider,
    adapter: openZeppelinAccount,
    ...words,
    store,
    vault,
    app,
    clock: storyClock,
    onPrompt: (prompt) => showPrompt(prompt, words),
  })
}
