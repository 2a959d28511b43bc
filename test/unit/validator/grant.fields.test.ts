// What may be granted: every rule on every field, on both sides of each edge.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ZeroAddress } from 'ethers'

import {
  permissionLeaf,
  sessionId,
  sessionStruct,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Hex,
  type Permission,
  type Session,
} from '../../../src'
import { aRule } from '../../client/builders'
import { installData, installModule, type Scene } from './helpers/scene'
import {
  aPermission,
  aSession,
  aTransfer,
  anAddress,
  inOrder,
  manyPermissions,
  PAYMASTER,
  SOCIO3,
} from './helpers/session'
import { GRANTED, grantVerdict } from './helpers/verdicts'

/** Fields that depend on where the session is granted. */
type Fields = Partial<Session> | ((scene: Scene) => Partial<Session>)

const END = 2 ** 47
const ZERO = ZeroAddress as Address
const sponsored = { paymaster: PAYMASTER, maxFee: UNLIMITED_FEE }
const uncounted = { maxCalls: UNLIMITED_CALLS, maxFee: 0n, maxValue: 0n }
const only = (permission: Permission): Partial<Session> => ({ permissions: [permission] })
/** Two permissions in order, the second of them `permission`, or the first if its leaf is lower. */
const beside = (permission: Permission): Partial<Session> => ({
  permissions: inOrder([aPermission({ target: anAddress(0x2001) }), permission]),
})
const [LOW, HIGH] = manyPermissions(2) as [Permission, Permission]
const kind = (signerKind: number, signer: Hex): Partial<Session> => ({ signerKind: signerKind as 0, signer })
const bytes = (length: number): Hex => `0x${'11'.repeat(length)}`
const verifierAt = (address: number): Hex => `0x${address.toString(16).padStart(40, '0')}01`

const accepted: readonly (readonly [string, Fields])[] = [
  ['the happy default', {}],
  ['a window of one second', { validAfter: 7, validUntil: 8 }],
  ['a window from the beginning of time', { validAfter: 0, validUntil: 1 }],
  ['an end of 2^47 - 1', { validUntil: END - 1 }],
  ['the last window there is', { validAfter: END - 2, validUntil: END - 1 }],
  ['no period', { period: 0 }],
  ['a period of 60', { period: 60 }],
  ['a period of 2^32 - 1', { period: 2 ** 32 - 1 }],
  ['a period longer than the session', { period: 100_000 }],
  ['a period of calls alone', { period: 60, ...uncounted, maxCalls: UNLIMITED_CALLS - 1 }],
  ['a period of one wei of fees alone', { period: 60, ...uncounted, maxFee: 1n }],
  ['a period of almost unlimited fees alone', { period: 60, ...uncounted, maxFee: UNLIMITED_FEE - 1n }],
  ['a period of one wei of value alone', { period: 60, ...uncounted, maxValue: 1n }],
  ['a period of almost unlimited value alone', { period: 60, ...uncounted, maxValue: UNLIMITED_VALUE - 1n }],
  ['a period of calls, all else unlimited', { period: 60, ...sponsored, maxCalls: 1, maxValue: UNLIMITED_VALUE }],
  ['one call', { maxCalls: 1 }],
  ['unlimited calls', { maxCalls: UNLIMITED_CALLS }],
  ['no value', { maxValue: 0n }],
  ['unlimited value', { maxValue: UNLIMITED_VALUE }],
  ['no fees', { maxFee: 0n }],
  ['almost unlimited fees without a paymaster', { maxFee: UNLIMITED_FEE - 1n }],
  ['unlimited fees with a paymaster', sponsored],
  ['limited fees with a paymaster', { paymaster: PAYMASTER }],
  ['nothing counted at all', { ...sponsored, maxCalls: UNLIMITED_CALLS, maxValue: UNLIMITED_VALUE }],
  ['the unmetered session', { ...sponsored, maxCalls: UNLIMITED_CALLS }],
  ['a plain transfer', only(aTransfer(SOCIO3, 5n))],
  ['a cap of 2^80 - 1', only(aPermission({ maxValue: 2n ** 80n - 1n }))],
  ['a function without arguments', only(aPermission({ functionSignature: 'pause()' }))],
  ['a function whose text is longer than a word', only(aPermission({ functionSignature: `f(${'uint256,'.repeat(30)}bool)` }))],
  ['several caps for one function', { permissions: inOrder([aPermission(), aPermission({ maxValue: 1n })]) }],
  ['a transfer and a call to one target', { permissions: inOrder([aPermission(), aTransfer(SOCIO3)]) }],
  ['the paymaster as a target', { ...sponsored, ...only(aPermission({ target: PAYMASTER })) }],
  ['the session key as a target', only(aTransfer(aSession().signer))],
  ['an account as its own session key', ({ account }) => ({ signer: account })],
  ['a rule', only(aPermission({ rules: [aRule()] }))],
  ['an ERC-7913 verifier and one byte of key', kind(2, bytes(21))],
  ['a verifier at the first address above those kept for precompiles', kind(2, verifierAt(0x10000))],
  ['seventeen permissions', { permissions: manyPermissions(17) }],
] // prettier-ignore

type Reason = readonly unknown[] | ((scene: Scene) => readonly unknown[])

const refused: readonly (readonly [string, Fields, Reason])[] = [
  ['T53 T134 an empty window', { validAfter: 7, validUntil: 7 }, ['WindowEmpty', 7n, 7n]],
  ['T53 a window that ends before it begins', { validAfter: 8, validUntil: 7 }, ['WindowEmpty', 8n, 7n]],
  ['T43 no end', { validAfter: 0, validUntil: 0 }, ['WindowEmpty', 0n, 0n]],
  ['T55 an end of 2^47', { validUntil: END }, ['ValidUntilTooLate', BigInt(END), BigInt(END)]],
  ['T55 an end of 2^48 - 1', { validUntil: 2 ** 48 - 1 }, ['ValidUntilTooLate', 2n ** 48n - 1n, BigInt(END)]],
  ['T55 a window of block numbers', { validAfter: END, validUntil: END + 1 }, ['ValidUntilTooLate', BigInt(END + 1), BigInt(END)]],
  ['T165 a period of 1', { period: 1 }, ['PeriodTooShort', 1n, 60n]],
  ['a period of 59', { period: 59 }, ['PeriodTooShort', 59n, 60n]],
  ['T134 a period without anything counted', { period: 60, ...uncounted }, ['PeriodWithoutLimit', 60n]],
  ['a period of unlimited fees', { period: 60, ...uncounted, ...sponsored }, ['PeriodWithoutLimit', 60n]],
  ['a period of unlimited value', { period: 3600, ...uncounted, maxValue: UNLIMITED_VALUE }, ['PeriodWithoutLimit', 3600n]],
  ['a period of all unlimited', { period: 61, ...uncounted, ...sponsored, maxValue: UNLIMITED_VALUE }, ['PeriodWithoutLimit', 61n]],
  ['a short period without anything counted', { period: 59, ...uncounted }, ['PeriodTooShort', 59n, 60n]],
  ['T134 no calls', { maxCalls: 0 }, ['MaxCallsZero']],
  ['no calls, where all else is unlimited', { ...sponsored, maxCalls: 0 }, ['MaxCallsZero']],
  ['T115 unlimited fees without a paymaster', { maxFee: UNLIMITED_FEE }, ['PaymasterRequired']],
  ['the account as paymaster', ({ account }) => ({ paymaster: account }), ({ account }) => ['PaymasterNotAllowed', account]],
  ['the module as paymaster', ({ address }) => ({ paymaster: address }), ({ address }) => ['PaymasterNotAllowed', address]],
  ['a P-256 key that is no point of the curve', kind(1, bytes(64)), ['SignerNotValid', 1n, bytes(64)]],
  ['an address of kind P-256', kind(1, bytes(20)), ['SignerNotValid', 1n, bytes(20)]],
  ['T172 an ERC-7913 verifier without a key', kind(2, bytes(20)), ['SignerNotValid', 2n, bytes(20)]],
  ['an ERC-7913 verifier at address zero', kind(2, verifierAt(0)), ['SignerNotValid', 2n, verifierAt(0)]],
  ['T84 the identity precompile as verifier, which would echo the question as a yes', kind(2, verifierAt(4)), ['SignerNotValid', 2n, verifierAt(4)]],
  ['T84 the P-256 precompile as verifier', kind(2, verifierAt(0x100)), ['SignerNotValid', 2n, verifierAt(0x100)]],
  ['a verifier at the last address kept for precompiles', kind(2, verifierAt(0xffff)), ['SignerNotValid', 2n, verifierAt(0xffff)]],
  ['kind 3', kind(3, bytes(20)), ['SignerKindNotSupported', 3n]],
  ['kind 255', kind(255, bytes(20)), ['SignerKindNotSupported', 255n]],
  ['T134 no key', kind(0, '0x'), ['SignerNotValid', 0n, '0x']],
  ['a key of 19 bytes', kind(0, bytes(19)), ['SignerNotValid', 0n, bytes(19)]],
  ['T134 a key of 21 bytes', kind(0, bytes(21)), ['SignerNotValid', 0n, bytes(21)]],
  ['a key of 32 bytes', kind(0, bytes(32)), ['SignerNotValid', 0n, bytes(32)]],
  ['a key of 64 bytes', kind(0, bytes(64)), ['SignerNotValid', 0n, bytes(64)]],
  ['T60 T134 the key zero', kind(0, ZERO), ['SignerNotValid', 0n, ZERO]],
  ['T134 T152 no permission', { permissions: [] }, ['PermissionsEmpty']],
  ['T26 target zero', only(aPermission({ target: ZERO })), ['TargetNotAllowed', ZERO]],
  ['T33 the account as target', ({ account }) => only(aPermission({ target: account })), ({ account }) => ['TargetNotAllowed', account]],
  ['T34 the module as target', ({ address }) => only(aPermission({ target: address })), ({ address }) => ['TargetNotAllowed', address]],
  ['a transfer to zero', only(aTransfer(ZERO)), ['TargetNotAllowed', ZERO]],
  ['a transfer to the account', ({ account }) => only(aTransfer(account)), ({ account }) => ['TargetNotAllowed', account]],
  ['a transfer to the module', ({ address }) => only(aTransfer(address)), ({ address }) => ['TargetNotAllowed', address]],
  ['target zero beside another', beside(aPermission({ target: ZERO })), ['TargetNotAllowed', ZERO]],
  ['T33 the account beside another', ({ account }) => beside(aPermission({ target: account })), ({ account }) => ['TargetNotAllowed', account]],
  ['T34 the module beside another', ({ address }) => beside(aTransfer(address)), ({ address }) => ['TargetNotAllowed', address]],
  ['T180 a text of another function', only(aPermission({ selector: '0x12345678' })), ['SelectorMismatch', 'upvotePost(uint256)', '0x12345678', aPermission().selector]],
  ['a text with selector zero', only(aPermission({ selector: '0x00000000' })), ['SelectorMismatch', 'upvotePost(uint256)', '0x00000000', aPermission().selector]],
  ['one wrong bit in a selector', only(aPermission({ selector: flipped(aPermission().selector) })), ['SelectorMismatch', 'upvotePost(uint256)', flipped(aPermission().selector), aPermission().selector]],
  ['T10 a selector without text', only({ ...aTransfer(SOCIO3), selector: '0x12345678' }), ['SelectorMismatch', '', '0x12345678', '0x00000000']],
  ['T10 selector 0xffffffff without text', only({ ...aTransfer(SOCIO3), selector: '0xffffffff' }), ['SelectorMismatch', '', '0xffffffff', '0x00000000']],
  ['a wrong selector beside another', beside(aPermission({ selector: '0x12345678' })), ['SelectorMismatch', 'upvotePost(uint256)', '0x12345678', aPermission().selector]],
  ['permissions in falling order', { permissions: [HIGH, LOW] }, ['PermissionsNotAscending', 1n, permissionLeaf(LOW), permissionLeaf(HIGH)]],
  ['T102 T142 T158 a permission twice', { permissions: [LOW, LOW] }, ['PermissionsNotAscending', 1n, permissionLeaf(LOW), permissionLeaf(LOW)]],
  ['T102 a permission twice, apart', { permissions: [LOW, HIGH, LOW] }, ['PermissionsNotAscending', 2n, permissionLeaf(LOW), permissionLeaf(HIGH)]],
  ['T102 one selector under two texts', { permissions: ['transfer(address,uint256)', 'many_msg_babbage(bytes1)'].map((functionSignature) => aPermission({ functionSignature })) }, () => {
    const leaf = permissionLeaf(aPermission({ functionSignature: 'transfer(address,uint256)' }))
    return ['PermissionsNotAscending', 1n, leaf, leaf]
  }],
  ['a rule on a transfer', only({ ...aTransfer(SOCIO3), rules: [aRule()] }), ['RulesOnTransfer', SOCIO3]],
] // prettier-ignore

function flipped(selector: Hex): Hex {
  return `0x${(BigInt(selector) ^ 1n).toString(16).padStart(8, '0')}`
}

const resolve = (scene: Scene, fields: Fields): Session =>
  aSession(typeof fields === 'function' ? fields(scene) : fields)

describe('grant', () => {
  for (const [what, fields] of accepted)
    it(`takes ${what}`, async () => {
      const scene = await loadFixture(installModule)
      const session = resolve(scene, fields)
      expect(await grantVerdict(scene, session)).to.deep.equal([GRANTED, sessionId(session)])
    })

  for (const [what, fields, reason] of refused)
    it(`refuses ${what}`, async () => {
      const scene = await loadFixture(installModule)
      const session = resolve(scene, fields)
      const expected = typeof reason === 'function' ? reason(scene) : reason
      expect(await grantVerdict(scene, session)).to.deep.equal(expected)
    })

  it('lets another account be a target: only its own is refused', async () => {
    const scene = await loadFixture(installModule)
    const session = aSession(only(aPermission({ target: scene.account })))
    await scene.module.onInstall(installData())
    expect(await scene.module.grant.staticCall(sessionStruct(session))).to.equal(sessionId(session))
  })
})
