// One signature is for one whole op, in whatever encoding it arrives, and for nothing else: not for a part of the op, not
// twice, and not for a message.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import {
  concat,
  dataLength,
  dataSlice,
  hashMessage,
  id,
  TypedDataEncoder,
  toBeHex,
  toUtf8Bytes,
  zeroPadBytes,
} from 'ethers'

import { signDigest, type Hex, type PackedUserOperation } from '../../src'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { authorizationOf, resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionKey, sessionOp, upvote } from '../helpers/session'
import { executeCallData, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const NO = '0xffffffff'
const WORD = 32n

/** length | bytes, padded. */
const tail = (data: string): string => {
  const padded = Math.ceil(dataLength(data) / 32) * 32
  return concat([toBeHex(dataLength(data), 32), padded === 0 ? '0x' : zeroPadBytes(data, padded)])
}

/** handleOps of one op whose dynamic fields lie where the pieces say, in that order. */
function encodeBundle(op: PackedUserOperation, pieces: readonly string[], at: readonly number[], to: string): string {
  const starts = pieces.map((_, i) => 9n * WORD + BigInt(dataLength(concat(pieces.slice(0, i)))))
  const [initCode, callData, paymasterAndData, signature] = at.map((i) => starts[i]!)
  const word = (value: string | bigint): string => toBeHex(BigInt(value), 32)
  const head = [op.sender, op.nonce, initCode!, callData!, op.accountGasLimits, op.preVerificationGas, op.gasFees]
  return concat([
    id('handleOps((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[],address)').slice(0, 10),
    ...[word(2n * WORD), word(to), word(1n), word(WORD)],
    ...[...head, paymasterAndData!, signature!].map(word),
    ...pieces,
  ])
}

for (const version of VERSIONS)
  describe(`A signature on EntryPoint ${version}`, () => {
    it('T46 of the session key has an op executed, and any other has not', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const stranger = await resign(chain, account, op, { key: fixedWallet('stranger').signingKey })
      await expect(sendOps(account, [stranger]))
        .to.be.revertedWithCustomError(account.entryPoint.contract, 'FailedOp')
        .withArgs(0, 'AA24 signature error')
      expect((await chain.socio3.getPost(0)).votes).to.equal(0)
      await sendOps(account, [op])
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
    })

    it('T64 of a batch is not for a part of it', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const call = await upvote(chain)
      const whole = await sessionOp(chain, account, session, [call, call, call])
      const keySignature = `0x${whole.signature.slice(-128)}`
      const calls = [{ target: call.to, data: call.data }]
      for (const count of [1, 2]) {
        const parts = Array.from({ length: count }, () => calls[0]!)
        const callData = executeCallData(account, parts) as Hex
        // One byte of the authorization for each call that is left out.
        const authorization = dataSlice(authorizationOf(whole), 0, count - 3) as Hex
        const part = { ...whole, callData, signature: concat([authorization, keySignature]) as Hex }
        expect(await verdict(account, [part])).to.equal('AA24')
        expect(await verdict(account, [await resign(chain, account, part, { authorization })])).to.equal(ACCEPTED)
      }
      expect(await verdict(account, [whole])).to.equal(ACCEPTED)
    })

    it('T74 is for what the fields say, wherever they lie in the calldata of the bundle', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const other = await sessionOp(chain, account, session, [await upvote(chain, 1n)])
      const to = await account.bundler.getAddress()
      const send = async (data: string) =>
        await account.bundler.sendTransaction({ to: account.entryPoint.address, data })
      const pieces = [tail('0x'), tail(op.callData), tail(op.signature), tail(other.callData)]

      // Another call is pointed to, and the signed one lies beside it.
      await expect(send(encodeBundle(op, pieces, [0, 3, 0, 2], to)))
        .to.be.revertedWithCustomError(account.entryPoint.contract, 'FailedOp')
        .withArgs(0, 'AA24 signature error')

      // Backwards, with a gap, and with one empty field for two.
      await send(encodeBundle(op, pieces.reverse(), [3, 2, 3, 1], to))
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
      expect(await verdict(account, [op])).to.equal('AA25')
    })

    it('T78 counts once: twice, or beside that of another key, it is refused', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const stranger = await resign(chain, account, op, { key: fixedWallet('stranger').signingKey })
      const length = dataLength(op.signature)
      for (const more of [op, stranger]) {
        const doubled = { ...op, signature: concat([op.signature, `0x${more.signature.slice(-128)}`]) as Hex }
        const why = reason('AuthorizationLengthMismatch', [length + 64, length])
        expect(await verdict(account, [doubled])).to.equal(why)
      }
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('T79 T80 T81 T82 T83 of a message is nobody’s: of two accounts, before and after the end, in any wrapping', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const accounts = [
        await openSessionAccount(chain, [session], { version }),
        await openSessionAccount(chain, [session], { version, salt: 1 }),
      ]
      const ended = session.validUntil + 1
      for (const moment of [undefined, ended]) {
        if (moment !== undefined) await time.increaseTo(moment)
        for (const account of accounts)
          for (const [hash, signature] of messages(account)) {
            const prefixed = concat([await chain.module.getAddress(), signature])
            expect(await account.contract.isValidSignature(hash, prefixed)).to.equal(NO)
          }
      }
      // The same question, asked of the owner's validator, has another answer.
      const [{ contract, owner, ownerValidator }] = accounts as [TestAccount, TestAccount]
      const owners = concat([ownerValidator, owner.signingKey.sign(id('a permit')).serialized])
      expect(await contract.isValidSignature(id('a permit'), owners)).to.equal('0x1626ba7e')
    })
  })

/** Hashes, and what a session key could hand over for them: plain, as a message, and wrapped as ERC-7739 does. */
function messages({ address }: TestAccount): (readonly [hash: string, signature: string])[] {
  const permit = id('a permit')
  const bound = TypedDataEncoder.hash(
    { verifyingContract: address },
    { Mail: [{ name: 'text', type: 'string' }] },
    { text: '' },
  )
  const sign = (hash: string): string => signDigest(sessionKey(), hash as Hex)
  const wrapped = ['Mail(string text)', 'Mail(string text)\u0000', '\u202eliaM(string text)', ' (', ''].map(
    (contents) => {
      const text = toUtf8Bytes(contents)
      return concat([sign(bound), id('a domain'), id('contents'), text, toBeHex(text.length, 2)])
    },
  )
  return [
    [permit, sign(permit)],
    [permit, sessionKey().sign(permit).serialized],
    [hashMessage('pay me'), sign(hashMessage('pay me'))],
    [bound, sign(bound)],
    ...wrapped.map((signature) => [bound, signature] as const),
  ]
}
