// What must never be seen of a session's key, and where it could be.
import { inspect } from 'node:util'

import { expect } from 'chai'
import { SigningKey } from 'ethers'

import {
  createSession,
  describeSession,
  grantedToJson,
  memoryVault,
  requestToJson,
  signSessionOp,
  type Hex,
  type Signer,
} from '../../src'
import { fileVault } from '../../src/fileStore'
import {
  aPermission,
  anAddress,
  aSession,
  expectRejection,
  KEY,
  KEY_ADDRESS,
  MODULE,
  NOW,
  OP_TERMS,
  SOCIO3,
  UPVOTE,
} from './builders'
import { openLoop } from './sessions/stage'

const SECRET = KEY.privateKey.slice(2)

/** All that a log, a report of a crash or a message between pages would hold of a value. */
const seen = (value: unknown): string =>
  [
    inspect(value, { depth: 20, showHidden: true }),
    String(value),
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)),
  ].join('\n')

/** SigningKey of another copy of ethers, which is of another class. */
const foreign = (key: SigningKey): SigningKey => {
  const { publicKey, privateKey } = key
  return { publicKey, privateKey, sign: (digest: Hex) => key.sign(digest) } as unknown as SigningKey
}

describe('a session key (T154)', () => {
  it('shows in no session in use, request, approval or prompt', async () => {
    const { open, request, shown, vault } = await openLoop()
    const sessions = await open()
    const asked = await sessions.request(request())
    // Before another session is asked for in its place.
    const key = await vault.load(asked.session.signer)
    if (!(key instanceof SigningKey)) throw new Error('the key is kept')
    const session = await sessions.ensure(request({ key: { signer: KEY_ADDRESS, key: KEY } }))
    const { chainId, account, module } = asked
    const granted = { chainId, account, module, session: session.session, signedGrant: undefined, ended: undefined }
    const all = [
      session,
      sessions,
      vault,
      asked,
      requestToJson(asked),
      grantedToJson(granted),
      shown,
      await sessions.list(),
    ]
    const text = [...all.map(seen), await session.describe(), describeSession(session.session)].join('\n')
    for (const secret of [SECRET, key.privateKey.slice(2)]) expect(text).not.to.contain(secret)
    expect(text).to.contain(KEY_ADDRESS)
  })

  it('shows in no error, not even where it was given in place of its address', async () => {
    const terms = { allow: [aPermission({ target: SOCIO3 })], expires: '1h', fees: { max: 1n }, now: NOW } as const
    const wrong: readonly unknown[] = [
      KEY.privateKey,
      SECRET,
      KEY.privateKey.toUpperCase().replace('0X', '0x'),
      { kind: 'secp256k1', address: KEY.privateKey },
    ]
    for (const signer of wrong) {
      const error: unknown = await Promise.resolve({ ...terms, signer: signer as Signer })
        .then(createSession)
        .catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(Error)
      expect(seen(error).toLowerCase()).not.to.contain(SECRET)
    }
    const other = new SigningKey(`0x${'77'.repeat(32)}`)
    const refused: unknown = await memoryVault()
      .save(KEY_ADDRESS, other)
      .catch((thrown: unknown) => thrown)
    expect(seen(refused)).not.to.contain('77'.repeat(32))
  })
})

describe('a key of another copy of ethers', () => {
  it('signs, and is not taken for another signer’s', async () => {
    const session = aSession()
    const other = foreign(new SigningKey(`0x${'77'.repeat(32)}`))
    await memoryVault().save(session.signer, foreign(KEY))
    await expectRejection(memoryVault().save(session.signer, other), 'KeyNotOfSession', {})
    await expectRejection(fileVault('/nowhere').save(session.signer, other), 'KeyNotOfSession', {})
    const options = {
      session,
      calls: [UPVOTE],
      userOp: OP_TERMS,
      module: MODULE,
      entryPoint: { address: anAddress(0xe9), version: '0.8' },
      chainId: 31_337n,
    } as const
    expect(await signSessionOp({ ...options, key: foreign(KEY) })).to.deep.equal(
      await signSessionOp({ ...options, key: KEY }),
    )
    await expectRejection(signSessionOp({ ...options, key: other }), 'KeyNotOfSession', {})
  })
})
