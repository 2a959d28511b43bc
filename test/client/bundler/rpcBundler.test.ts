import { expect } from 'chai'
import { concat, id } from 'ethers'

import { entryPointInterface, httpRequest, rpcBundler, type Hex, type Request, type UserOp } from '../../../src'
import { anAddress, ACCOUNT, aUserOp, expectRefusal, expectRejection, PAYMASTER, the, word } from '../builders'
import { withRpcServer, type RpcAnswer } from './rpcServer'

const ENTRY_POINT = anAddress(0xe9)
const HASH = word(0xabc)

/** A bundler that answers each method so, and the calls that it got. */
function answering(results: Readonly<Record<string, unknown>>) {
  const calls: Parameters<Request>[0][] = []
  const bundler = rpcBundler({
    request: (call) => {
      calls.push(call)
      return Promise.resolve(results[call.method])
    },
  })
  return { bundler, calls }
}

const RECEIPT = {
  userOpHash: HASH,
  entryPoint: ENTRY_POINT,
  sender: ACCOUNT,
  nonce: '0x7',
  paymaster: null,
  actualGasCost: '0x64',
  actualGasUsed: '0x32',
  success: true,
  logs: [],
  receipt: { transactionHash: word(0xfe), blockNumber: '0x10', status: '0x1', logs: [] },
}

describe('rpcBundler', () => {
  it('asks by the methods of ERC-7769, with every field as a quantity or bytes', async () => {
    const userOp: UserOp = aUserOp({
      paymaster: PAYMASTER,
      paymasterVerificationGasLimit: 255n,
      paymasterData: '0x1234',
      nonce: 2n ** 70n,
      signature: '0x56',
    })
    const estimate = { preVerificationGas: '0x1', verificationGasLimit: '0x2', callGasLimit: '0x3' }
    const { bundler, calls } = answering({ eth_sendUserOperation: HASH, eth_estimateUserOperationGas: estimate })
    expect(await bundler.send(userOp, ENTRY_POINT)).to.equal(HASH)
    await bundler.estimate(userOp, ENTRY_POINT)
    const fields = {
      sender: ACCOUNT,
      nonce: '0x400000000000000000',
      callData: '0x',
      callGasLimit: '0x186a0',
      verificationGasLimit: '0x30d40',
      preVerificationGas: '0xc350',
      maxFeePerGas: '0x2',
      maxPriorityFeePerGas: '0x1',
      paymaster: PAYMASTER,
      paymasterVerificationGasLimit: '0xff',
      paymasterPostOpGasLimit: '0x0',
      paymasterData: '0x1234',
      signature: '0x56',
    }
    expect(calls).to.deep.equal([
      { method: 'eth_sendUserOperation', params: [fields, ENTRY_POINT] },
      { method: 'eth_estimateUserOperationGas', params: [fields, ENTRY_POINT] },
    ])
  })

  it('leaves out what an op does not have', async () => {
    const { bundler, calls } = answering({ eth_sendUserOperation: HASH })
    await bundler.send(aUserOp({ factory: '0x7702' }), ENTRY_POINT)
    const [fields] = the(calls[0]).params as [Record<string, unknown>]
    expect(fields['factory']).to.equal('0x7702')
    expect(Object.keys(fields).filter((name) => /paymaster|factoryData/.test(name))).to.deep.equal([])
  })

  it('reads estimates, with and without a paymaster', async () => {
    const gas = { preVerificationGas: '0xc350', verificationGasLimit: '0x30d40', callGasLimit: 100 }
    const { bundler } = answering({ eth_estimateUserOperationGas: { ...gas, paymasterPostOpGasLimit: null } })
    const expected = { preVerificationGas: 50_000n, verificationGasLimit: 200_000n, callGasLimit: 100n }
    expect(await bundler.estimate(aUserOp(), ENTRY_POINT)).to.deep.equal(expected)
    const paid = { ...gas, paymasterVerificationGasLimit: '0x5', paymasterPostOpGasLimit: '0x6' }
    expect(
      await answering({ eth_estimateUserOperationGas: paid }).bundler.estimate(aUserOp(), ENTRY_POINT),
    ).to.deep.equal({
      ...expected,
      paymasterVerificationGasLimit: 5n,
      paymasterPostOpGasLimit: 6n,
    })
  })

  it('reads the chain and the EntryPoints, and says how many ops of an account it holds', async () => {
    const lower = '0x0000000071727de22e5e9d8baf0edac6f37da032'
    const { bundler } = answering({ eth_chainId: '0xaa36a7', eth_supportedEntryPoints: [lower] })
    expect(await bundler.chainId()).to.equal(11_155_111n)
    expect(await bundler.supportedEntryPoints()).to.deep.equal(['0x0000000071727De22E5E9d8BAf0edAc6f37da032'])
    expect(bundler.pendingMax).to.equal(4)
    expect(rpcBundler({ request: () => Promise.resolve(), pendingMax: 9 }).pendingMax).to.equal(9)
  })

  it('reads receipts, and knows none of an op that is pending', async () => {
    const { bundler } = answering({ eth_getUserOperationReceipt: RECEIPT })
    expect(await bundler.receipt(HASH)).to.deep.equal({
      userOpHash: HASH,
      sender: ACCOUNT,
      nonce: 7n,
      success: true,
      actualGasCost: 100n,
      actualGasUsed: 50n,
      revertReason: undefined,
      transactionHash: word(0xfe),
      blockNumber: 16,
    })
    expect(await answering({ eth_getUserOperationReceipt: null }).bundler.receipt(HASH)).to.equal(undefined)
  })

  it('finds why the calls of an op reverted, by the event or as the bundler says', async () => {
    const reason = concat(['0x08c379a0', word(32), word(2), `0x6e6f${'00'.repeat(30)}`]) as Hex
    const decoded = { source: 'other', name: 'Error', args: { message: 'no' } }
    const log = (hash: Hex) => {
      const event = entryPointInterface.getEvent('UserOperationRevertReason')
      return entryPointInterface.encodeEventLog(the(event), [hash, ACCOUNT, 7n, reason])
    }
    const reverted = { ...RECEIPT, success: false }
    for (const fields of [
      { reason },
      { logs: [{ topics: [id('other')], data: '0x' }, log(HASH)] },
      { receipt: { ...RECEIPT.receipt, logs: [log(HASH)] } },
    ]) {
      const { bundler } = answering({ eth_getUserOperationReceipt: { ...reverted, ...fields } })
      expect((await bundler.receipt(HASH))?.revertReason).to.deep.equal(decoded)
    }
    // Another op's reason, something that is no log, and a text are no reason.
    for (const fields of [{ logs: [log(word(5)), null, { topics: 'none' }] }, { reason: 'AA reverted' }, {}]) {
      const { bundler } = answering({ eth_getUserOperationReceipt: { ...reverted, ...fields } })
      expect((await bundler.receipt(HASH))?.revertReason).to.equal(undefined)
    }
  })

  it('asks for fees by the method that some have, and no more once it is unknown', async () => {
    const standard = { maxFeePerGas: '0x10', maxPriorityFeePerGas: '0x2' }
    const { bundler } = answering({ pimlico_getUserOperationGasPrice: { slow: {}, standard, fast: {} } })
    expect(await bundler.fees?.()).to.deep.equal({ maxFeePerGas: 16n, maxPriorityFeePerGas: 2n })
    for (const refusal of [
      { code: -32_601, message: 'Method not found' },
      { code: -32_600, message: 'Unsupported method: pimlico_getUserOperationGasPrice' },
    ]) {
      let asked = 0
      const without = rpcBundler({
        request: () => {
          asked++
          return Promise.reject(Object.assign(new Error(refusal.message), refusal))
        },
      })
      expect([await without.fees?.(), await without.fees?.()]).to.deep.equal([undefined, undefined])
      expect(asked).to.equal(1)
    }
    const busy = rpcBundler({ request: () => Promise.reject(Object.assign(new Error('slow down'), { code: -32_005 })) })
    await expectRejection(Promise.resolve(busy.fees?.()), 'RateLimited', {})
  })

  it('believes no answer that is not what was asked for', async () => {
    const NOT = 'AnswerNotValid'
    const ask = (method: string, result: unknown) => answering({ [method]: result }).bundler
    const sends = ['0x12', 7, null, undefined, `${HASH}00`]
    for (const result of sends)
      await expectRejection(ask('eth_sendUserOperation', result).send(aUserOp(), ENTRY_POINT), NOT, {})
    for (const result of ['1', {}, -1, 1.5, null]) await expectRejection(ask('eth_chainId', result).chainId(), NOT, {})
    await expectRejection(ask('eth_supportedEntryPoints', {}).supportedEntryPoints(), NOT, {})
    await expectRejection(ask('eth_supportedEntryPoints', ['0x12']).supportedEntryPoints(), 'FieldNotValid', {})
    for (const result of [null, [], { callGasLimit: '0x1', verificationGasLimit: '0x1' }])
      await expectRejection(ask('eth_estimateUserOperationGas', result).estimate(aUserOp(), ENTRY_POINT), NOT, {})
    for (const fields of [{ success: 'true' }, { receipt: null }, { nonce: undefined }, { userOpHash: '0x' }])
      await expectRejection(ask('eth_getUserOperationReceipt', { ...RECEIPT, ...fields }).receipt(HASH), NOT, {})
    const other = ask('eth_getUserOperationReceipt', { ...RECEIPT, userOpHash: word(1) })
    await expectRejection(other.receipt(HASH), 'UserOpHashMismatch', { computed: HASH, answered: word(1) })
  })

  it('waits for no answer longer than half a minute, and keeps no program alive', async () => {
    const { setTimeout: set, clearTimeout: clear } = globalThis
    const begun: NodeJS.Timeout[] = []
    const waits: (number | undefined)[] = []
    const ended: unknown[] = []
    const atOnce = (done: () => void, wait?: number): NodeJS.Timeout => {
      waits.push(wait)
      begun.push(set(done, 0))
      return begun.at(-1) as NodeJS.Timeout
    }
    globalThis.setTimeout = atOnce as unknown as typeof set
    globalThis.clearTimeout = (timer) => void ended.push(timer)
    try {
      expect(await rpcBundler({ request: () => Promise.resolve('0x1') }).chainId()).to.equal(1n)
      const silent = rpcBundler({ request: async () => await new Promise(() => undefined) })
      const service = { service: 'the service', reason: 'no answer to eth_getUserOperationReceipt in time' }
      await expectRejection(silent.receipt(HASH), 'ServiceNotReachable', service)
    } finally {
      Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
    }
    expect(waits).to.deep.equal([30_000, 30_000])
    expect(ended).to.deep.equal(begun)
  })

  describe('over HTTP', () => {
    const over = async (answer: RpcAnswer, use: (url: string) => Promise<void>) =>
      await withRpcServer(() => answer, use)

    it('sends JSON-RPC, each call with an id of its own', async () => {
      await withRpcServer(
        ({ method }) => ({ result: method === 'eth_chainId' ? '0x1' : [] }),
        async (url, calls) => {
          const bundler = rpcBundler({ url })
          await bundler.chainId()
          await bundler.supportedEntryPoints()
          expect(calls.map(({ jsonrpc, id: number, method }) => [jsonrpc, number, method])).to.deep.equal([
            ['2.0', 1, 'eth_chainId'],
            ['2.0', 2, 'eth_supportedEntryPoints'],
          ])
        },
      )
    })

    it('reads the error in an answer, whatever its status', async () => {
      const error = { code: -32_507, message: 'Invalid UserOp signature' }
      await over({ error }, (url) => expectRejection(rpcBundler({ url }).chainId(), 'AA24', {}))
      const body = JSON.stringify({ error })
      await over({ status: 400, body }, (url) => expectRejection(rpcBundler({ url }).chainId(), 'AA24', {}))
      const bare = JSON.stringify({ error: { message: 'what' } })
      await over({ status: 200, body: bare }, (url) =>
        expectRejection(rpcBundler({ url }).chainId(), 'BundlerRefused', { code: -32_000, message: 'what' }),
      )
    })

    it('tells a service that is down, one that asks to slow down, and one that makes no sense', async () => {
      const expected = [
        [{ status: 429, body: '' }, 'RateLimited'],
        [{ status: 503, body: 'busy' }, 'ServiceNotReachable'],
        [{ status: 200, body: '<html>' }, 'AnswerNotValid'],
        [{ status: 200, body: '{}' }, 'AnswerNotValid'],
        [{ status: 404, body: 'null' }, 'AnswerNotValid'],
      ] as const
      for (const [answer, code] of expected)
        await over(answer, (url) => expectRejection(rpcBundler({ url }).chainId(), code, {}))
    })

    it('T154: no error shows the key in the URL of a service', async () => {
      let url = ''
      await over({ status: 500, body: '' }, async (ofServer) => {
        url = ofServer
        const error = (await httpRequest(url)({ method: 'eth_chainId', params: [] }).catch((e: unknown) => e)) as Error
        expect(error.message).to.contain('127.0.0.1').and.not.contain('SECRET')
      })
      // Nobody listens there any more.
      const gone = (await rpcBundler({ url })
        .chainId()
        .catch((e: unknown) => e)) as Error
      expect(gone.message).to.contain('[ServiceNotReachable]').and.not.contain('SECRET')
      expectRefusal(() => rpcBundler({ url: 'SECRET' }), 'FieldNotValid', { field: 'url', value: 'none' })
    })
  })
})
