// Rules, allowances, keys of every kind and attached grants: what the Lens says, and that the module says the same.
import {
  impersonateAccount,
  loadFixture,
  setBalance,
  setCode,
  setStorageAt,
} from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, getBytes, hexlify, id, toBeHex, TypedDataEncoder, Wallet, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'
import { generateKeyPairSync, sign } from 'node:crypto'

import { authorizationOf, packRules, sessionIdOf } from './helpers/encoding'
import {
  CHAIN_ID,
  callOf,
  digestOf,
  type Grant,
  grantWith,
  type Scene,
  sceneOf,
  type SceneOptions,
  USER_OP_HASH,
} from './helpers/op'
import { addressOf, permissionFor, sessionOf } from './helpers/session'
import { MASK_NONE, type Rule, type Session } from './helpers/types'

const ACCOUNT = addressOf(77)
const VERIFIER = addressOf(78)
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const TARGET = addressOf(1)

/** Code that answers `word` where the hash at `offset` of its calldata is the one in slot 0, and zero else. */
const oracle = (offset: string, word: string): string =>
  concat(['0x60', offset, '0x3560005414', '0x7f', word, '0x025f5260205ff3'])
const magic = (signature: string): string => concat([id(signature).slice(0, 10), '0x' + '00'.repeat(28)])

async function deployBoth() {
  await setCode(ACCOUNT, oracle('0x04', magic('isValidSignature(bytes32,bytes)')))
  await setBalance(ACCOUNT, 10n ** 18n)
  await impersonateAccount(ACCOUNT)
  const deployed = await ethers.deployContract('SessionKeyValidator')
  const moduleAddress = await deployed.getAddress()
  const module = deployed.connect(await ethers.getSigner(ACCOUNT))
  const lens = await ethers.deployContract('SessionLens', [moduleAddress])
  await module.onInstall(concat([ZeroHash, toBeHex(64, 32), ZeroHash]))
  return { module, moduleAddress, lens, key: new Wallet('0x' + '5e'.repeat(32)) }
}

type Both = Awaited<ReturnType<typeof deployBoth>>

const rule = (changed: Partial<Rule>): Rule => ({
  path: [0n],
  wordType: 0x20,
  comparison: 0,
  mask: MASK_NONE,
  values: [toBeHex(7, 32)],
  allowance: 0,
  ...changed,
})
const charge = (allowance: number, cap: bigint, word = 0n): Rule =>
  rule({ path: [word], comparison: 4, values: [toBeHex(cap, 32)], allowance })

const sorted = (rules: Rule[]): Rule[] =>
  [...rules].sort((a, b) => (ethers.keccak256(packRules([a])) < ethers.keccak256(packRules([b])) ? -1 : 1))

const ruled = (fixture: Both, rules: Rule[], changed: Partial<Session> = {}): Session =>
  sessionOf(fixture.key.address, {
    permissions: [{ ...permissionFor(TARGET, 'vote(uint256,uint256)'), rules: sorted(rules) }],
    ...changed,
  })

const words = (...values: bigint[]): string => concat(values.map((value) => toBeHex(value, 32)))

/** One op whose calls all have the first permission, with these arguments. */
const opOf = (fixture: Both, session: Session, args: string[], changed: Partial<SceneOptions> = {}): Scene =>
  sceneOf({
    account: ACCOUNT,
    module: fixture.moduleAddress,
    key: fixture.key,
    session,
    calls: args.map((one) => callOf(session, 0, 0n, one)),
    permissions: args.map(() => 0),
    ...changed,
  })

const question = (scene: Scene) => [scene.account, scene.session, scene.claim, scene.userOp, scene.userOpHash] as const

async function expectBothAccept({ module, lens }: Both, scene: Scene): Promise<void> {
  const window = (BigInt(scene.session.validAfter) << 208n) | (BigInt(scene.session.validUntil) << 160n)
  const [reason, answer] = await lens.explain(...question(scene))
  expect(reason === '0x' ? '' : (lens.interface.parseError(reason)?.name ?? reason)).to.equal('')
  expect(answer).to.equal(window)
  expect(await module.validateUserOp.staticCall(scene.userOp, scene.userOpHash)).to.equal(window)
}

async function expectBothRefuse({ module, lens }: Both, scene: Scene, name: string, args: unknown[]): Promise<void> {
  const [reason] = await lens.explain(...question(scene))
  const error = module.interface.parseError(reason)
  expect([error?.name, ...(error?.args ?? [])]).to.deep.equal([name, ...args])
  await expect(module.validateUserOp.staticCall(scene.userOp, scene.userOpHash))
    .to.be.revertedWithCustomError(module, name)
    .withArgs(...args)
}

/** The module has no reason for a wrong signature of the key. */
async function expectNotSigned({ module, lens }: Both, scene: Scene): Promise<void> {
  const [reason] = await lens.explain(...question(scene))
  expect(lens.interface.parseError(reason)?.name).to.equal('SessionKeySignatureNotValid')
  expect(await module.validateUserOp.staticCall(scene.userOp, scene.userOpHash)).to.equal(1n)
}

describe('SessionLens, rules on arguments', () => {
  it('judges a word as the module does', async () => {
    const fixture = await loadFixture(deployBoth)
    const between = rule({ path: [1n], comparison: 2, values: [toBeHex(10, 32), toBeHex(20, 32)] })
    const session = ruled(fixture, [rule({ wordType: 1 }), between])
    const [first] = session.permissions[0]?.rules ?? []
    const [equal, range] = first?.path[0] === 0n ? [0n, 1n] : [1n, 0n]
    await fixture.module.grant(session)
    await expectBothAccept(fixture, opOf(fixture, session, [words(7n, 10n), words(7n, 20n)]))
    await expectBothRefuse(fixture, opOf(fixture, session, [words(7n, 10n), words(8n, 20n)]), 'RuleNotMet', [
      1n,
      equal,
      8n,
    ])
    await expectBothRefuse(fixture, opOf(fixture, session, [words(7n, 21n)]), 'RuleNotMet', [0n, range, 21n])
  })

  it('refuses what cannot be read or is not canonical', async () => {
    const fixture = await loadFixture(deployBoth)
    const session = ruled(fixture, [rule({ path: [1n], wordType: 1 })])
    await fixture.module.grant(session)
    await expectBothRefuse(fixture, opOf(fixture, session, [words(7n)]), 'ArgumentNotReadable', [0n, 0n])
    const unclean = opOf(fixture, session, [words(0n, 263n)])
    await expectBothRefuse(fixture, unclean, 'WordNotCanonical', [0n, 0n, 263n, 1n])
  })

  it('takes of each type what the ABI encodes, and refuses the word next to it', async () => {
    const fixture = await loadFixture(deployBoth)
    const top = (byte: bigint): bigint => byte << 248n
    const types: readonly [wordType: bigint, low: bigint, high: bigint, other: bigint][] = [
      [0x0401n, 0n, 1n, 2n],
      [0x0314n, 0n, 2n ** 160n - 1n, 2n ** 160n],
      [0x0001n, 0n, 255n, 256n],
      [0x0101n, 2n ** 256n - 128n, 127n, 128n],
      [0x0201n, 0n, top(255n), top(255n) + 1n],
    ]
    for (const [wordType, low, high, other] of types) {
      const values = [low, high].map((value) => toBeHex(value, 32)).sort()
      const session = ruled(fixture, [rule({ wordType: Number(wordType), values })])
      await fixture.module.grant(session)
      await expectBothAccept(fixture, opOf(fixture, session, [words(low), words(high)]))
      const unclean = opOf(fixture, session, [words(other)])
      await expectBothRefuse(fixture, unclean, 'WordNotCanonical', [0n, 0n, other, wordType])
    }
  })

  it('follows a path into the bytes of a call inside the call', async () => {
    const fixture = await loadFixture(deployBoth)
    const path = [0n, 0x01000000n, 0x05000000n, 1n]
    const session = ruled(fixture, [rule({ path })])
    await fixture.module.grant(session)
    const inner = (value: bigint) => concat([words(32n, 68n), '0xabcdef01', words(1n, value), '0x' + '00'.repeat(28)])
    await expectBothAccept(fixture, opOf(fixture, session, [inner(7n)]))
    await expectBothRefuse(fixture, opOf(fixture, session, [inner(9n)]), 'RuleNotMet', [0n, 0n, 9n])
    const long = concat([words(32n, 69n), '0xabcdef01', words(1n, 7n)])
    await expectBothRefuse(fixture, opOf(fixture, session, [long]), 'ArgumentNotReadable', [0n, 0n])
  })
})

describe('SessionLens, allowances', () => {
  it('adds up what a batch charges, and what was charged before', async () => {
    const fixture = await loadFixture(deployBoth)
    const session = ruled(fixture, [charge(3, 100n), charge(5, 50n, 1n)])
    await fixture.module.grant(session)
    await expectBothAccept(fixture, opOf(fixture, session, [words(60n, 1n), words(40n, 2n)]))
    const over = opOf(fixture, session, [words(60n, 1n), words(41n, 2n)])
    await expectBothRefuse(fixture, over, 'AllowanceOverCap', [3n, 101n, 100n])

    const both = opOf(fixture, session, [words(101n, 51n)])
    const last = session.permissions[0]?.rules[1]?.allowance === 3 ? [3n, 101n, 100n] : [5n, 51n, 50n]
    await expectBothRefuse(fixture, both, 'AllowanceOverCap', last)

    const spending = opOf(fixture, session, [words(30n, 50n)])
    await fixture.module.validateUserOp(spending.userOp, spending.userOpHash)
    await expectBothAccept(fixture, opOf(fixture, session, [words(70n, 0n)]))
    const later = opOf(fixture, session, [words(71n, 0n)])
    await expectBothRefuse(fixture, later, 'AllowanceOverCap', [3n, 101n, 100n])
    const { allowances, allowancesLeft } = await fixture.lens.remaining(ACCOUNT, session, 0)
    const left = allowances.map((number, i) => [number, allowancesLeft[i]])
    expect(left).to.have.deep.members([
      [3n, 70n],
      [5n, 0n],
    ])
  })

  it('starts again in a later period', async () => {
    const fixture = await loadFixture(deployBoth)
    const session = ruled(fixture, [charge(0, 100n)], { period: 100 })
    await fixture.module.grant(session)
    const spending = opOf(fixture, session, [words(100n, 0n)], { periodIndex: 1 })
    await fixture.module.validateUserOp(spending.userOp, spending.userOpHash)
    const again = opOf(fixture, session, [words(1n, 0n)], { periodIndex: 1 })
    await expectBothRefuse(fixture, again, 'AllowanceOverCap', [0n, 101n, 100n])
    expect((await fixture.lens.remaining(ACCOUNT, session, 1)).allowancesLeft).to.deep.equal([0n])
    expect((await fixture.lens.remaining(ACCOUNT, session, 2)).allowancesLeft).to.deep.equal([100n])
    const next = opOf(fixture, session, [words(100n, 0n)], { periodIndex: 2 })
    expect((await fixture.lens.explain(...question(next)))[0]).to.equal('0x')
    await fixture.module.validateUserOp.staticCall(next.userOp, next.userOpHash)
  })
})

describe('SessionLens, kinds of keys', () => {
  it('takes a P-256 signature over sha256 of the digest, with a low s', async () => {
    const fixture = await loadFixture(deployBoth)
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const signer = hexlify(Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]))
    const session = { ...sessionOf(fixture.key.address), signerKind: 1, signer }
    await fixture.module.grant(session)
    const digest = digestOf(USER_OP_HASH, fixture.moduleAddress, authorizationOf(session, [0], 0, false))
    const signed = sign('sha256', getBytes(digest), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    const [r, s] = [BigInt(hexlify(signed.subarray(0, 32))), BigInt(hexlify(signed.subarray(32)))]
    const low = s > P256_ORDER / 2n ? P256_ORDER - s : s
    await expectBothAccept(fixture, opOf(fixture, session, ['0x'], { signature: words(r, low) }))
    for (const signature of [words(r, P256_ORDER - low), words(r, low + 1n)])
      await expectNotSigned(fixture, opOf(fixture, session, ['0x'], { signature }))
  })

  it('asks the verifier about the digest for an ERC-7913 key, with a signature of any length', async () => {
    const fixture = await loadFixture(deployBoth)
    await setCode(VERIFIER, oracle('0x24', magic('verify(bytes,bytes32,bytes)')))
    const session = { ...sessionOf(fixture.key.address), signerKind: 2, signer: concat([VERIFIER, '0xc0ffee']) }
    await fixture.module.grant(session)
    for (const signature of ['0x', '0x01', '0x' + '22'.repeat(300)]) {
      const signatureLength = (signature.length - 2) / 2
      const authorization = authorizationOf(session, [0], 0, false, { signatureLength })
      const { claim } = opOf(fixture, session, ['0x'])
      expect(await fixture.lens.authorization(session, claim, false, signatureLength)).to.equal(authorization)
      await setStorageAt(VERIFIER, 0, digestOf(USER_OP_HASH, fixture.moduleAddress, authorization))
      const scene = opOf(fixture, session, ['0x'], { signature })
      await expectBothAccept(fixture, scene)
      await setStorageAt(VERIFIER, 0, ZeroHash)
      await expectNotSigned(fixture, scene)
    }
  })
})

/** As docs/encoding.md has them. */
const TYPES = {
  Grant: [{ name: 'entries', type: 'GrantEntry[]' }],
  GrantEntry: fieldsOf('uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session'),
  Session: fieldsOf(
    'string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,' +
      'uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions',
  ),
  Permission: fieldsOf('address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules'),
  Rule: fieldsOf('uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance'),
}

function fieldsOf(text: string): { name: string; type: string }[] {
  return text.split(',').map((field) => {
    const [type = '', name = ''] = field.split(' ')
    return { type, name }
  })
}

const COMPARISONS = ['oneOf', 'noneOf', 'between', 'betweenSigned', 'charge']

/** The owner says yes to this grant, and to nothing else. */
async function signGrant(fixture: Both, session: Session, replaces = ZeroHash): Promise<Grant> {
  const permissions = session.permissions.map((permission) => ({
    ...permission,
    rules: permission.rules.map((one) => ({
      ...one,
      wordType: one.wordType === 0x20 ? 'uint256' : 'uint8',
      comparison: COMPARISONS[one.comparison],
    })),
  }))
  const typed = { ...session, signerKind: 'secp256k1', permissions }
  const epoch = await fixture.module.getEpoch(ACCOUNT)
  const sibling = { chainId: 1n, account: addressOf(9), epoch: id('epoch'), replaces: ZeroHash }
  const { validAfter, validUntil } = session
  const other = { ...typed, validAfter: validAfter + 1, validUntil: validUntil + 1 }
  const own = { chainId: CHAIN_ID, account: ACCOUNT, epoch, replaces, session: typed }
  const domain = { name: 'Latchkey', version: '0.1.0', verifyingContract: fixture.moduleAddress }
  const hash = TypedDataEncoder.hash(domain, TYPES, { entries: [{ ...sibling, session: other }, own] })
  await setStorageAt(ACCOUNT, 0, hash)
  const sessionHash = TypedDataEncoder.hashStruct('Session', TYPES, other)
  return { replaces, siblings: [{ ...sibling, sessionHash }], ownerSignature: '0x1234' }
}

const verifiedBy = (fixture: Both, address: number): Session => ({
  ...ruled(fixture, []),
  signerKind: 2,
  signer: concat([toBeHex(address, 20), '0xc0ffee']),
})

describe('SessionLens, attached grants', () => {
  it('accepts an op that brings its own grant, and that op once more when the session is live', async () => {
    const fixture = await loadFixture(deployBoth)
    const session = ruled(fixture, [rule({ wordType: 1 }), charge(2, 30n, 1n)])
    const grant = await signGrant(fixture, session, id('an older session'))
    const scene = opOf(fixture, session, [words(7n, 10n)], { grant })
    await expectBothAccept(fixture, scene)
    await fixture.module.validateUserOp(scene.userOp, scene.userOpHash)
    await setStorageAt(ACCOUNT, 0, ZeroHash)
    await expectBothAccept(fixture, scene)
  })

  it('refuses what the owner did not sign; the module answers 1', async () => {
    const fixture = await loadFixture(deployBoth)
    const session = ruled(fixture, [])
    const grant = await signGrant(fixture, session)
    const scene = opOf(fixture, session, ['0x'], { grant: { ...grant, replaces: id('another') } })
    const [reason] = await fixture.lens.explain(...question(scene))
    expect(fixture.module.interface.parseError(reason)?.name).to.equal('GrantSignatureNotValid')
    expect(await fixture.module.validateUserOp.staticCall(scene.userOp, scene.userOpHash)).to.equal(1n)
  })

  it('refuses forms that no grant has', async () => {
    const fixture = await loadFixture(deployBoth)
    const session = ruled(fixture, [])
    const grant = await signGrant(fixture, session)
    const itself = { ...grant, replaces: sessionIdOf(session) }
    await expectBothRefuse(fixture, opOf(fixture, session, ['0x'], { grant: itself }), 'ReplacesItself', [
      itself.replaces,
    ])
    const twice = { ...grant, siblings: [...grant.siblings, ...grant.siblings] }
    const args = [1n, 1n, 1n]
    await expectBothRefuse(fixture, opOf(fixture, session, ['0x'], { grant: twice }), 'SiblingsNotAscending', args)
    await fixture.module.revoke(sessionIdOf(session))
    const revoked = opOf(fixture, session, ['0x'], { grant })
    await expectBothRefuse(fixture, revoked, 'SessionAlreadyRevoked', [sessionIdOf(session)])
  })

  it('refuses a verifier at an address that is kept for precompiles, and none above', async () => {
    const fixture = await loadFixture(deployBoth)
    const reasons = [1, 4, 0x100, 0xffff, 0x10000].map(async (address) => {
      const scene = opOf(fixture, verifiedBy(fixture, address), ['0x'], { grant: grantWith('0x01') })
      const [reason] = await fixture.lens.explain(...question(scene))
      return fixture.module.interface.parseError(reason)?.name
    })
    expect(await Promise.all(reasons)).to.deep.equal([
      ...Array<string>(4).fill('SignerNotValid'),
      'GrantSignatureNotValid',
    ])
  })

  it('refuses a session that could not be granted', async () => {
    const fixture = await loadFixture(deployBoth)
    const grant = grantWith('0x01')
    const cases: [Session, string, unknown[]][] = [
      [ruled(fixture, [], { validAfter: 9_999 }), 'WindowEmpty', [9_999n, 9_999n]],
      [ruled(fixture, [], { period: 59 }), 'PeriodTooShort', [59n, 60n]],
      // The identity precompile, which says yes to the module when it is asked for the key's signature.
      [verifiedBy(fixture, 4), 'SignerNotValid', [2n, verifiedBy(fixture, 4).signer]],
      [ruled(fixture, [charge(0, 9n), charge(0, 8n, 1n)]), 'AllowanceCapsDiffer', []],
      [ruled(fixture, [rule({ values: [toBeHex(7, 32), toBeHex(7, 32)] })]), 'ValueNotValid', [0n, 1n, toBeHex(7, 32)]],
      [ruled(fixture, [rule({ mask: ZeroHash, values: [ZeroHash] })]), 'MaskNotValid', [0n, ZeroHash]],
    ]
    for (const [session, name, args] of cases) {
      const scene = opOf(fixture, session, [words(7n, 7n)], { grant })
      const [reason] = await fixture.lens.explain(...question(scene))
      const error = fixture.module.interface.parseError(reason)
      expect(error?.name).to.equal(name)
      if (args.length > 0) expect([...(error?.args ?? [])]).to.deep.equal(args)
      await expect(fixture.module.validateUserOp.staticCall(scene.userOp, scene.userOpHash))
        .to.be.revertedWithCustomError(fixture.module, name)
        .withArgs(...(error?.args ?? []))
    }
  })
})
