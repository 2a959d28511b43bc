// The owner in a wallet: what the wallet is asked, in which order, what its answers mean, and what never reaches the owner.
import { expect } from 'chai'
import { TypedDataEncoder, ZeroHash } from 'ethers'

import {
  eip1193Owner,
  grantDigest,
  sessionId,
  type Address,
  type CallsOutcome,
  type ErrorCode,
  type Hex,
  type OwnerCalls,
} from '../../../src'
import { ownerGrant, submitGrant } from '../../helpers/ownerGrant'
import { ACCOUNT, anAddress, expectRejection, word } from '../builders'
import { grantOf, openOwned, type Owned } from './ownedAccount'
import { WalletDouble } from './walletDouble'

async function connect() {
  const owned = await openOwned()
  const wallet = new WalletDouble(owned)
  const { chain, account, install } = owned
  const waits: number[] = []
  const wait = async (milliseconds: number): Promise<void> => await Promise.resolve(void waits.push(milliseconds))
  const owner = eip1193Owner({ wallet, wait, attempts: 3 })
  const request: OwnerCalls = { chainId: chain.chainId, account, calls: [install] }
  return { owned, wallet, owner, request, waits, install }
}

const two: OwnerCalls['calls'] = [
  { to: anAddress(0x71), value: 1n },
  { to: anAddress(0x72), value: 2n, data: '0x12345678' },
]

/** A session granted by the owner's wallet, and the module as it was before. */
async function signedBy(owned: Owned, wallet: WalletDouble): Promise<Hex> {
  const { signTypedData } = eip1193Owner({ wallet })
  if (signTypedData === undefined) throw new Error('A wallet signs typed data')
  return await signTypedData(await grantOf(owned))
}

describe('eip1193Owner, calls', () => {
  it('installs the module and grants, by one prompt', async () => {
    const { owned, wallet, owner, request } = await connect()
    const { success } = await (await owner.sendCalls(request)).wait()
    expect(success).to.equal(true)
    expect(wallet.prompts).to.deep.equal(['wallet_sendCalls'])
    expect(await owned.chain.module.isLive(owned.account, sessionId(owned.session))).to.equal(true)
  })

  it('asks as ERC-5792 has it: who, where, what, and all or none', async () => {
    const { wallet, owner, request } = await connect()
    await owner.sendCalls({ ...request, calls: two })
    expect(wallet.questions.map(({ method }) => method)).to.deep.equal([
      'eth_chainId',
      'eth_accounts',
      'wallet_getCapabilities',
      'wallet_sendCalls',
    ])
    expect(wallet.asked('wallet_getCapabilities')).to.deep.equal([request.account, ['0x7a69']])
    expect(wallet.asked('wallet_sendCalls')).to.deep.equal([
      {
        version: '2.0.0',
        from: request.account,
        chainId: '0x7a69',
        atomicRequired: true,
        calls: [
          { to: anAddress(0x71), value: '0x1', data: '0x' },
          { to: anAddress(0x72), value: '0x2', data: '0x12345678' },
        ],
      },
    ])
  })

  it('refuses another chain, another account and no account before the owner is asked', async () => {
    const { wallet, owner, request } = await connect()
    await expectRejection(owner.sendCalls({ ...request, chainId: 10n }), 'OwnerChainWrong', {
      expected: 10n,
      actual: 31_337n,
    })
    await expectRejection(owner.sendCalls({ ...request, account: ACCOUNT }), 'OwnerAccountWrong', {
      expected: ACCOUNT,
      actual: [request.account],
    })
    wallet.instead.set('eth_accounts', () => [])
    await expectRejection(owner.sendCalls(request), 'OwnerNotConnected', { account: request.account })
    expect(wallet.prompts).to.deep.equal([])
  })

  it('refuses calls that are none before the wallet is asked anything', async () => {
    const { wallet, owner, request } = await connect()
    await expectRejection(owner.sendCalls({ ...request, calls: [] }), 'BatchEmpty', {})
    await expectRejection(owner.sendCalls({ ...request, calls: [{ to: 'socio3' }] }), 'FieldNotValid', { field: 'to' })
    expect(wallet.questions).to.deep.equal([])
  })

  it('sends several calls only where the wallet executes all or none', async () => {
    const yes = [
      { '0x7a69': { atomic: { status: 'ready' } } },
      { '31337': { atomic: { status: 'supported' } } },
      { '0x0': { atomic: { status: 'supported' } } },
      { '0x7A69': { atomicBatch: { supported: true } } },
    ]
    const no = [
      {},
      undefined,
      'supported',
      { '0x1': { atomic: { status: 'supported' } } },
      { '0x0': { atomic: { status: 'supported' } }, '0x7a69': { atomic: { status: 'unsupported' } } },
      { '0x7a69': { atomic: 'supported' } },
      { '0x7a69': { atomicBatch: { supported: 'yes' } } },
    ]
    const { wallet, owner, request } = await connect()
    for (const answer of yes) {
      wallet.instead.set('wallet_getCapabilities', () => answer)
      await owner.sendCalls({ ...request, calls: two })
    }
    expect(wallet.prompts.length).to.equal(yes.length)
    for (const answer of no) {
      wallet.instead.set('wallet_getCapabilities', () => answer)
      await expectRejection(owner.sendCalls({ ...request, calls: two }), 'OwnerNotAtomic', {
        account: request.account,
        calls: 2,
      })
    }
    expect(wallet.prompts.length).to.equal(yes.length)
  })

  it("says in its own words what the wallet's error codes mean", async () => {
    const meanings: readonly [code: number, meaning: ErrorCode][] = [
      [4001, 'OwnerRejected'],
      [5750, 'OwnerRejected'],
      [4100, 'OwnerNotConnected'],
      [4200, 'OwnerMethodMissing'],
      [-32_601, 'OwnerMethodMissing'],
      [4900, 'OwnerDisconnected'],
      [4901, 'OwnerDisconnected'],
      [5700, 'OwnerNotAtomic'],
      [5760, 'OwnerNotAtomic'],
      [-32_603, 'OwnerFailed'],
    ]
    const { wallet, owner, request } = await connect()
    for (const [code, meaning] of meanings) {
      wallet.fails('wallet_sendCalls', code)
      await expectRejection(owner.sendCalls(request), meaning, {})
    }
    wallet.fails('wallet_sendCalls', -32_603, 'out of\nmemory')
    await expectRejection(owner.sendCalls(request), 'OwnerFailed', {
      method: 'wallet_sendCalls',
      code: -32_603,
      message: 'out of\nmemory',
    })
  })

  it('finds the code inside of what ethers makes of an error', async () => {
    const { wallet, owner, request } = await connect()
    // As wallets do it: not all of what is thrown is an Error.
    const thrown = [
      { code: 'ACTION_REJECTED', message: 'user rejected action' },
      { code: 'UNKNOWN_ERROR', error: { code: 4001, message: 'no' } },
      { code: 'UNKNOWN_ERROR', info: { error: { code: 4001, message: 'no' } } },
    ] as unknown as readonly Error[]
    for (const error of thrown) {
      wallet.instead.set('wallet_sendCalls', async () => await Promise.reject(error))
      await expectRejection(owner.sendCalls(request), 'OwnerRejected', { method: 'wallet_sendCalls' })
    }
    const gone = 'gone' as unknown as Error
    wallet.instead.set('wallet_sendCalls', async () => await Promise.reject(gone))
    await expectRejection(owner.sendCalls(request), 'OwnerFailed', { code: 0, message: 'gone' })
  })

  it('says that a wallet has no ERC-5792, before the owner is asked', async () => {
    const { wallet, owner, request } = await connect()
    wallet.fails('wallet_getCapabilities', -32_601)
    const asked = owner.sendCalls({ ...request, calls: two })
    await expectRejection(asked, 'OwnerMethodMissing', { method: 'wallet_getCapabilities' })
    expect(wallet.prompts).to.deep.equal([])
  })

  it('refuses answers that it cannot read', async () => {
    const { wallet, owner, request } = await connect()
    const unreadable: readonly [method: string, answers: readonly unknown[]][] = [
      ['eth_chainId', [undefined, 'mainnet', -1, 1.5, 1n]],
      ['eth_accounts', [undefined, 'all', ['0x12'], [1]]],
      ['wallet_sendCalls', [undefined, '', {}, { id: 7 }, []]],
    ]
    for (const [method, answers] of unreadable) {
      for (const answer of answers) {
        wallet.instead.set(method, () => answer)
        await expectRejection(owner.sendCalls(request), 'OwnerAnswerNotValid', { method })
      }
      wallet.instead.delete(method)
    }
  })

  it('takes the name of the calls in the old form, too', async () => {
    const { wallet, owner, request } = await connect()
    wallet.instead.set('wallet_sendCalls', () => '0xbeef')
    expect((await owner.sendCalls(request)).id).to.equal('0xbeef')
  })
})

describe('eip1193Owner, what became of the calls', () => {
  const transactionHash = word(7)
  const receipt = { transactionHash, status: '0x1' }
  const outcome = async (...answers: readonly unknown[]) => {
    const { wallet, owner, request, waits } = await connect()
    wallet.instead.set('wallet_sendCalls', () => ({ id: 'calls' }))
    const left = [...answers]
    wallet.instead.set('wallet_getCallsStatus', () => left.shift())
    return { waits, wait: async (): Promise<CallsOutcome> => await (await owner.sendCalls(request)).wait() }
  }

  it('waits while they are on their way, by the clock that it is given', async () => {
    const { waits, wait } = await outcome({ status: 100 }, { status: 'PENDING' }, { status: 200, receipts: [receipt] })
    expect(await wait()).to.deep.equal({ transactionHash, success: true })
    expect(waits).to.deep.equal([1_000, 1_000])
  })

  it('gives up waiting and can wait again', async () => {
    const { wallet, owner, request } = await connect()
    const sent = await owner.sendCalls(request)
    wallet.instead.set('wallet_getCallsStatus', () => ({ status: 100 }))
    await expectRejection(sent.wait(), 'OwnerCallsPending', { id: sent.id })
    wallet.instead.delete('wallet_getCallsStatus')
    expect((await sent.wait()).success).to.equal(true)
  })

  it('calls executed only what all of its receipts call executed', async () => {
    const reverted = { transactionHash, status: '0x0' }
    const cases: readonly [answer: unknown, success: boolean][] = [
      [{ status: 200, receipts: [receipt, receipt] }, true],
      [{ status: 'CONFIRMED', receipts: [receipt] }, true],
      [{ status: 200, receipts: [reverted, receipt] }, false],
      [{ status: 200, receipts: [{ transactionHash }] }, false],
      [{ status: 500, receipts: [reverted] }, false],
      [{ status: 600, receipts: [receipt] }, false],
    ]
    for (const [answer, success] of cases) {
      const { wait } = await outcome(answer)
      expect(await wait(), JSON.stringify(answer)).to.deep.equal({ transactionHash, success })
    }
  })

  it('names the last of several transactions', async () => {
    const earlier = { transactionHash: word(6), status: '0x1' }
    const { wait } = await outcome({ status: 200, receipts: [earlier, receipt] })
    expect(await wait()).to.deep.equal({ transactionHash, success: true })
  })

  it('says when the wallet gave up', async () => {
    const { wait } = await outcome({ status: 400 })
    await expectRejection(wait(), 'OwnerCallsDropped', { id: 'calls', status: 400 })
  })

  it('refuses answers that it cannot read', async () => {
    const answers = [
      undefined,
      {},
      { status: 'FINE' },
      { status: 200 },
      { status: 200, receipts: [{}] },
      { status: 300 },
    ]
    for (const answer of answers) {
      const { wait } = await outcome(answer)
      await expectRejection(wait(), 'OwnerAnswerNotValid', { method: 'wallet_getCallsStatus' })
    }
  })
})

describe('eip1193Owner, grants', () => {
  it('has the wallet sign the grant as the module takes it', async () => {
    const { owned, wallet, owner, request } = await connect()
    await (await owner.sendCalls(request)).wait()
    const { chain, account, opened, module, session } = owned
    const data = chain.module.interface.encodeFunctionData('revokeAll', [ZeroHash])
    await (await owner.sendCalls({ ...request, calls: [{ to: module, data }] })).wait()
    const ownerSignature = await signedBy(owned, wallet)
    expect(ownerSignature).to.equal((await ownerGrant(chain, opened, session)).ownerSignature)
    await submitGrant(chain, opened, session, { replaces: ZeroHash as Hex, siblings: [], ownerSignature })
    expect(await chain.module.isLive(account, sessionId(session))).to.equal(true)
  })

  it('shows the wallet the whole grant, under its own names (T157)', async () => {
    const { owned, wallet, owner, request } = await connect()
    await (await owner.sendCalls(request)).wait()
    await signedBy(owned, wallet)
    const [from, text] = wallet.asked('eth_signTypedData_v4') as [Address, string]
    const payload = JSON.parse(text) as {
      types: Record<string, { name: string; type: string }[]>
      primaryType: string
      domain: Record<string, unknown>
      message: { entries: { account: string; chainId: string; session: { permissions: unknown[] } }[] }
    }
    expect([from, payload.primaryType]).to.deep.equal([owned.account, 'Grant'])
    expect(payload.types['EIP712Domain']?.map(({ name }) => name)).to.deep.equal([
      'name',
      'version',
      'verifyingContract',
    ])
    expect(payload.message.entries[0]?.chainId).to.equal('31337')
    expect(payload.message.entries[0]?.session.permissions[0]).to.deep.include({
      functionSignature: 'upvotePost(uint256)',
      maxValue: '0',
    })
    const types = Object.fromEntries(Object.entries(payload.types).filter(([name]) => name !== 'EIP712Domain'))
    const epoch = (await owned.chain.module.getEpoch(owned.account)) as Hex
    const entry = { chainId: 31_337n, account: owned.account, epoch, replaces: ZeroHash as Hex, session: owned.session }
    expect(TypedDataEncoder.hash(payload.domain, types, payload.message)).to.equal(
      grantDigest({ module: owned.module }, [entry]),
    )
  })

  it('asks for no grant that names another chain or account (T159)', async () => {
    const { owned, wallet, owner, request } = await connect()
    await (await owner.sendCalls(request)).wait()
    const asked = wallet.prompts.length
    const sign = async (grant: Awaited<ReturnType<typeof grantOf>>) => await owner.signTypedData?.(grant)
    await expectRejection(sign(await grantOf(owned, { chainId: 1n })), 'OwnerChainNotNamed', { named: [1n] })
    await expectRejection(sign(await grantOf(owned, { account: ACCOUNT })), 'OwnerAccountWrong', { expected: ACCOUNT })
    expect(wallet.prompts.length).to.equal(asked)
  })

  it('says when the owner says no, and refuses what is no signature', async () => {
    const { owned, wallet, owner, request } = await connect()
    await (await owner.sendCalls(request)).wait()
    wallet.fails('eth_signTypedData_v4', 4001)
    await expectRejection(signedBy(owned, wallet), 'OwnerRejected', { method: 'eth_signTypedData_v4' })
    for (const answer of [undefined, '', '0x', '0x123', 7]) {
      wallet.instead.set('eth_signTypedData_v4', () => answer)
      await expectRejection(signedBy(owned, wallet), 'OwnerAnswerNotValid', { method: 'eth_signTypedData_v4' })
    }
  })
})
