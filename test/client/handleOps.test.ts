import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/signers'
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { TransactionReceipt, VoidSigner, type Signer, type TransactionReceiptParams } from 'ethers'

import {
  explainRevert,
  handleOps,
  isLatchkeyError,
  openZeppelinAccount,
  readNonce,
  sessionKeyValidatorInterface,
  signSessionOp,
  type EntryPointVersion,
  type Hex,
  type PackedUserOperation,
} from '../../src'
import { anAddress, aSession, expectRejection, KEY, OP_TERMS, MODULE, UPVOTE, the } from './builders'
import { deployEntryPoints, placeAccount, revertingAccount, VERSIONS, yesAccount } from './entryPoints'

const YES = anAddress(0xaa01)
const NO = anAddress(0xaa02)

const revertData = sessionKeyValidatorInterface.encodeErrorResult('CallsOverLimit', [21n, 20n]) as Hex

/** Free ops: the accounts of these tests do not pay. */
async function anOp(version: EntryPointVersion, sender: Hex, sequence = 0n): Promise<PackedUserOperation> {
  const { addresses, chainId } = await loadFixture(deployEntryPoints)
  const nonce = (openZeppelinAccount.nonceKey(MODULE, 0) << 64n) + sequence
  const { userOp } = await signSessionOp({
    session: aSession(),
    calls: [UPVOTE],
    userOp: { ...OP_TERMS, sender, nonce, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n },
    module: MODULE,
    entryPoint: { address: addresses[version], version },
    chainId,
    key: KEY,
  })
  return userOp
}

for (const version of VERSIONS) {
  describe(`handleOps, EntryPoint v${version}`, () => {
    it('tells what became of each op, in order', async () => {
      const ops = [await anOp(version, YES), await anOp(version, NO)]
      const { addresses, bundler } = await loadFixture(deployEntryPoints)
      await placeAccount(YES, yesAccount())
      await placeAccount(NO, revertingAccount(revertData, 'execution'))
      const outcome = await handleOps(addresses[version], ops, bundler)
      expect(outcome.success).to.equal(false)
      expect(outcome.receipt.status).to.equal(1)
      expect(outcome.ops.map(({ sender, success }) => [sender.toLowerCase(), success])).to.deep.equal([
        [YES, true],
        [NO, false],
      ])
      const [first, second] = outcome.ops
      expect(the(first).revertReason).to.equal(undefined)
      expect(the(second).revertReason).to.deep.equal({
        source: 'module',
        name: 'CallsOverLimit',
        args: { calls: 21n, limit: 20n },
      })
      expect(the(first).nonce).to.equal(the(ops[0]).nonce)
      expect(the(first).actualGasUsed > 50_000n && the(first).actualGasCost === 0n).to.equal(true)
      expect(outcome.actualGasUsed).to.equal(the(first).actualGasUsed + the(second).actualGasUsed)
    })

    it('succeeds alone, and the nonce moves on', async () => {
      const op = await anOp(version, YES)
      const { addresses, bundler } = await loadFixture(deployEntryPoints)
      await placeAccount(YES, yesAccount())
      const key = openZeppelinAccount.nonceKey(MODULE, 0)
      const nonce = (): Promise<bigint> => readNonce(bundler, { entryPoint: addresses[version], sender: YES, key })
      expect(await nonce()).to.equal(op.nonce)
      expect((await handleOps(addresses[version], [op], bundler)).success).to.equal(true)
      expect(await nonce()).to.equal(op.nonce + 1n)
    })

    it('throws the error of the module that validation reverted with', async () => {
      const op = await anOp(version, NO)
      const { addresses, bundler } = await loadFixture(deployEntryPoints)
      await placeAccount(NO, revertingAccount(revertData, 'validation'))
      await expectRejection(handleOps(addresses[version], [op], bundler), 'CallsOverLimit', { calls: 21n, limit: 20n })
      const caught: unknown = await handleOps(addresses[version], [op], bundler).catch((error: unknown) => error)
      expect(isLatchkeyError(caught) && caught.onchain).to.deep.include({ code: 'AA23', opIndex: 0 })
    })

    it('sends the transaction as it is told, also one that reverts', async () => {
      const op = await anOp(version, NO)
      const { addresses, bundler } = await loadFixture(deployEntryPoints)
      await placeAccount(NO, revertingAccount(revertData, 'validation'))
      const gasLimit = 1_234_567n
      const sent = handleOps(addresses[version], [op], bundler, { gasLimit })
      await expectRejection(sent, 'CallsOverLimit', { calls: 21n, limit: 20n })
      const block = await bundler.provider.getBlock('latest', true)
      expect(block?.prefetchedTransactions.map((mined) => mined.gasLimit)).to.deep.equal([gasLimit])
    })

    it('throws AA24 for a signature that is refused', async () => {
      const op = await anOp(version, YES)
      const { addresses, bundler } = await loadFixture(deployEntryPoints)
      await placeAccount(YES, yesAccount(1))
      const args = { opIndex: 0, reason: 'AA24 signature error' }
      await expectRejection(handleOps(addresses[version], [op], bundler), 'AA24', args)
    })

    it('throws AA25 for a nonce of later, and names the op', async () => {
      const ops = [await anOp(version, YES), await anOp(version, YES, 5n)]
      const { addresses, bundler } = await loadFixture(deployEntryPoints)
      await placeAccount(YES, yesAccount())
      const args = { opIndex: 1, reason: 'AA25 invalid account nonce' }
      await expectRejection(handleOps(addresses[version], ops, bundler), 'AA25', args)
    })

    it('throws where no account is, by name but on v0.7', async () => {
      const op = await anOp(version, NO)
      const { addresses, bundler } = await loadFixture(deployEntryPoints)
      const sent = handleOps(addresses[version], [op], bundler)
      if (version === '0.7') await expectRejection(sent, 'RevertWithoutData', {})
      else await expectRejection(sent, 'AA20', { opIndex: 0, reason: 'AA20 account not deployed' })
    })
  })
}

/** The bundler on a node that mines what reverts and says no more than that: the receipt of any transaction is a failure. */
function silent(bundler: HardhatEthersSigner): Signer {
  const provider = new Proxy(bundler.provider, {
    get(target, name) {
      if (name !== 'getTransactionReceipt') return Reflect.get(target, name) as unknown
      return async (hash: string) => {
        const receipt = Object.entries((await target.getTransactionReceipt(hash)) ?? {})
        const failure = { ...Object.fromEntries(receipt), logs: [], status: 0 }
        return new TransactionReceipt(failure as unknown as TransactionReceiptParams, target)
      }
    },
  })
  const signer = new VoidSigner(bundler.address, provider)
  signer.sendTransaction = async () => await bundler.sendTransaction({ to: bundler.address })
  return signer
}

describe('handleOps', () => {
  it('finds out why a mined bundle reverted', async () => {
    const op = await anOp('0.7', NO)
    const { addresses, bundler } = await loadFixture(deployEntryPoints)
    await placeAccount(NO, revertingAccount(revertData, 'validation'))
    const sent = handleOps(addresses['0.7'], [op], silent(bundler), { gasLimit: 1_000_000n })
    await expectRejection(sent, 'CallsOverLimit', { calls: 21n, limit: 20n })
  })

  it('says in a few words that a mined bundle reverted, where the same call does not', async () => {
    const op = await anOp('0.7', YES)
    const { addresses, bundler } = await loadFixture(deployEntryPoints)
    await placeAccount(YES, yesAccount())
    await expectRejection(handleOps(addresses['0.7'], [op], silent(bundler)), 'RevertWithoutData', {
      message: 'transaction execution reverted',
    })
  })

  it('says so where the address is no EntryPoint', async () => {
    const op = await anOp('0.7', YES)
    const { bundler } = await loadFixture(deployEntryPoints)
    await placeAccount(YES, yesAccount())
    const caught: unknown = await handleOps(YES, [op], bundler).catch((error: unknown) => error)
    expect(isLatchkeyError(caught, 'OutcomeMissing')).to.equal(true)
    expect(explainRevert(caught)).to.equal(caught)
  })
})
