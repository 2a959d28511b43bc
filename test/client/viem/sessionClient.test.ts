// A session spoken to as viem's clients are.
import { expect } from 'chai'
import { encodeFunctionData, parseAbi, parseEther } from 'viem'

import { allow, type Address, type LiveSession } from '../../../src'
import { sessionClient, type SessionClient } from '../../../src/viem'
import { expectRejection } from '../builders'
import { openViemLoop, type ViemLoop } from './stage'

const abi = parseAbi([
  'function upvotePost(uint256 postId)',
  'function createPost(string text)',
  'function tip(uint256 postId) payable',
])

interface Stage extends Omit<ViemLoop, 'session'> {
  readonly live: LiveSession
  readonly session: SessionClient
  readonly address: Address
}

async function open(): Promise<Stage> {
  const loop = await openViemLoop()
  const { socio3 } = loop.chain
  const address = (await socio3.getAddress()) as Address
  const live = await (
    await loop.openViem()
  ).ensure(
    loop.request({
      allow: [allow({ address, abi }, 'upvotePost'), allow({ address, abi }, 'tip', { maxValue: parseEther('1') })],
      fees: { max: parseEther('0.1') },
      value: parseEther('1'),
    }),
  )
  return { ...loop, live, session: sessionClient(live), address }
}

describe('a session client', () => {
  it('writes to a contract, and tells what became of it', async () => {
    const { session, address, upvotes, signed } = await open()
    const { writeContract, waitForReceipt } = session
    const hash = await writeContract({ address, abi, functionName: 'upvotePost', args: [0n] })
    const { success, userOpHash, transactionHash } = await waitForReceipt({ hash })
    expect({ success, userOpHash }).to.deep.equal({ success: true, userOpHash: hash })
    expect(transactionHash).to.have.length(66)
    expect(await upvotes()).to.equal(1n)
    expect(signed).to.deep.equal(['op'])
  })

  it('sends value along', async () => {
    const { session, address, chain } = await open()
    const hash = await session.writeContract({ address, abi, functionName: 'tip', args: [0n], value: 7n })
    expect((await session.waitForReceipt({ hash })).success).to.equal(true)
    expect((await chain.socio3.getPost(0)).tips).to.equal(7n)
  })

  it('sends calls of every form in one op, in order', async () => {
    const { session, address, upvotes } = await open()
    const { id } = await session.sendCalls({
      calls: [
        { to: address, abi, functionName: 'upvotePost', args: [0n] },
        { to: address, data: encodeFunctionData({ abi, functionName: 'upvotePost', args: [0n] }) },
        { to: address, abi, functionName: 'tip', args: [0n], value: 1n },
      ],
    })
    const outcome = await session.waitForReceipt({ hash: id })
    expect(outcome.success).to.equal(true)
    expect(await upvotes()).to.equal(2n)
  })

  it('says beforehand what would be refused, and refuses it', async () => {
    const { session, address } = await open()
    const createPost = { to: address, abi, functionName: 'createPost', args: ['free speech'] } as const
    const verdict = await session.can({ calls: [createPost] })
    expect(verdict.ok ? 'ok' : verdict.error.code).to.equal('CallNotPermitted')
    const fits = await session.can({ calls: [{ to: address, abi, functionName: 'upvotePost', args: [0n] }] })
    expect(fits.ok).to.equal(true)
    await expectRejection(session.sendCalls({ calls: [createPost] }), 'CallNotPermitted', {})
    const tooMuch = { address, abi, functionName: 'tip', args: [0n], value: parseEther('2') } as const
    await expectRejection(session.writeContract(tooMuch), 'ValueOverCap', {})
  })

  it('refuses what the ABI does not take, before anything is sent', async () => {
    const { session, address, asked } = await open()
    const count = asked.length
    const wrong = { address, abi, functionName: 'upvotePost', args: ['all'] } as never
    await expectRejection(session.writeContract(wrong), 'FieldNotValid', { field: 'upvotePost', value: '["all"]' })
    const missing = { address, abi, functionName: 'upvote', args: [] } as never
    await expectRejection(session.writeContract(missing), 'FieldNotValid', { field: 'upvote' })
    expect(asked.length).to.equal(count)
  })

  it('puts a data suffix behind the data', async () => {
    const { session, address, asked } = await open()
    const call = { to: address, abi, functionName: 'upvotePost', args: [0n], dataSuffix: '0xdeadbeef' } as const
    const { id } = await session.sendCalls({ calls: [call] })
    expect((await session.waitForReceipt({ hash: id })).success).to.equal(true)
    const [op] = asked.filter(({ method }) => method === 'eth_sendUserOperation').at(-1)?.params ?? []
    const data = encodeFunctionData({ abi, functionName: 'upvotePost', args: [0n] })
    expect((op as { callData: string }).callData).to.contain(`${data.slice(2)}deadbeef`)
  })

  it('shares what was sent with another client of the session, and knows no other op', async () => {
    const { session, live, address } = await open()
    const hash = await session.writeContract({ address, abi, functionName: 'upvotePost', args: [0n] })
    expect((await sessionClient(live).waitForReceipt({ hash })).success).to.equal(true)
    const other = `0x${'12'.repeat(32)}` as const
    await expectRejection(session.waitForReceipt({ hash: other }), 'FieldNotValid', { field: 'hash' })
  })

  it('keeps a call by itself where that is said', async () => {
    const { session, address } = await open()
    const write = { address, abi, functionName: 'upvotePost', args: [0n] } as const
    const shared = await Promise.all(Array.from({ length: 9 }, async () => await session.writeContract(write)))
    const alone = await Promise.all(
      Array.from({ length: 9 }, async () => await session.writeContract({ ...write, alone: true })),
    )
    expect(new Set(shared).size).to.be.lessThan(9)
    expect(new Set(alone).size).to.equal(9)
  })
})
