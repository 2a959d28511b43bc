// The example account and its factory, through each real EntryPoint.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, id, parseEther, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'
import { SmartAccount__factory } from '../../../typechain-types'
import { deployChain, openAccount, VERSIONS } from '../../helpers/fixture'
import { fixedWallet } from '../../helpers/keys'
import { buildOp, executeCallData, ownerOp, sendAsOwner, sendOps } from '../../helpers/userOp'
import { findViolations } from '../../helpers/validationRules'

const RECIPIENT = fixedWallet('recipient').address

for (const version of VERSIONS)
  describe(`SmartAccount on EntryPoint ${version}`, () => {
    async function accountFixture() {
      const chain = await loadFixture(deployChain)
      const account = await openAccount(chain, { version })
      return { chain, account, entryPoint: account.entryPoint.contract }
    }

    it('is made by the initCode of its first op, which runs as any other', async () => {
      const { chain, entryPoint } = await loadFixture(accountFixture)
      const account = await openAccount(chain, { version, owner: 'newcomer', deployed: false })
      const op = await ownerOp(account, {
        initCode: account.initCode,
        calls: [{ target: RECIPIENT, value: parseEther('1') }],
      })
      const hash = await entryPoint.getUserOpHash(op)
      const { hash: transaction } = await sendOps(account, [op])
      await expect(ethers.provider.getTransaction(transaction))
        .to.emit(entryPoint, 'AccountDeployed')
        .withArgs(hash, account.address, await chain.factories[version].getAddress(), ethers.ZeroAddress)
      expect(await ethers.provider.getBalance(RECIPIENT)).to.equal(parseEther('1'))
      expect(await chain.ownerValidator.getOwner(account.address)).to.equal(account.owner.address)
    })

    it('can be made under the rules of ERC-7562 once its factory has a stake, and not before', async () => {
      const { chain, entryPoint } = await loadFixture(accountFixture)
      const account = await openAccount(chain, { version, owner: 'newcomer', deployed: false })
      const op = await ownerOp(account, { initCode: account.initCode, calls: [{ target: RECIPIENT }] })
      const before = await findViolations(account.entryPoint, op)
      expect(new Set(before.map(({ rule }) => rule))).to.deep.equal(new Set(['STO-022']))

      const factory = await ethers.getImpersonatedSigner(await chain.factories[version].getAddress())
      await ethers.provider.send('hardhat_setBalance', [factory.address, toBeHex(parseEther('2'))])
      await entryPoint.connect(factory).addStake(86_400, { value: parseEther('1') })
      expect(await findViolations(account.entryPoint, op)).to.deep.equal([])
    })

    it('executes one call and batches for its owner', async () => {
      const { chain, account } = await loadFixture(accountFixture)
      const target = await chain.socio3.getAddress()
      const upvote = { target, data: chain.socio3.interface.encodeFunctionData('upvotePost', [0]) }
      await sendAsOwner(account, { calls: [upvote] })
      await sendAsOwner(account, { calls: [upvote, upvote, { ...upvote }] })
      expect((await chain.socio3.getPost(0)).votes).to.equal(4n)
    })

    it('refuses the signature of anyone else', async () => {
      const { account, entryPoint } = await loadFixture(accountFixture)
      const thief = { ...account, owner: fixedWallet('thief') }
      const op = await ownerOp(thief, { calls: [{ target: RECIPIENT, value: 1n }] })
      await expect(sendOps(account, [op]))
        .to.be.revertedWithCustomError(entryPoint, 'FailedOp')
        .withArgs(0, 'AA24 signature error')
    })

    it('refuses a nonce key that names no installed validator', async () => {
      const { account, entryPoint } = await loadFixture(accountFixture)
      const op = await ownerOp(account, { calls: [{ target: RECIPIENT }], validator: RECIPIENT })
      await expect(sendOps(account, [op]))
        .to.be.revertedWithCustomError(entryPoint, 'FailedOp')
        .withArgs(0, 'AA24 signature error')
    })

    it('refuses every other EntryPoint', async () => {
      const { chain, account } = await loadFixture(accountFixture)
      for (const other of VERSIONS.filter((one) => one !== version)) {
        const entryPoint = chain.entryPoints[other]
        const op = await ownerOp({ ...account, entryPoint }, { calls: [{ target: RECIPIENT }] })
        const inner = account.contract.interface.encodeErrorResult('AccountUnauthorized', [entryPoint.address])
        await expect(sendOps({ ...account, entryPoint }, [op]))
          .to.be.revertedWithCustomError(entryPoint.contract, 'FailedOpWithRevert')
          .withArgs(0, 'AA23 reverted', inner)
      }
    })

    it('refuses to execute for anyone but the EntryPoint and itself', async () => {
      const { chain, account } = await loadFixture(accountFixture)
      const caller = await chain.deployer.getAddress()
      const data = executeCallData(account, [{ target: RECIPIENT }])
      await expect(chain.deployer.sendTransaction({ to: account.address, data }))
        .to.be.revertedWithCustomError(account.contract, 'AccountUnauthorized')
        .withArgs(caller)
    })

    it('refuses to be initialised by anyone but its factory, also the implementation', async () => {
      const { chain, account } = await loadFixture(accountFixture)
      const caller = await chain.deployer.getAddress()
      const implementation = SmartAccount__factory.connect(
        await chain.factories[version].IMPLEMENTATION(),
        chain.deployer,
      )
      for (const contract of [account.contract, implementation])
        await expect(contract.initialize(account.ownerValidator, caller))
          .to.be.revertedWithCustomError(contract, 'AccountUnauthorized')
          .withArgs(caller)
    })

    it("vouches for its owner's signatures by ERC-1271", async () => {
      const { account } = await loadFixture(accountFixture)
      const hash = id('a message')
      const signedBy = (name: string) =>
        concat([account.ownerValidator, fixedWallet(name).signingKey.sign(hash).serialized])
      expect(await account.contract.isValidSignature(hash, signedBy('owner'))).to.equal('0x1626ba7e')
      expect(await account.contract.isValidSignature(hash, signedBy('thief'))).to.equal('0xffffffff')
    })

    it('says which EntryPoint, factory and validator it belongs to', async () => {
      const { chain, account } = await loadFixture(accountFixture)
      expect(await account.contract.entryPoint()).to.equal(account.entryPoint.address)
      expect(await chain.factories[version].VALIDATOR()).to.equal(account.ownerValidator)
      expect(await account.contract.isModuleInstalled(1, account.ownerValidator, '0x')).to.equal(true)
      expect(await account.contract.accountId()).to.equal('@openzeppelin/contracts.AccountERC7579.v1.0.0')
    })

    it('costs the same gas for the same op of the next nonce', async () => {
      const { chain, account } = await loadFixture(accountFixture)
      const target = await chain.socio3.getAddress()
      const calls = [{ target, data: chain.socio3.interface.encodeFunctionData('upvotePost', [0]) }]
      await sendAsOwner(account, { calls })
      const gas: bigint[] = []
      for (let i = 0; i < 3; i++) {
        // The signature's zero bytes differ from op to op: calldata is compared without them.
        const op = await ownerOp(account, { calls })
        const { gasUsed } = await sendOps(account, [op])
        gas.push(gasUsed - signatureGas(op.signature))
      }
      expect(new Set(gas).size).to.equal(1)
    })
  })

describe('SmartAccountFactory', () => {
  it('makes the account at the address it foretold, and tells', async () => {
    const { factories } = await loadFixture(deployChain)
    const owner = fixedWallet('newcomer').address
    const account = await factories.v07.getAccountAddress(owner, ZeroHash)
    expect(await ethers.provider.getCode(account)).to.equal('0x')
    await expect(factories.v07.createAccount(owner, ZeroHash))
      .to.emit(factories.v07, 'AccountCreated')
      .withArgs(account, owner, ZeroHash)
    expect(await ethers.provider.getCode(account)).to.not.equal('0x')
  })

  it('does nothing when the account exists', async () => {
    const { factories } = await loadFixture(deployChain)
    const owner = fixedWallet('newcomer').address
    await factories.v07.createAccount(owner, ZeroHash)
    const account = await factories.v07.getAccountAddress(owner, ZeroHash)
    expect(await factories.v07.createAccount.staticCall(owner, ZeroHash)).to.equal(account)
    await expect(factories.v07.createAccount(owner, ZeroHash)).to.not.emit(factories.v07, 'AccountCreated')
  })

  it('gives every owner, salt and EntryPoint an address of its own', async () => {
    const { factories } = await loadFixture(deployChain)
    const [one, two] = [fixedWallet('one').address, fixedWallet('two').address]
    const addresses = await Promise.all([
      factories.v07.getAccountAddress(one, ZeroHash),
      factories.v07.getAccountAddress(one, toBeHex(1, 32)),
      factories.v07.getAccountAddress(two, ZeroHash),
      factories.v08.getAccountAddress(one, ZeroHash),
      factories.v09.getAccountAddress(one, ZeroHash),
    ])
    expect(new Set(addresses).size).to.equal(addresses.length)
  })
})

describe('userOp helpers', () => {
  it('name validator and lane in the nonce key', async () => {
    const chain = await loadFixture(deployChain)
    const account = await openAccount(chain)
    const { nonce } = await buildOp(account, { lane: 0x01020304 })
    expect(toBeHex(nonce, 32)).to.equal(`${account.ownerValidator.toLowerCase()}010203040000000000000000`)
  })
})

/** Calldata gas of a signature (16 per byte, 4 per zero byte). */
function signatureGas(signature: string): bigint {
  return ethers.getBytes(signature).reduce((gas, byte) => gas + (byte === 0 ? 4n : 16n), 0n)
}
