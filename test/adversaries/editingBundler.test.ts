// A bundler that edits ops on their way. What the session key signed it cannot edit: every field of the op, its claims, the
// EntryPoint and the chain. What is not signed (the beneficiary, the order of a bundle, its gas, the paymaster's own signature
// on EntryPoint v0.9) changes no verdict.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, toBeHex, ZeroAddress } from 'ethers'
import { ethers } from 'hardhat'

import { encodeExecute, sessionId, type Address, type Hex, type PackedUserOperation } from '../../src'
import type { TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { EVERYWHERE, stateOf, usageOf } from '../helpers/observe'
import { resign } from '../helpers/resign'
import { openSecondAccount } from '../helpers/secondAccount'
import { deploySessionChain, makeSession, sessionOp, sponsored, upvote } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const PARITY = 1n << 255n
/** keccak256("PaymasterSignature")[:8]. */
const SUFFIX_MAGIC = '0x22e325a297439656'

const plus = (word: Hex, addend: bigint): Hex => toBeHex(BigInt(word) + addend, dataLength(word)) as Hex

/** Each is an edit that would suit a bundler, of a field that is signed. */
const EDITS: Readonly<Record<string, (op: PackedUserOperation) => Partial<PackedUserOperation>>> = {
  'a higher price': ({ gasFees }) => ({ gasFees: plus(gasFees, 1n) }),
  'a higher tip': ({ gasFees }) => ({ gasFees: plus(gasFees, 1n << 128n) }),
  'more gas before verification, which is paid in full': ({ preVerificationGas }) => ({
    preVerificationGas: preVerificationGas + 1n,
  }),
  'less gas for the calls, so that they fail': ({ accountGasLimits }) => ({
    accountGasLimits: toBeHex(BigInt(accountGasLimits) - 200_000n, 32) as Hex,
  }),
  'more gas for verification': ({ accountGasLimits }) => ({ accountGasLimits: plus(accountGasLimits, 1n << 128n) }),
  'gas for the paymaster after the op': ({ paymasterAndData }) => ({ paymasterAndData: plus(paymasterAndData, 1n) }),
}

for (const place of EVERYWHERE)
  describe(`An editing bundler, with ${place.where}`, () => {
    it('T62 edits no field of an op', async () => {
      const { chain, account, session, op } = await openScene()
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      for (const [name, edit] of Object.entries(EDITS)) {
        const changed = { ...op, ...edit(op) }
        expect(await verdict(account, [changed]), name).to.equal('AA24')
        expect(await verdict(account, [await resign(chain, account, changed, {})]), name).to.equal(ACCEPTED)
      }
      // OpenZeppelin's account has the lane in the low bits of the key, the other in the high ones.
      const lane = 5n << (account.adapter === undefined ? 64n : 232n)
      expect(await verdict(account, [{ ...op, nonce: op.nonce + lane }])).to.equal('AA24')
      // Without its paymaster the same claims are those of another session: the account pays nothing.
      const claimed = { ...session, paymaster: ZeroAddress as Address }
      const selfPaid = await verdict(account, [{ ...op, paymasterAndData: '0x' }])
      expect(selfPaid).to.equal(reason('SessionNotLive', [sessionId(claimed)]))
      const data = chain.socio3.interface.encodeFunctionData('upvotePost', [1]) as Hex
      const callData = encodeExecute([{ to: chain.socio3.target as Address, data }])
      expect(await verdict(account, [{ ...op, callData }])).to.equal('AA24')
    })

    it('T63 edits no byte of the signature field', async () => {
      const { account, op } = await openScene()
      const { signature } = op
      for (let index = 0; index < dataLength(signature); index += 3) {
        const byte = Number(dataSlice(signature, index, index + 1)) ^ (1 << (index % 8))
        const parts = [dataSlice(signature, 0, index), toBeHex(byte, 1), dataSlice(signature, index + 1)]
        const said = await verdict(account, [{ ...op, signature: concat(parts) }])
        expect(said, `byte ${index}`).to.match(/^(AA24|[A-Z][A-Za-z]+\(.*\))$/)
      }
      for (const changed of [concat([signature, '0x00']), signature.slice(0, -2)] as Hex[])
        expect(await verdict(account, [{ ...op, signature: changed }])).to.match(/^AuthorizationLengthMismatch\(/)
    })

    it('T63 turns no signature into its twin', async () => {
      const { account, op } = await openScene()
      const length = dataLength(op.signature)
      const vs = BigInt(dataSlice(op.signature, length - 32))
      const [parity, s] = [vs & PARITY, vs & (PARITY - 1n)]
      const twin = (CURVE_ORDER - s) & (PARITY - 1n)
      for (const other of [twin | (parity ^ PARITY), twin | parity, s | (parity ^ PARITY)]) {
        const signature = concat([dataSlice(op.signature, 0, length - 32), toBeHex(other, 32)]) as Hex
        expect(await verdict(account, [{ ...op, signature }])).to.equal('AA24')
      }
    })

    it('T69 gives a bundle too little gas: nothing is written, and the op is good later', async () => {
      const { chain, account, session, op } = await openScene()
      const before = await stateOf(chain, account, session)
      const { contract } = account.entryPoint
      const bundler = contract.connect(account.bundler)
      const starving = bundler.handleOps([op], await account.bundler.getAddress(), { gasLimit: 330_000n })
      await expect(starving).to.be.revertedWithCustomError(contract, 'FailedOp').withArgs(0n, 'AA95 out of gas')
      expect(await stateOf(chain, account, session)).to.deep.equal(before)
      await sendOps(account, [op])
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
    })

    it('takes the fees for itself, in any order: each op counts once', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 2 })
      const account = await place.open(chain, [session])
      const [one, two, three] = await Promise.all(
        [0, 1, 2].map(async (lane) => await sessionOp(chain, account, session, [await upvote(chain)], { lane })),
      )
      for (const bundle of [
        [one!, two!, three!],
        [three!, one!, two!],
      ])
        expect(await verdict(account, bundle)).to.equal(`op 2: ${reason('CallsOverLimit', [3, 2])}`)
      const thief = fixedWallet('beneficiary').address
      const before = await wealth(account)
      const sent = await account.entryPoint.contract.connect(account.bundler).handleOps([two!, one!], thief)
      await sent.wait()
      const fees = await ethers.provider.getBalance(thief)
      expect(fees).to.be.greaterThan(0)
      expect(before - (await wealth(account))).to.equal(fees)
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 2n })
      expect(fees).to.be.lessThanOrEqual((await usageOf(chain, account, session)).fee)
    })

    async function openScene() {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster! } })
      const account: TestAccount = await place.open(chain, [session])
      const op = await sessionOp(chain, account, session, [await upvote(chain)], {
        ...paymaster,
        maxPriorityFeePerGas: 1n,
        callGasLimit: 300_000n,
      })
      return { chain, account, session, op }
    }
  })

describe('A bundler and the paymaster signature of EntryPoint v0.9', () => {
  it('T113 edits it without changing a verdict, and nothing before it', async () => {
    const chain = await loadFixture(deploySessionChain)
    const paymaster = await sponsored(chain)
    const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster!, max: 10n ** 16n } })
    const account = await openSecondAccount(chain, [session], 'v09')
    const base = await sessionOp(chain, account, session, [await upvote(chain)], paymaster)
    const withSuffix = (signature: Hex, data: Hex = '0x'): Hex =>
      concat([base.paymasterAndData, data, signature, toBeHex(dataLength(signature), 2), SUFFIX_MAGIC]) as Hex
    const op = await resign(chain, account, base, { paymasterAndData: withSuffix('0x11') })
    for (const signature of ['0x11', '0x22', `0x${'33'.repeat(300)}`] as const)
      expect(await verdict(account, [{ ...op, paymasterAndData: withSuffix(signature) }])).to.equal(ACCEPTED)
    expect(await verdict(account, [{ ...op, paymasterAndData: withSuffix('0x11', '0x44') }])).to.equal('AA24')
    // A suffix of no signature is signed like any other data, and none reaches into the gas limits before it.
    expect(await verdict(account, [{ ...op, paymasterAndData: withSuffix('0x') }])).to.equal('AA24')
    const reaching = concat([base.paymasterAndData, toBeHex(1, 2), SUFFIX_MAGIC]) as Hex
    expect(await verdict(account, [{ ...op, paymasterAndData: reaching }])).to.equal(
      reason('InvalidPaymasterSignatureLength', [62, 1]),
    )
    expect((await usageOf(chain, account, session)).fee).to.equal(0)
    await sendOps(account, [{ ...op, paymasterAndData: withSuffix('0x55') }])
    // 300,000 + 300,000 + 60,000 + 50,000 of gas at 3 gwei: the suffix adds nothing to what is counted.
    expect((await usageOf(chain, account, session)).fee).to.equal(710_000n * 3n * 10n ** 9n)
  })
})
