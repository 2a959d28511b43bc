// Attacks on keys that are not secp256k1, and on what stands for a key: edges of the curve, assertions of passkeys that no
// browser would make, keys of nobody, verifiers that are more than that. T147 is in integration/chainWithoutP256.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, sha256, toUtf8Bytes, ZeroAddress, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { sessionId, sessionStruct, type Hex, type PackedUserOperation, type Session } from '../../src'
import { moduleAs } from '../helpers/asAccount'
import type { TestAccount } from '../helpers/fixture'
import { N, P, wordOf } from '../helpers/p256'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { p256Key, passkey, secp256k1Key, verifierKey, type Assertion, type TestKey } from '../helpers/sessionKeys'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

async function deployPasskeys() {
  const chain = await loadFixture(deploySessionChain)
  const verifier = await (await ethers.deployContract('ERC7913WebAuthnVerifier')).getAddress()
  return { chain, verifier }
}

interface Opened {
  readonly chain: SessionChain
  readonly account: TestAccount
  readonly session: Session
}

async function open(chain: SessionChain, key: TestKey, salt = 0): Promise<Opened> {
  const session = await makeSession(chain, { signer: key.named })
  return { chain, session, account: await openSessionAccount(chain, [session], { salt }) }
}

/** The op of a vote, signed by this key. */
async function opOf({ chain, account, session }: Opened, key: TestKey): Promise<PackedUserOperation> {
  const { sign, signatureLength } = key
  const params = { key: sign, signatureLength, verificationGasLimit: 700_000n, maxFeePerGas: 2_000_000_000n }
  return await sessionOp(chain, account, session, [await upvote(chain)], params)
}

/** What becomes of the op of a granted key that signs so. */
const judged = async (opened: Opened, key: TestKey): Promise<string> =>
  await verdict(opened.account, [await opOf(opened, key)])

describe('A P-256 key', () => {
  const forms: readonly (readonly [string, (right: string) => string])[] = [
    ['T143 r and s zero', () => concat([ZeroHash, ZeroHash])],
    ['T143 r zero', (right) => concat([ZeroHash, dataSlice(right, 32)])],
    ['T143 s zero', (right) => concat([dataSlice(right, 0, 32), ZeroHash])],
    ['T143 r the order', (right) => concat([wordOf(N), dataSlice(right, 32)])],
    ['T143 s the order', (right) => concat([dataSlice(right, 0, 32), wordOf(N)])],
    ['T73 s in its upper half', (right) => concat([dataSlice(right, 0, 32), wordOf(N - BigInt(dataSlice(right, 32)))])],
  ]
  for (const [what, form] of forms)
    it(`is not there for whoever sends ${what}`, async () => {
      const key = p256Key()
      const opened = await open(await loadFixture(deploySessionChain), key)
      expect(await judged(opened, key)).to.equal(ACCEPTED)
      expect(await judged(opened, { ...key, sign: (digest) => form(key.sign(digest)) as Hex })).to.equal('AA24')
    })

  it('T60 T143 T144 of nobody is never granted: zeros, points off the curve, coordinates beyond the prime', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain)
    const module = await moduleAs(chain, account.address)
    const { signer } = p256Key()
    const [x, y] = [dataSlice(signer, 0, 32), dataSlice(signer, 32)]
    const nobody: readonly [number, string][] = [
      [0, ZeroAddress],
      [1, concat([ZeroHash, ZeroHash])],
      [1, concat([x, ZeroHash])],
      [1, concat([y, x])],
      [1, concat([x, wordOf(BigInt(y) ^ 1n)])],
      [1, concat([wordOf(P), y])],
      [2, concat([ZeroAddress, signer])],
      [2, ethers.getAddress(dataSlice(signer, 0, 20))],
    ]
    for (const [signerKind, bytes] of nobody) {
      const session = { ...(await makeSession(chain)), signerKind: signerKind as 0, signer: bytes as Hex }
      await expect(module.grant(sessionStruct(session)))
        .to.be.revertedWithCustomError(chain.module, 'SignerNotValid')
        .withArgs(signerKind, bytes.toLowerCase())
    }
  })

  it('T65 T76 on two accounts has each op on the account that it was signed for', async () => {
    const chain = await loadFixture(deploySessionChain)
    const key = p256Key()
    const session = await makeSession(chain, { signer: key.named })
    const mine = { chain, session, account: await openSessionAccount(chain, [session]) }
    const theirs = { chain, session, account: await openSessionAccount(chain, [session], { salt: 1 }) }
    const op = await opOf(mine, key)
    expect(await verdict(mine.account, [op])).to.equal(ACCEPTED)
    expect(await verdict(theirs.account, [{ ...op, sender: theirs.account.address }])).to.equal('AA24')
    expect(await judged(theirs, key)).to.equal(ACCEPTED)
  })

  it('T63 of two sessions is not moved from one to the other by whoever bundles the op', async () => {
    const chain = await loadFixture(deploySessionChain)
    const key = p256Key()
    const narrow = await makeSession(chain, { signer: key.named, calls: 1 })
    const wide = await makeSession(chain, { signer: key.named, calls: 1000 })
    const account = await openSessionAccount(chain, [narrow, wide])
    const ops = [narrow, wide].map((session) => opOf({ chain, account, session }, key))
    const [ofNarrow, ofWide] = (await Promise.all(ops)) as [PackedUserOperation, PackedUserOperation]
    const authorization = dataSlice(ofWide.signature, 0, -64)
    const moved = concat([authorization, `0x${ofNarrow.signature.slice(-128)}`]) as Hex
    expect(await verdict(account, [{ ...ofNarrow, signature: moved }])).to.equal('AA24')
    expect(await verdict(account, [ofNarrow])).to.equal(ACCEPTED)
    expect(await verdict(account, [ofWide])).to.equal(ACCEPTED)
  })
})

describe('A passkey', () => {
  const challenge = (digest: string): string => Buffer.from(digest.slice(2), 'hex').toString('base64url')
  const json = (fields: string): string => `{"type":"webauthn.get",${fields},"crossOrigin":false}`
  const authenticator = (length: number): string => concat([sha256(toUtf8Bytes('app.example')), `0x${'05'.repeat(length - 32)}`])

  /** What becomes of an op with such an assertion. */
  async function asserted(changes: (digest: string) => Partial<Assertion>): Promise<string> {
    const { chain, verifier } = await loadFixture(deployPasskeys)
    const opened = await open(chain, passkey(verifier))
    return await judged(opened, passkey(verifier, 'session', changes))
  } // prettier-ignore

  it('T145 signs the challenge of its op: that of another one is refused, wherever the signature says it stands', async () => {
    const { chain, verifier } = await loadFixture(deployPasskeys)
    const opened = await open(chain, passkey(verifier))
    const other = json(`"challenge":"${challenge(ethers.id('another op'))}","origin":"https://app.example"`)
    for (let challengeIndex = 0; challengeIndex <= other.length; challengeIndex++) {
      const key = passkey(verifier, 'session', () => ({ clientDataJson: other, challengeIndex }))
      expect(await judged(opened, key), `at ${challengeIndex}`).to.equal('AA24')
    }
  })

  it('T145 signs one challenge: a second one inside a text of the app is refused, as browsers escape it', async () => {
    const { chain, verifier } = await loadFixture(deployPasskeys)
    const opened = await open(chain, passkey(verifier))
    const text = (digest: string) => JSON.stringify(`"challenge":"${challenge(digest)}"`)
    const both = (digest: string) =>
      json(`"challenge":"${challenge(ethers.id('another op'))}","origin":${text(digest)}`)
    for (let challengeIndex = 0; challengeIndex <= both(ZeroHash).length; challengeIndex++) {
      const key = passkey(verifier, 'session', (digest) => ({ clientDataJson: both(digest), challengeIndex }))
      expect(await judged(opened, key), `at ${challengeIndex}`).to.equal('AA24')
    }
  })

  it('T145 trusts the browser to write one challenge: of two bare ones, the verifier takes that which the signature names', async () => {
    const two = (digest: string) =>
      json(`"challenge":"${challenge(ethers.id('another op'))}","challenge":"${challenge(digest)}"`)
    const at = (digest: string, which: 'indexOf' | 'lastIndexOf') => two(digest)[which]('"challenge"')
    const first = (digest: string) => ({ clientDataJson: two(digest), challengeIndex: at(digest, 'indexOf') })
    const last = (digest: string) => ({ clientDataJson: two(digest), challengeIndex: at(digest, 'lastIndexOf') })
    expect(await asserted(first)).to.equal('AA24')
    expect(await asserted(last)).to.equal(ACCEPTED)
  })

  const flags: readonly (readonly [string, number, string])[] = [
    ['user present and verified', 0x05, ACCEPTED],
    ['backup eligible', 0x0d, ACCEPTED],
    ['backed up', 0x1d, ACCEPTED],
    ['nothing', 0x00, 'AA24'],
    ['user present, not verified', 0x01, 'AA24'],
    ['user verified, not present', 0x04, 'AA24'],
    ['backed up, but not eligible for it', 0x15, 'AA24'],
  ]
  for (const [what, value, expected] of flags)
    it(`T146 whose authenticator says ${what}: ${expected}`, async () => {
      expect(await asserted(() => ({ flags: value }))).to.equal(expected)
    })

  const malformed: readonly (readonly [string, (digest: string) => Partial<Assertion>])[] = [
    ['authenticator data of 36 bytes', () => ({ authenticatorData: authenticator(36) })],
    ['no authenticator data', () => ({ authenticatorData: '0x' })],
    ['a registration', (digest) => ({ clientDataJson: `{"type":"webauthn.create","challenge":"${challenge(digest)}"}` })],
    ['the type in another place', () => ({ typeIndex: 2 })],
    ['an index beyond the text', () => ({ challengeIndex: 1_000 })],
    ['no text', () => ({ clientDataJson: '', challengeIndex: 0, typeIndex: 0 })],
  ]
  for (const [what, changes] of malformed)
    it(`T146 is refused with ${what}`, async () => {
      expect(await asserted(changes)).to.equal('AA24')
    })

  it('T146 is no plain P-256 key: 64 bytes of r and s are refused, and a P-256 key takes no assertion', async () => {
    const { chain, verifier } = await loadFixture(deployPasskeys)
    const [plain, key] = [p256Key(), passkey(verifier)]
    const opened = await open(chain, key)
    expect(await judged(opened, { ...key, signatureLength: 64, sign: plain.sign })).to.equal('AA24')
    const ofPlain = await open(chain, plain, 1)
    const op = await opOf(ofPlain, plain)
    const assertion = key.sign(ethers.id('any'))
    const signature = concat([dataSlice(op.signature, 0, -64), assertion]) as Hex
    const length = op.signature.length / 2 - 1
    const actual = signature.length / 2 - 1
    const why = reason('AuthorizationLengthMismatch', [actual, length])
    expect(await verdict(ofPlain.account, [{ ...op, signature }])).to.equal(why)
  })
}) // prettier-ignore

describe('A verifier', () => {
  it('T173 is never the account, whose ERC-1271 would ask the owner, nor the module', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain)
    const module = await moduleAs(chain, account.address)
    for (const verifier of [account.address, await chain.module.getAddress()]) {
      const { signerKind, signer } = verifierKey(verifier, '0x01', (digest) => digest)
      const session = { ...(await makeSession(chain)), signerKind, signer }
      await expect(module.grant(sessionStruct(session)))
        .to.be.revertedWithCustomError(chain.module, 'SignerNotValid')
        .withArgs(2, signer.toLowerCase())
    }
  })

  it('T70 T172 is the one that was granted: the same key under another verifier is another session', async () => {
    const chain = await loadFixture(deploySessionChain)
    const deploy = async (name: string) => await (await ethers.deployContract(name)).getAddress()
    const [granted, evil] = [await deploy('P256Verifier'), await deploy('VerifierMock')]
    const point = p256Key()
    const key = verifierKey(granted, point.signer, point.sign)
    const opened = await open(chain, key)
    const theirs = verifierKey(evil, '0x00', (digest) => digest, 32)
    const claimed = { ...opened.session, signer: theirs.signer }
    expect(await judged({ ...opened, session: claimed }, theirs)).to.equal(
      reason('SessionNotLive', [sessionId(claimed)]),
    )
    expect(await judged(opened, key)).to.equal(ACCEPTED)
  })

  it('T85 has an op refused that it burns the gas of: what it gets is bounded by verificationGasLimit', async () => {
    const chain = await loadFixture(deploySessionChain)
    const verifier = await (await ethers.deployContract('VerifierMock')).getAddress()
    // Burns all gas; see VerifierMock.Answer.
    const key = verifierKey(verifier, '0x0a', (digest) => digest, 32)
    const opened = await open(chain, key)
    // A 64th is left, and the EntryPoint counts what it used itself.
    expect(await judged(opened, key)).to.equal('AA26')
  })

  it('T60 of a contract wallet without code says no', async () => {
    const chain = await loadFixture(deploySessionChain)
    const wallets = await (await ethers.deployContract('WalletVerifierMock')).getAddress()
    const owner = secp256k1Key('wallet')
    const key = verifierKey(wallets, owner.signer, (digest) => owner.key.sign(digest).serialized, 65)
    expect(await judged(await open(chain, key), key)).to.equal('AA24')
  })
})
