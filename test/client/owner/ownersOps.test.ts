// Several ops of one owner: those that come at once, those that nobody answers or mines, and a chain that goes back.
import { takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { directBundler, type OwnerBundler, type UserOp } from '../../../src'
import { anAddress } from '../builders'
import { openOwned } from './ownedAccount'

describe('ops of one owner', () => {
  it('sends calls that come at once one after the other, and signs anew those that were overtaken', async () => {
    const { chain, account, install, ownerWith, options } = await openOwned()
    const nonces: bigint[] = []
    let signatures = 0
    let all: () => void = () => undefined
    const asked = new Promise<void>((resolve) => (all = resolve))
    // Each op is made before any is sent.
    const signOp: typeof options.signatures.signOp = async (...question) => {
      if (++signatures === 4) all()
      if (signatures > 1) await asked
      return await options.signatures.signOp(...question)
    }
    const direct = directBundler(chain.bundler)
    const owner = ownerWith({
      bundler: { ...direct, send: async (op, at) => (nonces.push(op.nonce), await direct.send(op, at)) },
      signatures: { ...options.signatures, signOp },
    })
    const request = { chainId: chain.chainId, account }
    await (await owner.sendCalls({ ...request, calls: [install] })).wait()
    const calls = [1, 2, 3].map((i) => [{ to: anAddress(i), value: 0n, data: '0x' as const }])
    const sent = await Promise.all(calls.map(async (one) => await owner.sendCalls({ ...request, calls: one })))
    expect((await Promise.all(sent.map(async (one) => await one.wait()))).every(({ success }) => success)).to.equal(
      true,
    )
    const [first = 0n] = nonces
    expect(nonces).to.deep.equal([first, first + 1n, first + 2n, first + 3n])
    expect(signatures).to.equal(1 + 3 + 2 + 1)
  })

  it('lets no question that is never answered hold up the next calls', async () => {
    const { chain, account, install, ownerWith, options } = await openOwned()
    let questions = 0
    const signOp: typeof options.signatures.signOp = async (...question) =>
      ++questions === 1 ? await new Promise(() => undefined) : await options.signatures.signOp(...question)
    const owner = ownerWith({ signatures: { ...options.signatures, signOp } })
    const request = { chainId: chain.chainId, account, calls: [install] }
    void owner.sendCalls(request)
    while (questions === 0) await new Promise((resolve) => setImmediate(resolve))
    expect((await (await owner.sendCalls(request)).wait()).success).to.equal(true)
  })

  it('lets no question that is asked anew hold up the next calls', async () => {
    const { chain, account, install, ownerWith, options } = await openOwned()
    let questions = 0
    // Two ops are made before one is sent; the other is asked for anew, and never answered.
    const signOp: typeof options.signatures.signOp = async (...question) => {
      const number = ++questions
      while (number > 1 && questions < 3) await new Promise((resolve) => setImmediate(resolve))
      if (number === 4) await new Promise(() => undefined)
      return await options.signatures.signOp(...question)
    }
    const owner = ownerWith({ signatures: { ...options.signatures, signOp } })
    const request = { chainId: chain.chainId, account, calls: [install] }
    await (await owner.sendCalls(request)).wait()
    const send = async () =>
      await owner.sendCalls({ ...request, calls: [{ to: anAddress(1), value: 0n, data: '0x' as const }] })
    await Promise.race([send(), send()])
    while (questions < 4) await new Promise((resolve) => setImmediate(resolve))
    expect((await (await send()).wait()).success).to.equal(true)
  })

  it('sends on a chain that went back behind its last op', async () => {
    const { chain, account, install, ownerWith } = await openOwned()
    const owner = ownerWith({})
    const request = { chainId: chain.chainId, account, calls: [install] }
    const snapshot = await takeSnapshot()
    for (let i = 0; i < 2; i++) {
      expect((await (await owner.sendCalls(request)).wait()).success).to.equal(true)
      await snapshot.restore()
    }
  })

  it('takes the place of an op that is never mined', async () => {
    const { chain, account, install, ownerWith } = await openOwned()
    const direct = directBundler(chain.bundler)
    const lost: UserOp[] = []
    const send: OwnerBundler['send'] = async (op, at) => (lost.length === 0 ? lost.push(op) : await direct.send(op, at))
    const owner = ownerWith({ bundler: { ...direct, send }, wait: async () => await Promise.resolve() })
    const request = { chainId: chain.chainId, account, calls: [install] }
    await owner.sendCalls(request)
    expect((await (await owner.sendCalls(request)).wait()).success).to.equal(true)
  })
})
