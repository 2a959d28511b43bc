// How many ops a bundler had of an account: neither more nor less than there were, however slow its answers are.
import { expect } from 'chai'
import { toBeHex, ZeroAddress } from 'ethers'

import { watchedBundler, type ChainLogs } from '../../e2e/bundler/watchedBundler'
import { toAddress, toHex, type Bundler, type UserOp } from '../../src'

const ACCOUNT = toAddress('0x00000000000000000000000000000000000000a1')
const ENTRY_POINT = toAddress(ZeroAddress)
const opOf = (nonce: bigint): UserOp => ({
  sender: ACCOUNT,
  nonce,
  callData: '0x',
  callGasLimit: 1n,
  verificationGasLimit: 1n,
  preVerificationGas: 1n,
  maxFeePerGas: 1n,
  maxPriorityFeePerGas: 1n,
  signature: '0x',
})
const never = async (): Promise<never> => await Promise.reject(new Error('Not asked for'))

const told = async (waiting: (() => void)[]): Promise<void> => {
  await new Promise<void>((resolve) => waiting.push(resolve))
}

/** A bundler that takes an op, and a chain that answers, when they are told to. */
function place({ mined = [] }: { mined?: readonly bigint[] } = {}) {
  const taking: (() => void)[] = []
  const looking: (() => void)[] = []
  const bundler: Bundler = {
    pendingMax: 4,
    chainId: never,
    supportedEntryPoints: never,
    estimate: never,
    receipt: async () => {
      await told(looking)
      return undefined
    },
    send: async ({ nonce }) => {
      await told(taking)
      return toHex(toBeHex(nonce, 32))
    },
  }
  const getLogs: ChainLogs['getLogs'] = async ({ topics }) => {
    await told(looking)
    return mined.some((nonce) => toBeHex(nonce, 32) === topics?.[1]) ? [{ blockNumber: 7 }] : []
  }
  const watched = watchedBundler(bundler, { getLogs })
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    watched,
    begin: async (nonce: bigint) => {
      void watched.send(opOf(nonce), ENTRY_POINT)
      await settle()
    },
    take: async () => {
      taking.shift()?.()
      await settle()
    },
    look: async () => {
      looking.shift()?.()
      await settle()
    },
  }
}

describe('watchedBundler', () => {
  it('counts an op once that is taken while the chain is asked about another', async () => {
    const { watched, begin, take, look } = place()
    await begin(1n)
    await take()
    await begin(2n)
    await look()
    await begin(3n)
    await take()
    await look()
    await look()
    expect(watched.taken).to.have.length(2)
    expect(watched.mostPending).to.equal(3)
  })

  it('does not count an op that is mined, though the bundler has no receipt of it', async () => {
    const { watched, begin, take, look } = place({ mined: [1n] })
    await begin(1n)
    await take()
    await begin(2n)
    await look()
    expect(watched.mostPending).to.equal(1)
    expect(watched.taken[0]?.block).to.equal(7)
  })

  it('counts what the bundler has and what it is about to get', async () => {
    const { watched, begin, take, look } = place()
    await begin(1n)
    await begin(2n)
    await take()
    await take()
    await begin(3n)
    await look()
    await look()
    expect(watched.mostPending).to.equal(3)
  })
})
