// Twenty calls at once, through the bundler in this process and through one that speaks JSON-RPC.
import { expect } from 'chai'
import { toQuantity } from 'ethers'

import {
  fixedPaymaster,
  isLatchkeyError,
  rpcBundler,
  type Address,
  type Bundler,
  type Hex,
  type OpQueue,
  type SendOutcome,
  type UserOp,
} from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { upvote } from '../../helpers/session'
import { withRpcServer, type RpcAnswer, type RpcCall } from '../bundler/rpcServer'
import { openStage, recorded, type Stage } from './stage'

/** Twenty votes, each a send of its own. */
async function vote({ chain }: Stage, queue: OpQueue): Promise<readonly SendOutcome[]> {
  const call = await upvote(chain)
  const sent = await Promise.all(Array.from({ length: 20 }, () => queue.send([call])))
  return await Promise.all(sent.map((op) => op.wait()))
}

const votes = async ({ chain }: Stage): Promise<bigint> => (await chain.socio3.getPost(0)).votes

/** What a JSON-RPC bundler answers, for which another bundler does the work. */
function serve(bundler: Bundler, chainId: bigint): (call: RpcCall) => Promise<RpcAnswer> {
  const opOf = ([fields]: readonly unknown[]): UserOp => {
    const parsed: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(fields as Record<string, string>))
      parsed[name] = /^(nonce|.*Gas(Limit)?)$/.test(name) ? BigInt(value) : value
    return parsed as unknown as UserOp
  }
  const methods: Readonly<Record<string, (params: readonly unknown[]) => Promise<unknown>>> = {
    eth_chainId: () => Promise.resolve(toQuantity(chainId)),
    eth_supportedEntryPoints: () => bundler.supportedEntryPoints(),
    eth_estimateUserOperationGas: async (params) => {
      const estimate = await bundler.estimate(opOf(params), params[1] as Address)
      return Object.fromEntries(Object.entries(estimate).map(([name, gas]) => [name, toQuantity(gas as bigint)]))
    },
    eth_sendUserOperation: (params) => bundler.send(opOf(params), params[1] as Address),
    eth_getUserOperationReceipt: async ([hash]) => {
      const receipt = await bundler.receipt(hash as Hex)
      if (receipt === undefined) return null
      const { transactionHash, blockNumber, userOpHash, sender, nonce, success } = receipt
      const gas = { actualGasUsed: toQuantity(receipt.actualGasUsed), actualGasCost: toQuantity(receipt.actualGasCost) }
      const transaction = { transactionHash, blockNumber: toQuantity(blockNumber) }
      return { userOpHash, sender, nonce: toQuantity(nonce), success, ...gas, logs: [], receipt: transaction }
    },
  }
  return async ({ method, params }) => {
    const answer = methods[method]
    if (answer === undefined) return { error: { code: -32_601, message: 'Method not found' } }
    try {
      return { result: await answer(params) }
    } catch (thrown) {
      if (!isLatchkeyError(thrown)) throw thrown
      if (thrown.code === 'MempoolFull')
        return { error: { code: -32_602, message: 'Max operations (4) reached for sender' } }
      return { error: { code: -32_500, message: thrown.message } }
    }
  }
}

for (const version of VERSIONS) {
  describe(`twenty calls at once, EntryPoint ${version}`, () => {
    it('all succeed through a bundler that holds four ops of an account', async () => {
      const stage = await openStage({ version })
      const { bundler, sent, most } = recorded(stage.bundler)
      const outcomes = await vote(stage, stage.queue({ bundler }))
      expect(outcomes.filter(({ success, error }) => success && error === undefined)).to.have.length(20)
      expect(await votes(stage)).to.equal(20n)
      // Four at once; the sixteen that waited went together, at most ten of them.
      expect(outcomes.map(({ sends }) => sends)).to.deep.equal([
        1,
        1,
        1,
        1,
        ...Array<number>(10).fill(10),
        ...Array<number>(6).fill(6),
      ])
      expect(sent).to.have.length(6)
      expect(most()).to.be.within(2, 4)
    })

    it('all succeed without sharing an op', async () => {
      const stage = await openStage({ version })
      const { bundler, sent, most } = recorded(stage.bundler)
      const queue = stage.queue({ bundler, batchMax: 1 })
      const outcomes = await vote(stage, queue)
      expect(outcomes.every(({ success, sends }) => success && sends === 1)).to.equal(true)
      expect(await votes(stage)).to.equal(20n)
      expect(sent).to.have.length(20)
      expect(most()).to.be.within(2, 4)
      expect(queue.lanes).to.have.length(4)
      expect(queue.load).to.deep.equal({ inFlight: 0, waiting: 0 })
    })

    it('all succeed where a sponsor pays', async () => {
      const sponsor = async ({ chain }: Pick<Stage, 'chain'>) => (await chain.sponsor.getAddress()) as Address
      const stage = await openStage({
        version,
        session: async (chain) => ({ fees: { sponsor: await sponsor({ chain }) } }),
      })
      const paymaster = fixedPaymaster({ paymaster: await sponsor(stage), paymasterPostOpGasLimit: 0n })
      const outcomes = await vote(stage, stage.queue({ paymaster }))
      expect(outcomes.every(({ success }) => success)).to.equal(true)
      expect(await votes(stage)).to.equal(20n)
    })

    it('all succeed through a bundler that speaks JSON-RPC', async () => {
      const stage = await openStage({ version })
      await withRpcServer(serve(stage.bundler, stage.chain.chainId), async (url, calls) => {
        const outcomes = await vote(stage, stage.queue({ bundler: rpcBundler({ url }) }))
        expect(outcomes.every(({ success }) => success)).to.equal(true)
        expect(await votes(stage)).to.equal(20n)
        expect(calls.filter(({ method }) => method === 'eth_sendUserOperation')).to.have.length(6)
      })
    })
  })
}

describe('twenty calls at once', () => {
  it('all succeed though a bundler holds fewer ops than it says', async () => {
    const stage = await openStage()
    await withRpcServer(serve(stage.bundler, stage.chain.chainId), async (url, calls) => {
      const queue = stage.queue({ bundler: rpcBundler({ url, pendingMax: 6 }), batchMax: 1 })
      const outcomes = await vote(stage, queue)
      expect(outcomes.every(({ success }) => success)).to.equal(true)
      expect(await votes(stage)).to.equal(20n)
      expect(calls.filter(({ method }) => method === 'eth_sendUserOperation').length).to.be.greaterThan(20)
    })
  })
})
