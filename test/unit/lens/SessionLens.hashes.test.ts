// The Lens's hashes and encodings, against the same page of documentation written once more with ethers.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, keccak256, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { authorizationOf, leafOf, packRules, sessionIdOf, treeOf } from './helpers/encoding'
import { deployLens } from './helpers/fixture'
import { digestOf, grantWith, USER_OP_HASH } from './helpers/op'
import { addressOf, manyPermissions, permissionFor, sessionOf, transferTo } from './helpers/session'
import { MASK_NONE, type Rule, type Session, UNLIMITED, UNLIMITED_CALLS } from './helpers/types'

const rule = (changed: Partial<Rule> = {}): Rule => ({
  path: [0x00000001n, 0x01000000n, 0x02000302n],
  wordType: 0x0320,
  comparison: 0,
  mask: MASK_NONE,
  values: [toBeHex(1, 32), toBeHex(2, 32)],
  allowance: 0,
  ...changed,
})

const MASKED = rule({ comparison: 1, mask: '0x' + 'f0'.repeat(32), path: [0n], values: [toBeHex(0xf0, 32)] })
const CHARGE = rule({ comparison: 4, allowance: 3, wordType: 0x0020, path: [1n], values: [toBeHex(10n ** 18n, 32)] })

describe('SessionLens, rules', () => {
  it('packs them to the documented bytes', async () => {
    const { lens } = await loadFixture(deployLens)
    const bytes = ['0x03', '0x00000001', '0x01000000', '0x02000302', '0x0320', '0x00', '0x02', toBeHex(1, 32)]
    expect(await lens.packRules([rule()])).to.equal(concat([...bytes, toBeHex(2, 32)]))
    expect(await lens.packRules([MASKED])).to.equal(
      concat(['0x01', '0x00000000', '0x0320', '0x81', '0x' + 'f0'.repeat(32), '0x01', toBeHex(0xf0, 32)]),
    )
    expect(await lens.packRules([CHARGE])).to.equal(
      concat(['0x01', '0x00000001', '0x0020', '0x04', '0x03', '0x01', toBeHex(10n ** 18n, 32)]),
    )
    expect(await lens.packRules([])).to.equal('0x')
  })

  it('packs several without a separator, and hashes them together', async () => {
    const { lens } = await loadFixture(deployLens)
    const rules = [CHARGE, rule(), MASKED]
    const packed = concat(await Promise.all(rules.map((one) => lens.packRules([one]))))
    expect(await lens.packRules(rules)).to.equal(packed)
    expect(await lens.rulesHash(rules)).to.equal(keccak256(packed))
    expect(await lens.rulesHash([])).to.equal(ZeroHash)
  })

  it('refuses what has no packed form, and names the rule', async () => {
    const { lens } = await loadFixture(deployLens)
    const most = { path: Array<bigint>(255).fill(0n), values: Array<string>(255).fill(ZeroHash) }
    expect(await lens.packRules([rule(most)])).to.equal(packRules([rule(most)]))
    for (const bad of [
      rule({ path: Array<bigint>(256).fill(0n) }),
      rule({ values: Array<string>(256).fill(ZeroHash) }),
      rule({ comparison: 5 }),
      rule({ allowance: 1 }),
    ]) {
      await expect(lens.packRules([rule(), bad]))
        .to.be.revertedWithCustomError(lens, 'RuleNotPackable')
        .withArgs(1)
    }
  })
})

describe('SessionLens, permissions', () => {
  it('hashes a function, a transfer and a function with selector zero to different leaves', async () => {
    const { lens } = await loadFixture(deployLens)
    const target = addressOf(1)
    const zeroSelector = { ...permissionFor(target, 'mined()', 5n), selector: '0x00000000' }
    const headOf = (text: string) => concat([text, target])
    for (const [permission, head] of [
      [permissionFor(target, 'transfer(address,uint256)', 5n), headOf('0xa9059cbb0000000000000000')],
      [transferTo(target, 5n), headOf('0x000000000000000000000001')],
      [zeroSelector, headOf('0x000000000000000000000000')],
    ] as const) {
      expect(await lens.permissionLeaf(permission)).to.equal(keccak256(concat([head, toBeHex(5, 32), ZeroHash])))
    }
  })

  it('hashes the rules into the leaf, and not the text', async () => {
    const { lens } = await loadFixture(deployLens)
    const permission = permissionFor(addressOf(1), 'upvotePost(uint256)')
    const ruled = { ...permission, rules: [CHARGE, MASKED] }
    expect(await lens.permissionLeaf(ruled)).to.equal(leafOf(ruled))
    expect(leafOf(ruled)).to.not.equal(leafOf(permission))
    const renamed = { ...permission, functionSignature: 'lie(uint256)' }
    expect(await lens.permissionLeaf(renamed)).to.equal(leafOf(permission))
  })

  it('builds the documented tree', async () => {
    const { lens } = await loadFixture(deployLens)
    const pair = (a: string, b: string) => keccak256(a < b ? concat([a, b]) : concat([b, a]))
    const [a, b, c, d, e] = manyPermissions(5).map(leafOf) as [string, string, string, string, string]
    const roots = [a, pair(a, b), pair(pair(a, b), c), pair(pair(a, b), pair(c, d)), null]
    roots[4] = pair(roots[3]!, e)
    for (const [i, root] of roots.entries()) {
      expect(await lens.permissionsRoot(manyPermissions(i + 1))).to.equal(root)
    }
    expect(await lens.permissionsRoot(manyPermissions(40))).to.equal(treeOf(manyPermissions(40).map(leafOf)).root)
  })

  it('refuses none, and more than a proof on the wire can reach', async () => {
    const { lens } = await loadFixture(deployLens)
    await expect(lens.permissionsRoot([])).to.be.revertedWithCustomError(lens, 'PermissionsEmpty').withArgs()

    // As many pointers to one and the same permission: the ABI allows it, and it fits into a call.
    const count = 2 ** 15 + 1
    const one = lens.interface.encodeFunctionData('permissionsRoot', [[transferTo(addressOf(1), 0n)]])
    const pointer = toBeHex(count * 32, 32).slice(2)
    const data = concat([dataSlice(one, 0, 36), toBeHex(count, 32), '0x' + pointer.repeat(count), dataSlice(one, 100)])
    await expect(ethers.provider.call({ to: await lens.getAddress(), data }))
      .to.be.revertedWithCustomError(lens, 'PermissionsTooMany')
      .withArgs(count, 2 ** 15)
  })
})

describe('SessionLens, sessions', () => {
  it('hashes every kind of signer into the id', async () => {
    const { lens, key } = await loadFixture(deployLens)
    for (const [signerKind, signer] of [
      [0, key.address],
      [1, '0x' + '11'.repeat(64)],
      [2, '0x' + '22'.repeat(33)],
    ] as const) {
      const session = { ...sessionOf(signer, { paymaster: addressOf(5), period: 3_600 }), signerKind }
      expect(await lens.sessionId(session)).to.equal(sessionIdOf(session))
    }
  })

  it('refuses the id of a session whose signer is no address', async () => {
    const { lens } = await loadFixture(deployLens)
    const signer = '0x' + '11'.repeat(21)
    await expect(lens.sessionId(sessionOf(signer)))
      .to.be.revertedWithCustomError(lens, 'SignerNotValid')
      .withArgs(0, signer)
  })

  it('encodes the authorization of self-paid and sponsored ops, rules included', async () => {
    const { lens, key } = await loadFixture(deployLens)
    const permissions = [...manyPermissions(4), { ...transferTo(addressOf(1), 5n), rules: [CHARGE, MASKED] }]
    const session = sessionOf(key.address, { permissions, paymaster: addressOf(5), period: 60 })
    const indexes = [0, 1, 1, 2, 3, 4, 4, 0]
    const claim = { permissions: indexes, periodIndex: 17, grant: grantWith('0x') }
    for (const sponsored of [false, true]) {
      const expected = authorizationOf(session, indexes, 17, sponsored)
      expect(await lens.authorization(session, claim, sponsored, 64)).to.equal(expected)
    }
  })

  it('leaves the limits out of the authorization only if all of them are the unmetered ones', async () => {
    const { lens, key } = await loadFixture(deployLens)
    const unmetered = { maxCalls: UNLIMITED_CALLS, maxFee: UNLIMITED, maxValue: 0n, paymaster: addressOf(5) }
    const claim = { permissions: [0], periodIndex: 0, grant: grantWith('0x') }
    const lengthWith = async (changed: Partial<Session>) =>
      dataLength(await lens.authorization(sessionOf(key.address, { ...unmetered, ...changed }), claim, true, 64))
    expect(await lengthWith({})).to.equal(34)
    for (const changed of [{ maxCalls: 1n }, { maxFee: 1n }, { maxValue: 1n }]) {
      expect(await lengthWith(changed)).to.equal(34 + 28)
    }
    expect(await lengthWith({ period: 60 })).to.equal(34 + 28 + 4)
  })

  it('refuses the authorization of a claim that has none', async () => {
    const { lens, key } = await loadFixture(deployLens)
    const session = sessionOf(key.address)
    const claim = { permissions: [0], periodIndex: 0, grant: grantWith('0x') }
    const refused = (changed: object) => expect(lens.authorization(session, { ...claim, ...changed }, false, 64))
    await refused({ permissions: [0, 1] })
      .to.be.revertedWithCustomError(lens, 'PermissionIndexNotValid')
      .withArgs(1, 1)
    await refused({ periodIndex: 2 }).to.be.revertedWithCustomError(lens, 'PeriodIndexNotExpected').withArgs(2)
    await expect(lens.authorization({ ...session, signerKind: 1, signer: '0x01' }, claim, false, 64))
      .to.be.revertedWithCustomError(lens, 'SignerNotValid')
      .withArgs(1, '0x01')
    await expect(lens.authorization({ ...session, signerKind: 3 }, claim, false, 64))
      .to.be.revertedWithCustomError(lens, 'SignerKindNotSupported')
      .withArgs(3)
  })

  it('refuses rules longer than their length on the wire', async () => {
    const { lens, key } = await loadFixture(deployLens)
    const rules = Array.from({ length: 9 }, () => rule({ path: [0n], values: Array<string>(255).fill(ZeroHash) }))
    const session = sessionOf(key.address, { permissions: [{ ...transferTo(addressOf(1), 0n), rules }] })
    const claim = { permissions: [0], periodIndex: 0, grant: grantWith('0x') }
    const length = (packRules(rules).length - 2) / 2
    await expect(lens.authorization(session, claim, false, 64))
      .to.be.revertedWithCustomError(lens, 'SafeCastOverflowedUintDowncast')
      .withArgs(16, length)
  })

  it('makes the digest of the op, the chain, the module and the authorization', async () => {
    const { lens, moduleAddress } = await loadFixture(deployLens)
    expect(await lens.module()).to.equal(moduleAddress)
    expect(await lens.digest(USER_OP_HASH, '0x1234')).to.equal(digestOf(USER_OP_HASH, moduleAddress, '0x1234'))
  })
})

describe('SessionLens, deployment', () => {
  it('stays below 24,000 bytes', async () => {
    const { lens } = await loadFixture(deployLens)
    const code = await ethers.provider.getCode(await lens.getAddress())
    expect((code.length - 2) / 2).to.be.below(24_000)
  })
})
