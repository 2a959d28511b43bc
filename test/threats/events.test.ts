// What a stranger can write into the module's log. Readers see its events beside those of everybody, so an event says who
// granted, and a text that no client would show is still only the text of that stranger.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import {
  AbiCoder,
  dataSlice,
  hexlify,
  keccak256,
  toUtf8Bytes,
  type EventLog,
  type Interface,
  type Result,
} from 'ethers'
import { ethers } from 'hardhat'

import {
  checkSession,
  encodeInstallData,
  sessionId,
  sessionPreimage,
  sessionStruct,
  type Hex,
  type Session,
} from '../../src'
import { openSecondAccount } from '../helpers/secondAccount'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import { ACCEPTED, verdict } from '../helpers/verdict'

const SALT = keccak256('0x5a') as Hex

/** The session with this text, whatever bytes it has, and the selector that the module then wants. */
function withText(session: Session, text: string): Session {
  const selector = dataSlice(keccak256(text), 0, 4) as Hex
  return { ...session, permissions: [{ ...session.permissions[0]!, functionSignature: '', selector }] }
}

/** grant, with the text's bytes put in where the empty text is. */
function grantData(abi: Interface, session: Session, text: string): string {
  const plain = abi.encodeFunctionData('grant', [sessionStruct(session)])
  const coder = AbiCoder.defaultAbiCoder()
  const empty = coder.encode(['string'], ['']).slice(2 + 64)
  const filled = coder.encode(['bytes'], [text]).slice(2 + 64)
  // The text comes last but for the rules' length; the pointer to the rules moves with it.
  const at = plain.lastIndexOf(empty + '0'.repeat(64))
  const rules = toWord(0xa0n + 32n)
  const moved = toWord(0xa0n + BigInt(filled.length / 2))
  return plain.slice(0, at).replace(new RegExp(`${rules}$`), moved) + filled + '0'.repeat(64)
}

const toWord = (value: bigint): string => value.toString(16).padStart(64, '0')

describe('A stranger in the log', () => {
  for (const [what, text] of [
    ['is no UTF-8', '0xff'],
    ['turns the line around', hexlify(toUtf8Bytes('vote()\u202e)sdnuf(wardhtiw'))],
    ['has a second line', hexlify(toUtf8Bytes('upvotePost(uint256)\nApproved by your wallet'))],
    ['is no function', hexlify(toUtf8Bytes('anything at all'))],
  ] as const)
    it(`can grant himself a session whose text ${what}, and harms nobody but who reads it as checked`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const base = await makeSession(chain)
      const session = withText(base, text)
      const stranger = chain.module.connect(chain.bundler)
      await stranger.onInstall(encodeInstallData(SALT, []))
      const data = grantData(chain.module.interface, session, text)
      const sent = await chain.bundler.sendTransaction({ to: chain.module.target, data })
      const { logs } = (await sent.wait())!
      const [log] = logs
      expect(logs).to.have.length(1)
      // Who granted, the id and the key are in the topics, whatever the text.
      expect(log!.topics[1]).to.equal(ethers.zeroPadValue(await chain.bundler.getAddress(), 32).toLowerCase())
      // No client takes such a session.
      expect(() =>
        checkSession({ ...session, permissions: [{ ...session.permissions[0]!, functionSignature: utf8(text) }] }),
      ).to.throw()
      const shown = (): string => {
        const { session: event } = chain.module.interface.parseLog(log!)!.args as unknown as { session: Result }
        return ((event[9] as Result)[0] as Result)[1] as string
      }
      if (text === '0xff') expect(shown).to.throw('deferred error during ABI decoding')
      else expect(hexlify(toUtf8Bytes(shown()))).to.equal(text)
    })

  it('says nothing in the name of an account, by no function of the module', async () => {
    const chain = await loadFixture(deploySessionChain)
    const session = await makeSession(chain)
    const account = await openSessionAccount(chain, [session])
    const bystander = await openSecondAccount(chain, [session], 'v07')
    const stranger = chain.module.connect(chain.bundler)
    const name = ethers.zeroPadValue(await chain.bundler.getAddress(), 32).toLowerCase()
    const from = await ethers.provider.getBlockNumber()
    await stranger.onInstall(encodeInstallData(SALT, [session]))
    await stranger.onInstall(encodeInstallData(SALT, [session]))
    await stranger.revoke(sessionId(session))
    await stranger.revoke(SALT)
    await stranger.revokeAll(SALT)
    await stranger.onUninstall(SALT)
    const preimage = sessionPreimage(session)
    for (const on of [account.address, bystander.address])
      await expect(stranger.renounce(preimage, on, `0x${'11'.repeat(64)}`)).to.be.revertedWithCustomError(
        chain.module,
        'RenounceSignatureNotValid',
      )
    const logs = (await chain.module.queryFilter('*' as never, from + 1)) as unknown as EventLog[]
    expect(logs.map(({ topics }) => topics[1])).to.deep.equal(logs.map(() => name))
    expect(logs.map(({ eventName }) => eventName)).to.deep.equal([
      ...['EpochChanged', 'SessionGranted', 'EpochChanged', 'SessionGranted'],
      ...['SessionRevoked', 'SessionRevoked', 'EpochChanged', 'EpochChanged'],
    ])
    expect(await verdict(account, [await sessionOp(chain, account, session, [await upvote(chain)])])).to.equal(ACCEPTED)
  })
})

/** As a lenient reader shows it. */
const utf8 = (text: string): string => Buffer.from(text.slice(2), 'hex').toString('utf8')
