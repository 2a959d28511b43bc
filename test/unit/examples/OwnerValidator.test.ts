// The owner's validator: who is the owner, what counts as the owner's signature, and what that costs.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, hexlify, id, randomBytes, SigningKey, toBeHex, ZeroAddress, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'
import { deployOwnerValidator } from '../../../deploy/examples'
import { deployChain, openAccount, VERSIONS } from '../../helpers/fixture'
import { fixedWallet } from '../../helpers/keys'
import { frameGas, traceTransaction } from '../../helpers/trace'
import { ownerOp, sendAsOwner, type PackedUserOp } from '../../helpers/userOp'
import { findViolations } from '../../helpers/validationRules'

const HASH = id('a userOpHash')
const MAGIC = '0x1626ba7e'
const REFUSED = '0xffffffff'
const OWNER = fixedWallet('owner')

/** The validator, called by plain addresses in the place of accounts: `account` has the owner, `stranger` has none. */
async function validatorFixture() {
  const [account, stranger] = await ethers.getSigners()
  if (account === undefined || stranger === undefined) throw new Error('The network has fewer than two signers')
  const validator = await deployOwnerValidator(account)
  await validator.onInstall(OWNER.address)
  return { validator, account, stranger }
}

function opSignedBy(signature: string): PackedUserOp {
  return {
    sender: ZeroAddress,
    nonce: 0n,
    initCode: '0x',
    callData: '0x',
    accountGasLimits: ZeroHash,
    preVerificationGas: 0n,
    gasFees: ZeroHash,
    paymasterAndData: '0x',
    signature,
  }
}

const signature = OWNER.signingKey.sign(HASH)
const refusedSignatures = [
  ['another key', fixedWallet('thief').signingKey.sign(HASH).serialized],
  ['another hash', OWNER.signingKey.sign(id('another')).serialized],
  ['a message prefix', OWNER.signingKey.sign(ethers.hashMessage(HASH)).serialized],
  ['64 bytes', dataSlice(signature.serialized, 0, 64)],
  ['66 bytes', concat([signature.serialized, '0x00'])],
  ['no bytes', '0x'],
  ['v of 0 or 1', concat([signature.r, signature.s, toBeHex(signature.v - 27, 1)])],
  ['zeros', hexlify(new Uint8Array(65))],
] as const

describe('OwnerValidator', () => {
  describe('onInstall', () => {
    it('makes the address in the data the owner of the caller', async () => {
      const { validator, stranger } = await loadFixture(validatorFixture)
      const owner = fixedWallet('other owner').address
      await expect(validator.connect(stranger).onInstall(owner))
        .to.emit(validator, 'OwnerChanged')
        .withArgs(stranger.address, owner)
      expect(await validator.getOwner(stranger.address)).to.equal(owner)
    })

    it('refuses a second owner', async () => {
      const { validator, account } = await loadFixture(validatorFixture)
      await expect(validator.onInstall(fixedWallet('thief').address))
        .to.be.revertedWithCustomError(validator, 'OwnerAlreadySet')
        .withArgs(account.address, OWNER.address)
    })

    for (const data of ['0x', ZeroAddress, dataSlice(OWNER.address, 0, 19), concat([OWNER.address, '0x00'])])
      it(`refuses ${data} as an owner`, async () => {
        const { validator, stranger } = await loadFixture(validatorFixture)
        await expect(validator.connect(stranger).onInstall(data))
          .to.be.revertedWithCustomError(validator, 'OwnerNotValid')
          .withArgs(data.toLowerCase())
      })
  })

  describe('onUninstall', () => {
    it('leaves the caller without an owner, and room for a new one', async () => {
      const { validator, account } = await loadFixture(validatorFixture)
      await expect(validator.onUninstall('0x'))
        .to.emit(validator, 'OwnerChanged')
        .withArgs(account.address, ZeroAddress)
      expect(await validator.getOwner(account.address)).to.equal(ZeroAddress)
      await validator.onInstall(OWNER.address)
      expect(await validator.getOwner(account.address)).to.equal(OWNER.address)
    })
  })

  describe('isModuleType', () => {
    it('is a validator and nothing else', async () => {
      const { validator } = await loadFixture(validatorFixture)
      const answers = await Promise.all([0, 1, 2, 3, 4].map((type) => validator.isModuleType(type)))
      expect(answers).to.deep.equal([false, true, false, false, false])
    })
  })

  describe('validateUserOp', () => {
    it("accepts the owner's signature", async () => {
      const { validator } = await loadFixture(validatorFixture)
      expect(await validator.validateUserOp(opSignedBy(signature.serialized), HASH)).to.equal(0n)
    })

    for (const [what, bytes] of refusedSignatures)
      it(`refuses a signature with ${what}, and does not revert`, async () => {
        const { validator } = await loadFixture(validatorFixture)
        expect(await validator.validateUserOp(opSignedBy(bytes), HASH)).to.equal(1n)
      })

    it('refuses every signature of an account without an owner', async () => {
      const { validator, stranger } = await loadFixture(validatorFixture)
      const noSignature = hexlify(new Uint8Array(65))
      const someone = new SigningKey(randomBytes(32)).sign(HASH).serialized
      for (const bytes of [noSignature, someone, signature.serialized])
        expect(await validator.connect(stranger).validateUserOp(opSignedBy(bytes), HASH)).to.equal(1n)
    })

    for (const version of VERSIONS) {
      it(`keeps the rules of ERC-7562 on ${version}`, async () => {
        const chain = await loadFixture(deployChain)
        const account = await openAccount(chain, { version })
        const op = await ownerOp(account, { calls: [{ target: OWNER.address }] })
        expect(await findViolations(account.entryPoint, op)).to.deep.equal([])
      })

      it(`spends 5,980 gas in its frame on ${version}, the measure of what a session costs`, async () => {
        const chain = await loadFixture(deployChain)
        const account = await openAccount(chain, { version })
        const { hash } = await sendAsOwner(account, { calls: [{ target: OWNER.address }] })
        const trace = await traceTransaction(hash, account.entryPoint.address)
        expect(frameGas(trace, account.ownerValidator)).to.deep.equal([5_980n])
      })
    }
  })

  describe('isValidSignatureWithSender', () => {
    it("accepts the owner's signature", async () => {
      const { validator } = await loadFixture(validatorFixture)
      expect(await validator.isValidSignatureWithSender(ZeroAddress, HASH, signature.serialized)).to.equal(MAGIC)
    })

    for (const [what, bytes] of refusedSignatures)
      it(`refuses a signature with ${what}`, async () => {
        const { validator } = await loadFixture(validatorFixture)
        expect(await validator.isValidSignatureWithSender(ZeroAddress, HASH, bytes)).to.equal(REFUSED)
      })
  })
})
