// A session spoken to as viem's clients are.
import { expect } from 'chai'
import { encodeFunctionData, parseAbi, parseEther } from 'viem'

import { allow, type Address, type Hex, type LiveSession, type SendOutcome } from '../../../src'
import { sessionClient, type SessionClient } from '../../../src/viem'
import { expectRejection, SOCIO3, word } from '../builders'
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

/** A session whose ops are all mined, and nobody sees them. */
function sendingSession(): LiveSession {
  let count = 0
  const send = async () => {
    const userOpHash = hashNumbered(count++)
    return await Promise.resolve({ userOpHash, wait: async () => await Promise.resolve({ userOpHash } as SendOutcome) })
  }
  return { send } as unknown as LiveSession
}

const hashNumbered = (number: number): Hex => `0xAb${word(number).slice(4)}`

describe('the ops that a session client knows', () => {
  it('are the last 1,000', async () => {
    const session = sessionClient(sendingSession())
    const upvote = { address: SOCIO3, abi, functionName: 'upvotePost', args: [0n] } as const
    for (let count = 0; count < 1_001; count++) await session.writeContract(upvote)
    const oldest = session.waitForReceipt({ hash: hashNumbered(0) })
    await expectRejection(oldest, 'FieldNotValid', { field: 'hash', value: JSON.stringify(hashNumbered(0)) })
    for (const hash of [hashNumbered(1), hashNumbered(1_000)])
      expect((await session.waitForReceipt({ hash })).userOpHash).to.equal(hash)
  })

  it('are found by hashes in letters of any case', async () => {
    const session = sessionClient(sendingSession())
    const { id } = await session.sendCalls({ calls: [{ to: SOCIO3 }] })
    const digits = id.slice(2)
    for (const hash of [digits, digits.toLowerCase(), digits.toUpperCase()])
      expect((await session.waitForReceipt({ hash: `0x${hash}` })).userOpHash).to.equal(id)
  })
})

describe('a session client that is given something odd', () => {
  const session = sessionClient(sendingSession())
  const write = { address: SOCIO3, abi, functionName: 'upvotePost', args: [0n] }
  const call = { to: SOCIO3, abi, functionName: 'upvotePost', args: [0n] }
  const batch = (...calls: readonly unknown[]) => ({ calls })
  const cases: readonly (readonly [keyof typeof session, unknown, string, string])[] = [
    ['writeContract', undefined, 'parameters', 'undefined'],
    ['writeContract', { ...write, address: undefined }, 'address', 'undefined'],
    ['writeContract', { ...write, address: 'socio3.eth' }, 'address', '"socio3.eth"'],
    ['writeContract', { ...write, abi: undefined, data: '0x12345678' }, 'abi', 'undefined'],
    ['writeContract', { ...write, abi: 'function upvotePost(uint256)' }, 'abi', '"function upvotePost(uint256)"'],
    ['writeContract', { ...write, functionName: 7 }, 'functionName', '7'],
    ['writeContract', { ...write, args: 7n }, 'args', '7'],
    ['writeContract', { ...write, args: [undefined] }, 'upvotePost', '[null]'],
    ['writeContract', { ...write, args: [{ id: 1n }] }, 'upvotePost', '[{"id":"1"}]'],
    ['writeContract', { ...write, value: 7 }, 'value', '7'],
    ['writeContract', { ...write, dataSuffix: 7 }, 'dataSuffix', '7'],
    ['sendCalls', null, 'parameters', 'null'],
    ['sendCalls', {}, 'calls', 'undefined'],
    ['sendCalls', { calls: 'all' }, 'calls', '"all"'],
    ['sendCalls', batch(call, undefined), 'calls[1]', 'undefined'],
    ['sendCalls', batch({ ...call, to: undefined }), 'to', 'undefined'],
    ['sendCalls', batch({ ...call, to: 'socio3.eth' }), 'to', '"socio3.eth"'],
    ['sendCalls', batch({ ...call, abi: null }), 'abi', 'null'],
    ['sendCalls', batch({ to: SOCIO3, data: 7, dataSuffix: '0x12' }), 'data', '7'],
    ['can', undefined, 'parameters', 'undefined'],
    ['can', { calls: call }, 'calls', '[object Object]'],
    ['waitForReceipt', undefined, 'parameters', 'undefined'],
    ['waitForReceipt', {}, 'hash', 'undefined'],
    ['waitForReceipt', { hash: 7 }, 'hash', '7'],
    ['waitForReceipt', { hash: '0x12' }, 'hash', '"0x12"'],
  ]
  for (const [name, parameters, field, value] of cases)
    it(`refuses ${field} ${value} in ${name}`, async () => {
      const ask = session[name] as (parameters: unknown) => Promise<unknown>
      await expectRejection(ask(parameters), 'FieldNotValid', { field, value })
    })

  it('says which call has half a selector', async () => {
    const calls = [call, { to: SOCIO3, data: '0x123456' }] as never
    await expectRejection(session.sendCalls({ calls }), 'SelectorIncomplete', { callIndex: 1n, length: 3n })
  })
})
