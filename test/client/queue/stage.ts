// A queue on the test chain: an account with a session, the in-process bundler, and a clock that only tests move.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { ethers } from 'hardhat'

import {
  inProcessBundler,
  openZeppelinAccount,
  OpQueue,
  type Address,
  type Clock,
  type InProcessBundler,
  type QueueOptions,
  type Session,
  type SessionOptions,
} from '../../../src'
import type { AccountParams, TestAccount } from '../../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionKey, type SessionChain } from '../../helpers/session'

/** Time that passes when somebody sleeps. */
export interface TestClock extends Clock {
  /** What was slept, in milliseconds, in order. */
  readonly sleeps: readonly number[]
}

/** @param meanwhile What happens during each sleep. */
export function testClock(meanwhile: (milliseconds: number) => unknown = () => undefined): TestClock {
  let now = 0
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds
      sleeps.push(milliseconds)
      await meanwhile(milliseconds)
    },
  }
}

export interface StageOptions extends AccountParams {
  readonly session?: (chain: SessionChain) => Partial<SessionOptions> | Promise<Partial<SessionOptions>>
  /** false: the module is installed, the session is not granted. */
  readonly granted?: boolean
}

export interface Stage {
  readonly chain: SessionChain
  readonly account: TestAccount
  readonly session: Session
  readonly bundler: InProcessBundler
  readonly clock: TestClock
  /** Options of a queue with all of this. */
  readonly options: QueueOptions
  readonly queue: (changes?: Partial<QueueOptions>) => OpQueue
}

export async function openStage({ session: terms, granted = true, ...params }: StageOptions = {}): Promise<Stage> {
  const chain = await loadFixture(deploySessionChain)
  const session = await makeSession(chain, (await terms?.(chain)) ?? {})
  const account = await openSessionAccount(chain, granted ? [session] : [], params)
  const entryPoint = { address: account.entryPoint.address as Address, version: account.entryPoint.version }
  const bundler = inProcessBundler({ signer: chain.bundler, entryPoint })
  const clock = testClock()
  const options: QueueOptions = {
    session,
    key: sessionKey(),
    account: account.address as Address,
    adapter: openZeppelinAccount,
    module: (await chain.module.getAddress()) as Address,
    lens: (await chain.lens.getAddress()) as Address,
    entryPoint,
    chainId: chain.chainId,
    bundler,
    provider: ethers.provider,
    clock,
  }
  return { chain, account, session, bundler, clock, options, queue: (changes) => new OpQueue({ ...options, ...changes }) }
}
