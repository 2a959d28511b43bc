// A queue on the test chain: an account with a session, the in-process bundler, and a clock that only tests move.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { ethers } from 'hardhat'

import {
  inProcessBundler,
  openZeppelinAccount,
  OpQueue,
  type Address,
  type Bundler,
  type Clock,
  type InProcessBundler,
  type QueueOptions,
  type Session,
  type SessionOptions,
  type UserOp,
} from '../../../src'
import type { AccountParams, TestAccount } from '../../helpers/fixture'
import {
  deploySessionChain,
  makeSession,
  openSessionAccount,
  sessionKey,
  type SessionChain,
} from '../../helpers/session'

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
  return {
    chain,
    account,
    session,
    bundler,
    clock,
    options,
    queue: (changes) => new OpQueue({ ...options, ...changes }),
  }
}

/** The bundler, and what went to it. */
export function recorded(bundler: InProcessBundler) {
  const sent: UserOp[] = []
  const estimated: UserOp[] = []
  let most = 0
  const recording: Bundler = {
    ...bundler,
    estimate: async (userOp, entryPoint) => {
      estimated.push(userOp)
      return await bundler.estimate(userOp, entryPoint)
    },
    send: async (userOp, entryPoint) => {
      sent.push(userOp)
      const hash = await bundler.send(userOp, entryPoint)
      most = Math.max(most, bundler.pending().length)
      return hash
    },
  }
  return { bundler: recording, sent, estimated, most: () => most }
}

/** A bundler that estimates without trying, so that calls that revert are sent. */
export const careless = (bundler: Bundler): Bundler => ({
  ...bundler,
  estimate: () =>
    Promise.resolve({ preVerificationGas: 60_000n, verificationGasLimit: 200_000n, callGasLimit: 200_000n }),
})

/** The lane in a nonce of the test accounts. */
export const laneOf = ({ nonce }: Pick<UserOp, 'nonce'>): number => Number((nonce >> 64n) & 0xffff_ffffn)

/** How many ops came before on its lane. */
export const sequenceOf = ({ nonce }: Pick<UserOp, 'nonce'>): bigint => nonce & 0xffff_ffff_ffff_ffffn
