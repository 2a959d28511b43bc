// The owner by a key: its op through each EntryPoint, its signature of a grant, and what is refused before the key is asked.
import { expect } from 'chai'
import { AbstractSigner, id, parseEther, ZeroHash, type Provider, type Wallet } from 'ethers'
import { ethers } from 'hardhat'

import {
  directBundler,
  inProcessBundler,
  LatchkeyError,
  openZeppelinAccount,
  openZeppelinOwner,
  revokeCall,
  sessionId,
  signerOwner,
  toSessionId,
  worstCaseFee,
  type Address,
  type Call,
  type Hex,
  type OwnerBundler,
  type SignerOwnerOptions,
  type UserOp,
} from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { submitGrant, ownerGrant } from '../../helpers/ownerGrant'
import { fixedWallet } from '../../helpers/keys'
import { ACCOUNT, anAddress, expectRejection, expectRefusal } from '../builders'
import { grantOf, openOwned, openOwnedByNode } from './ownedAccount'

/** A wallet that signs as the owner, and counts how often. */
class CountedSigner extends AbstractSigner {
  signed = 0

  constructor(
    private readonly inner: Wallet,
    provider: Provider | null,
  ) {
    super(provider)
  }

  override connect = (provider: Provider | null): CountedSigner => new CountedSigner(this.inner, provider)
  override getAddress = async (): Promise<string> => await this.inner.getAddress()
  override signTransaction = async (): Promise<string> => await Promise.reject(new Error('not asked here'))
  override signMessage = async (): Promise<string> => await Promise.reject(new Error('not asked here'))
  override signTypedData: Wallet['signTypedData'] = async (...typed) => {
    this.signed += 1
    return await this.inner.signTypedData(...typed)
  }
}

for (const version of VERSIONS)
  describe(`signerOwner, EntryPoint ${version}`, () => {
    it('installs the module and grants, by one op', async () => {
      const { chain, ownerWith, account, install, session } = await openOwned(version)
      const sent = await ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls: [install] })
      const { success, transactionHash } = await sent.wait()
      expect(success).to.equal(true)
      expect((await ethers.provider.getTransactionReceipt(transactionHash))?.status).to.equal(1)
      expect(await chain.module.isLive(account, sessionId(session))).to.equal(true)
    })

    it('has gas enough whatever part of its fee the account has deposited', async () => {
      const { chain, opened, ownerWith, account, install, options } = await openOwned(version)
      const { entryPoint } = options
      const inner = inProcessBundler({ signer: chain.bundler, entryPoint })
      const sent: UserOp[] = []
      const bundler: OwnerBundler = {
        ...inner,
        fees: async () => await Promise.resolve({ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n }),
        send: async (userOp, to) => {
          sent.push(userOp)
          return await inner.send(userOp, to)
        },
      }
      const owner = ownerWith({ bundler })
      const revoke = revokeCall({
        module: (await chain.module.getAddress()) as Address,
        id: toSessionId(id('a session')),
      })
      const send = async (call: Call): Promise<boolean> =>
        (await (await owner.sendCalls({ chainId: chain.chainId, account, calls: [call] })).wait()).success
      const deposit = async (): Promise<bigint> => await opened.entryPoint.contract.balanceOf(account)
      expect(await send(install)).to.equal(true)
      await opened.entryPoint.contract.connect(chain.deployer).depositTo(account, { value: parseEther('3') })
      // What is revoked once is revoked more cheaply the next time, and from then on always for the same.
      for (let times = 0; times < 3; times++) expect(await send(revoke)).to.equal(true)
      const fee = worstCaseFee(sent[3] as UserOp)
      await ethers.provider.send('hardhat_impersonateAccount', [account])
      const self = opened.entryPoint.contract.connect(await ethers.getSigner(account))
      for (const percent of [101n, 99n, 98n, 97n, 96n, 95n, 90n, 50n, 1n]) {
        await self.withdrawTo(account, (await deposit()) - (fee * percent) / 100n, { gasPrice: 10n ** 10n })
        expect(await send(revoke), `${percent} %`).to.equal(true)
        await opened.entryPoint.contract.connect(chain.deployer).depositTo(account, { value: 2n * fee })
      }
    })

    it('deploys the account with its first op, and not with the second', async () => {
      const { chain, opened, ownerWith, account, install } = await openOwned(version, { deployed: false })
      const deployment: { readonly factory: Hex; readonly factoryData: Hex } = {
        factory: opened.initCode.slice(0, 42) as Hex,
        factoryData: `0x${opened.initCode.slice(42)}`,
      }
      const owner = ownerWith({ deployment })
      const pay = { to: anAddress(0x77), value: 5n }
      for (const calls of [[install], [pay]]) {
        const sent = await owner.sendCalls({ chainId: chain.chainId, account, calls })
        expect((await sent.wait()).success).to.equal(true)
      }
      expect(await ethers.provider.getBalance(pay.to)).to.equal(5n)
    })

    it('executes several calls in order, all or none', async () => {
      const { chain, ownerWith, account } = await openOwned(version)
      const [first, second] = [
        { to: anAddress(0x71), value: 1n },
        { to: anAddress(0x72), value: 2n },
      ]
      const owner = ownerWith({ gas: { callGasLimit: 300_000n } })
      const ask = async (calls: Parameters<typeof owner.sendCalls>[0]['calls']) =>
        await (await owner.sendCalls({ chainId: chain.chainId, account, calls })).wait()
      expect((await ask([first, second])).success).to.equal(true)
      expect(await ethers.provider.getBalance(first.to)).to.equal(1n)
      expect(await ethers.provider.getBalance(second.to)).to.equal(2n)
    })
  })

describe('signerOwner', () => {
  it('says what the account would refuse before the key is asked', async () => {
    const { chain, opened, ownerWith, account } = await openOwned('v08')
    const signer = new CountedSigner(opened.owner, ethers.provider)
    const calls = [{ to: anAddress(0x71), value: parseEther('11') }]
    await expectRejection(ownerWith({ signer }).sendCalls({ chainId: chain.chainId, account, calls }), 'RevertOther', {
      name: 'FailedCall',
      detail: '',
    })
    expect(signer.signed).to.equal(0)
  })

  it('tells calls that were sent and reverted from calls that were executed', async () => {
    const { chain, ownerWith, account } = await openOwned()
    const calls = [{ to: anAddress(0x71), value: parseEther('11') }]
    const bundler: OwnerBundler = {
      ...directBundler(chain.bundler),
      estimate: async () =>
        await Promise.resolve({ callGasLimit: 90_000n, verificationGasLimit: 200_000n, preVerificationGas: 60_000n }),
    }
    const sent = await ownerWith({ bundler }).sendCalls({ chainId: chain.chainId, account, calls })
    expect((await sent.wait()).success).to.equal(false)
  })

  it('asks the key for the op as typed data where the signer has no key at hand', async () => {
    for (const version of ['v08', 'v09'] as const) {
      const { owned } = await openOwnedByNode(version)
      const { chain, account, install, ownerWith } = owned
      const sent = await ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls: [install] })
      expect((await sent.wait()).success).to.equal(true)
    }
  })

  it('says that such a signer cannot sign ops of EntryPoint v0.7', async () => {
    const { owned } = await openOwnedByNode('v07')
    const { chain, account, install, ownerWith } = owned
    const asked = ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls: [install] })
    await expectRejection(asked, 'OwnerKeyMissing', {})
  })

  it('refuses another chain and another account before the key is asked', async () => {
    const { chain, opened, account, install, ownerWith } = await openOwned('v08')
    const signer = new CountedSigner(opened.owner, ethers.provider)
    const owner = ownerWith({ signer })
    const right = { chainId: chain.chainId, account, calls: [install] }
    await expectRejection(owner.sendCalls({ ...right, chainId: 1n }), 'OwnerChainWrong', {
      expected: 1n,
      actual: chain.chainId,
    })
    await expectRejection(owner.sendCalls({ ...right, account: ACCOUNT }), 'OwnerAccountWrong', {
      expected: ACCOUNT,
      actual: [account],
    })
    expect(signer.signed).to.equal(0)
    await owner.sendCalls(right)
    expect(signer.signed).to.equal(1)
  })

  it('signs a grant as the account takes it', async () => {
    const owned = await openOwned()
    const { chain, opened, session, account, ownerWith, install } = owned
    const owner = ownerWith({})
    // What the install granted ends; the signed grant is for the epoch after that.
    await (await owner.sendCalls({ chainId: chain.chainId, account, calls: [install] })).wait()
    await (
      await owner.sendCalls({
        chainId: chain.chainId,
        account,
        calls: [{ to: owned.module, data: chain.module.interface.encodeFunctionData('revokeAll', [ZeroHash]) }],
      })
    ).wait()
    const ownerSignature = await owner.signTypedData?.(await grantOf(owned))
    const expected = await ownerGrant(chain, opened, session)
    expect(ownerSignature).to.equal(expected.ownerSignature)
    expect(await chain.module.isLive(account, sessionId(session))).to.equal(false)
    await submitGrant(chain, opened, session, { ...expected, ownerSignature: ownerSignature as Hex })
    expect(await chain.module.isLive(account, sessionId(session))).to.equal(true)
  })

  it('signs no grant that names another chain or account, and asks for none (T159)', async () => {
    const owned = await openOwned()
    const { chain, opened, account, ownerWith, install } = owned
    await (await ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls: [install] })).wait()
    const signer = new CountedSigner(opened.owner, ethers.provider)
    const owner = ownerWith({ signer })
    await expectRejection(sign(owner, await grantOf(owned, { chainId: 1n })), 'OwnerChainNotNamed', {
      chainId: chain.chainId,
      named: [1n],
    })
    await expectRejection(sign(owner, await grantOf(owned, { account: ACCOUNT })), 'OwnerAccountWrong', {
      expected: ACCOUNT,
    })
    expect(signer.signed).to.equal(0)
  })

  it('signs grants only where the owner is shown the grant (T157)', async () => {
    const { ownerWith, options } = await openOwned()
    const hidden = { ...openZeppelinAccount, ownerSeesTypedData: false }
    expect(ownerWith({ adapter: hidden }).signTypedData).to.equal(undefined)
    const hashesOnly = Object.fromEntries(
      Object.entries(options.signatures).filter(([name]) => name !== 'signTypedData'),
    ) as unknown as SignerOwnerOptions['signatures']
    expect(ownerWith({ signatures: hashesOnly }).signTypedData).to.equal(undefined)
    expect(ownerWith({}).signTypedData).to.not.equal(undefined)
  })

  it('counts its ops by the nonce key of its own where the account has one', async () => {
    const { chain, opened, account, install, ownerWith, options } = await openOwned()
    const key = openZeppelinAccount.nonceKey(opened.ownerValidator as Address, 9)
    const ops: UserOp[] = []
    const direct = directBundler(chain.bundler)
    const bundler: OwnerBundler = {
      ...direct,
      send: async (op, entryPoint) => (ops.push(op), await direct.send(op, entryPoint)),
    }
    const owner = ownerWith({ bundler, signatures: { ...options.signatures, nonceKey: key } })
    for (let times = 0; times < 2; times++) {
      const calls = times === 0 ? [install] : [{ to: anAddress(0x77), value: 1n }]
      expect((await (await owner.sendCalls({ chainId: chain.chainId, account, calls })).wait()).success).to.equal(true)
    }
    expect(ops.map(({ nonce }) => nonce)).to.deep.equal([key << 64n, (key << 64n) + 1n])
  })

  it('tells when the owner says no', async () => {
    const { chain, account, install, ownerWith, options } = await openOwned()
    const rejected = Object.assign(new Error('user rejected action'), { code: 'ACTION_REJECTED' })
    const signatures = { ...options.signatures, signOp: async () => await Promise.reject(rejected) }
    const asked = ownerWith({ signatures }).sendCalls({ chainId: chain.chainId, account, calls: [install] })
    await expectRejection(asked, 'OwnerRejected', { method: 'signOp' })
  })

  it('waits for the bundler by the clock that it is given, and can wait again', async () => {
    const { chain, account, install, ownerWith } = await openOwned()
    const direct = directBundler(chain.bundler)
    const held: (() => Promise<unknown>)[] = []
    const bundler: OwnerBundler = {
      ...direct,
      send: async (...op) => await Promise.resolve(void held.push(async () => await direct.send(...op))),
    }
    const waits: number[] = []
    const wait = async (milliseconds: number) => await Promise.resolve(void waits.push(milliseconds))
    const owner = ownerWith({ bundler, wait, every: 250, attempts: 3 })
    const sent = await owner.sendCalls({ chainId: chain.chainId, account, calls: [install] })
    await expectRejection(sent.wait(), 'OwnerCallsPending', { id: sent.id })
    expect(waits).to.deep.equal([250, 250])
    for (const send of held) await send()
    expect((await sent.wait()).success).to.equal(true)
  })

  it('takes the fees of the bundler, or those it is given, and gas field by field', async () => {
    const { chain, account, install, ownerWith } = await openOwned()
    const ops: UserOp[] = []
    const bundler: OwnerBundler = {
      estimate: async () =>
        await Promise.resolve({ callGasLimit: 1n, verificationGasLimit: 2n, preVerificationGas: 3n }),
      fees: async () => await Promise.resolve({ maxFeePerGas: 70n, maxPriorityFeePerGas: 7n }),
      send: async (op) => await Promise.resolve(void ops.push(op)),
      receipt: async () => await Promise.resolve(undefined),
    }
    const request = { chainId: chain.chainId, account, calls: [install] }
    await ownerWith({ bundler }).sendCalls(request)
    const given = { fees: { maxFeePerGas: 90n, maxPriorityFeePerGas: 9n }, gas: { preVerificationGas: 33n } }
    await ownerWith({ bundler, ...given }).sendCalls(request)
    const terms = ops.map((op) => [op.callGasLimit, op.verificationGasLimit, op.preVerificationGas, op.maxFeePerGas])
    expect(terms).to.deep.equal([
      [1n, 4_002n, 3n, 70n],
      [1n, 4_002n, 33n, 90n],
    ])
  })

  it('revokes past a bundler whose places are taken (T174)', async () => {
    const { chain, opened, account, module, install, session, ownerWith } = await openOwned()
    await (await ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls: [install] })).wait()
    const full: OwnerBundler = {
      ...directBundler(chain.bundler),
      send: async () => await Promise.reject(new LatchkeyError('RevertWithoutData', { message: 'mempool full' })),
    }
    const revoke = { chainId: chain.chainId, account, calls: [revokeCall({ module, id: sessionId(session) })] }
    await expectRejection(ownerWith({ bundler: full }).sendCalls(revoke), 'RevertWithoutData', {})
    const plain = fixedWallet('anybody').connect(ethers.provider)
    await (await chain.deployer.sendTransaction({ to: plain.address, value: parseEther('1') })).wait()
    const sent = await ownerWith({ bundler: directBundler(plain) }).sendCalls(revoke)
    expect((await sent.wait()).success).to.equal(true)
    expect(await chain.module.isLive(opened.address, sessionId(session))).to.equal(false)
  })

  it('wants a signer that can ask the chain', async () => {
    const { options } = await openOwned()
    const signer = fixedWallet('owner')
    expectRefusal(() => signerOwner({ ...options, signer }), 'OwnerProviderMissing', {})
    expectRefusal(() => directBundler(signer), 'OwnerProviderMissing', {})
    expectRefusal(() => openZeppelinOwner('0x12'), 'FieldNotValid', { field: 'validator' })
  })
})

const sign = async (
  owner: ReturnType<typeof signerOwner>,
  grant: Awaited<ReturnType<typeof grantOf>>,
): Promise<Hex> => {
  if (owner.signTypedData === undefined) throw new Error('This owner signs no typed data')
  return await owner.signTypedData(grant)
}
