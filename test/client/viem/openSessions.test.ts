// A bundler client and an account of viem in, a session out.
import { expect } from 'chai'
import { network } from 'hardhat'
import { createClient, createPublicClient, custom, UserRejectedRequestError } from 'viem'
import { createBundlerClient, type SmartAccount } from 'viem/account-abstraction'
import { hardhat as chain } from 'viem/chains'

import { openZeppelinAccount, sessionId } from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { anAddress, expectRejection } from '../builders'
import { openViemLoop, transportTo, type Asked } from './stage'

/** The same account, whose owner does this in place of signing an op. */
const signingBy = (account: SmartAccount, sign: () => Promise<never>): SmartAccount => ({
  ...account,
  signUserOperation: sign,
})

describe('openSessions of latchkey/viem', () => {
  for (const version of VERSIONS)
    it(`asks the account's owner once, and then nobody (EntryPoint ${version})`, async () => {
      const loop = await openViemLoop({ version })
      const session = await (await loop.openViem()).ensure(loop.request())
      expect(loop.signed).to.deep.equal(['op'])
      const sent = await Promise.all([1, 2, 3].map(async () => await session.contract(loop.chain.socio3).upvotePost(0)))
      const outcomes = await Promise.all(sent.map(async (op) => await op.wait()))
      expect(outcomes.every(({ success }) => success)).to.equal(true)
      expect(await loop.upvotes()).to.equal(3n)
      expect(loop.signed).to.deep.equal(['op'])
    })

  it('has the account sign a grant where the module is installed, which the first op brings', async () => {
    const loop = await openViemLoop()
    await (await loop.openViem({ app: 'another', store: undefined })).ensure(loop.request())
    const session = await (await loop.openViem()).ensure(loop.request())
    expect(loop.signed).to.deep.equal(['op', 'typed data: Grant'])
    expect((await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect((await session.status()).state).to.equal('live')
  })

  it('asks for ops alone where the app says so', async () => {
    const loop = await openViemLoop()
    await (await loop.openViem({ app: 'another', store: undefined })).ensure(loop.request())
    const session = await (await loop.openViem({ byCalls: true })).ensure(loop.request())
    expect(loop.signed).to.deep.equal(['op', 'op'])
    expect((await session.status()).state).to.equal('live')
  })

  it('has the first op deploy an account that is not there yet', async () => {
    const loop = await openViemLoop({ deployed: false })
    await expectRejection(loop.openViem(), 'AccountNotDeployed', { account: loop.account })
    const session = await (await loop.openViem({ adapter: openZeppelinAccount })).ensure(loop.request())
    expect((await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(loop.signed).to.deep.equal(['op'])
  })

  it('renews and revokes by the same account', async () => {
    const loop = await openViemLoop()
    const sessions = await loop.openViem({ byCalls: true })
    const first = await sessions.ensure(loop.request())
    const next = await sessions.renew(first)
    expect((await sessions.status(first)).state).to.equal('revoked')
    await sessions.revoke(next)
    expect((await sessions.status(next)).state).to.equal('revoked')
    expect(loop.signed).to.deep.equal(['op', 'op', 'op'])
  })

  it('takes up the session of before without asking', async () => {
    const loop = await openViemLoop()
    const first = await (await loop.openViem()).ensure(loop.request())
    const again = await (await loop.openViem()).ensure(loop.request())
    expect(again.id).to.equal(sessionId(first.session))
    expect(loop.signed).to.deep.equal(['op'])
  })

  it('takes one client for chain and bundler, with no actions of its own', async () => {
    const loop = await openViemLoop()
    const asked: Asked[] = []
    const client = createClient({ chain, transport: transportTo(loop.bundler, asked) })
    await (await loop.openViem({ client })).ensure(loop.request())
    expect(asked.map(({ method }) => method)).to.include.members(['eth_sendUserOperation', 'eth_getCode'])
  })

  it('takes a client that leads to a bundler alone, where another one reads the chain', async () => {
    const loop = await openViemLoop()
    const asked: Asked[] = []
    const both = createClient({ chain, transport: transportTo(loop.bundler, asked) })
    const request = async (question: { method: string }): Promise<unknown> => {
      if (/UserOperation|EntryPoints|eth_chainId/.test(question.method)) return await both.request(question as never)
      throw Object.assign(new Error('no such method'), { code: -32_601 })
    }
    const client = createBundlerClient({ transport: custom({ request }, { retryCount: 0 }) })
    const publicClient = createPublicClient({ chain, transport: custom(network.provider) })
    const session = await (await loop.openViem({ client, publicClient })).ensure(loop.request())
    await session.contract(loop.chain.socio3).upvotePost(0)
    const offered = asked
      .filter(({ method }) => method === 'eth_sendUserOperation')
      .map(({ params: [op] }) => BigInt((op as { maxFeePerGas: string }).maxFeePerGas))
    expect(offered).to.have.length(2)
    for (const fee of offered) expect(fee > 0n).to.equal(true)
  })

  it('reads the chain by the client that the bundler client has for it, and never by the bundler', async () => {
    const loop = await openViemLoop()
    const session = await (await loop.openViem()).ensure(loop.request())
    await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()
    const others = loop.asked.map(({ method }) => method).filter((method) => !/UserOperation|EntryPoints/.test(method))
    expect([...new Set(others)]).to.deep.equal(['eth_chainId'])
  })

  it('offers the fees that the bundler client estimates', async () => {
    const loop = await openViemLoop()
    const fees = { maxFeePerGas: 7_000_000_001n, maxPriorityFeePerGas: 3n }
    const asked: Asked[] = []
    const client = createBundlerClient({
      client: createPublicClient({ chain, transport: custom(network.provider) }),
      transport: transportTo(loop.bundler, asked),
      userOperation: { estimateFeesPerGas: async () => await Promise.resolve(fees) },
    })
    const session = await (await loop.openViem({ client })).ensure(loop.request())
    await session.contract(loop.chain.socio3).upvotePost(0)
    const offered = asked
      .filter(({ method }) => method === 'eth_sendUserOperation')
      .map(({ params: [op] }) => BigInt((op as { maxFeePerGas: string }).maxFeePerGas))
    expect(offered).to.deep.equal([fees.maxFeePerGas, fees.maxFeePerGas])
  })

  it('refuses an account on EntryPoint v0.6', async () => {
    const loop = await openViemLoop()
    const entryPoint = { ...loop.smartAccount.entryPoint, address: anAddress(6), version: '0.6' } as const
    const account = { ...loop.smartAccount, entryPoint } as SmartAccount
    await expectRejection(loop.openViem({ account }), 'EntryPointUnknown', { found: [anAddress(6)] })
  })
})

describe('the owner behind a smart account of viem', () => {
  for (const [name, thrown] of [
    ['refuses in a wallet', new UserRejectedRequestError(new Error('no'))],
    ['refuses in a wallet that viem wraps', new Error('outer', { cause: { code: 4001, message: 'no' } })],
    ['closes the dialog of a passkey', Object.assign(new Error('closed'), { name: 'NotAllowedError', code: 0 })],
  ] as const)
    it(`who ${name} leaves nothing behind`, async () => {
      const loop = await openViemLoop()
      const account = signingBy(loop.smartAccount, async () => await Promise.reject(thrown))
      const sessions = await loop.openViem({ account })
      await expectRejection(sessions.ensure(loop.request()), 'OwnerRejected', { method: 'signUserOperation' })
      expect(await sessions.list()).to.deep.equal([])
    })

  it('whose account fails is told as what it is', async () => {
    const loop = await openViemLoop()
    const account = signingBy(loop.smartAccount, async () => await Promise.reject(new Error('no battery')))
    await expectRejection((await loop.openViem({ account })).ensure(loop.request()), 'OwnerFailed', {
      method: 'signUserOperation',
      message: 'no battery',
    })
  })

  it('whose op the bundler refuses hears why in the client’s words', async () => {
    const loop = await openViemLoop()
    await network.provider.send('hardhat_setBalance', [loop.account, '0x0'])
    await expectRejection((await loop.openViem()).ensure(loop.request()), 'AA21', {})
  })
})
