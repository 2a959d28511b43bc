// Every error of the module, provoked once, with its arguments: a new error without a line here fails the first test.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, dataLength, keccak256, MaxUint256, toBeHex, ZeroHash } from 'ethers'

import {
  permissionLeaf,
  sessionId,
  sessionKeyValidatorInterface,
  sessionPreimage,
  sessionStruct,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type Hex,
  type Rule,
  type Session,
  type Sibling,
  type SignedGrant,
} from '../../../src'
import { SessionKeyValidator__factory } from '../../../typechain-types'
import { callRaw, refusal } from './helpers/chain'
import {
  anOp,
  callOf,
  check,
  header,
  headOf,
  limitsPart,
  pair,
  SAME,
  USER_OP_HASH,
  type Op,
  type OpOptions,
} from './helpers/op'
import { aCharge, aRule, FOLLOW, packRule, ruled, rulesInOrder } from './helpers/rules'
import { grant, installModule, type Scene } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, manyPermissions } from './helpers/session'
import { PAYMASTER, SOCIO3, START, word } from './helpers/session'

/** Provokes one error on a fresh scene with the happy session granted: what it should be, and the call. */
type Provocation = (scene: Scene) => readonly [args: readonly unknown[], call: Promise<unknown>]

const MAX128 = 2n ** 128n - 1n
const session = aSession()
const ID = sessionId(session)
const call = callOf(aPermission())
const [low, high] = manyPermissions(2)
const unmetered = aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS })
const periodic = aSession({ period: 600, maxCalls: 7 })
const batch = (...headers: string[]): OpOptions => ({ calls: headers.map(() => call), wire: { headers } })

const granting = (scene: Scene, fields: Partial<Session>): Promise<unknown> =>
  scene.validator.grant.staticCall(sessionStruct(aSession(fields)))
const opFor = (scene: Scene, options: OpOptions, one = session): Promise<unknown> =>
  check(scene, anOp(scene, one, options))
const opWith = (scene: Scene, op: Partial<Op>): Promise<unknown> => opFor(scene, { op })
const wire = (scene: Scene, part: NonNullable<OpOptions['wire']>): Promise<unknown> => opFor(scene, { wire: part })
/** After `steps` went through as the account, in one call. */
const after = (scene: Scene, steps: readonly string[], last: string): Promise<unknown> =>
  scene.mock.passAll.staticCall([...steps, last])
const rulesOf = (...rules: readonly Rule[]): Partial<Session> => ({ permissions: [aPermission({ rules })] })
/** An op, which says 42, under a rule that nobody granted. */
const ruleOn = (scene: Scene, rule: Partial<Rule>): Promise<unknown> =>
  wire(scene, { headers: [header(aPermission({ rules: [aRule(rule)] }))] })
const siblingOn = (chainId: bigint): Sibling => ({
  ...{ chainId, account: anAddress(1), epoch: ZeroHash as Hex, replaces: ZeroHash as Hex },
  sessionHash: ZeroHash as Hex,
})
const grantWith = (parts: Partial<SignedGrant>): SignedGrant => ({
  ...{ replaces: ZeroHash as Hex, siblings: [], ownerSignature: '0x12' },
  ...parts,
})
const signing = (scene: Scene, one: Session, parts: Partial<SignedGrant>): Promise<unknown> =>
  scene.module.grantSigned.staticCall(scene.account, sessionStruct(one), {
    ...grantWith(parts),
    siblings: [...(parts.siblings ?? [])],
  })
/** An op of the happy session that brings the grant of another. */
function attaching(scene: Scene, one: Session): Promise<unknown> {
  const [, ...types] = abi.getFunction('grantSigned').inputs
  const grant = AbiCoder.defaultAbiCoder().encode(types, [sessionStruct(one), grantWith({})])
  const signer = concat([session.signer, toBeHex(dataLength(grant), 2)])
  return wire(scene, { head: '0x14', signer, headers: ['0x00', grant] })
}
const abi = SessionKeyValidator__factory.createInterface()
const granted = (one: Session): string => abi.encodeFunctionData('grant', [sessionStruct(one)])
const validated = (scene: Scene, one: Session, options: OpOptions = {}): string =>
  abi.encodeFunctionData('validateUserOp', [anOp(scene, one, options), USER_OP_HASH])
const executed = (mode: string, data: string): string =>
  concat([
    '0xe9ae5c53',
    mode,
    toBeHex(64, 32),
    toBeHex((data.length - 2) / 2, 32),
    data,
    new Uint8Array(-((data.length - 2) / 2) & 31),
  ])

const provocations: Readonly<Record<string, Provocation>> = {
  // The shape of the userOp
  SenderNotCaller: (s) => [[s.account, s.stranger.address], s.module.validateUserOp.staticCall(anOp(s, session), USER_OP_HASH)],
  InitCodeNotEmpty: (s) => [[2n], opWith(s, { initCode: '0x7702' })],
  SelectorNotExecute: (s) => [['0x12345678'], opWith(s, { callData: '0x12345678' })],
  ModeNotAllowed: (s) => [[toBeHex(1, 32)], opWith(s, { callData: executed(toBeHex(1, 32), ZeroHash + ZeroHash.slice(2)) })],
  CallDataNotCanonical: (s) => [[51n, 52n], opWith(s, { callData: executed(ZeroHash, toBeHex(1, 51)) })],
  BatchEmpty: (s) => [[], opWith(s, { callData: executed(`0x01${'00'.repeat(31)}`, concat([toBeHex(32, 32), ZeroHash])) })],
  SelectorIncomplete: (s) => [[0n, 3n], opWith(s, { callData: executed(ZeroHash, toBeHex(1, 55)) })],

  // Calls
  ValueOverCap: (s) => [[0n, 9n, 0n], opFor(s, { calls: [{ ...call, value: 9n }] })],
  PermissionNotSame: (s) => [[0n, headOf(aPermission()), MaxUint256], wire(s, { headers: [SAME] })],
  RepeatNotMarked: (s) => [[1n], opFor(s, batch('0x00', '0x00'))],
  RootsDiffer: (s) => [
    [1n, permissionLeaf(low!), permissionLeaf(aPermission())],
    opFor(s, { calls: [call, callOf(low!)], wire: { headers: ['0x00', '0x00'] } }),
  ],

  // Sessions
  SessionNotLive: (s) => [[sessionId(periodic)], opFor(s, {}, periodic)],
  SessionAlreadyRevoked: (s) => [[ID], after(s, [abi.encodeFunctionData('revoke', [ID])], granted(session))],
  ModuleNotInstalled: (s) => [[s.stranger.address], s.module.revokeAll.staticCall(ZeroHash)],

  // Payer and limits
  PaymasterDataTooShort: (s) => [[51n, 52n], opWith(s, { paymasterAndData: `0x${'11'.repeat(51)}` })],
  PaymasterNotAllowed: (s) => [[anAddress(0)], opWith(s, { paymasterAndData: `0x${'00'.repeat(52)}` })],
  PaymasterRequired: (s) => [[], opFor(s, {}, unmetered)],
  GasOverMaximum: (s) => [[1n << 200n, MAX128], opWith(s, { preVerificationGas: 1n << 200n })],
  FeeOverLimit: (s) => [[10n ** 15n + 350_000n, 10n ** 15n], opWith(s, { preVerificationGas: 10n ** 15n + 50_000n, gasFees: pair(0n, 1n) })],
  CallsOverLimit: (s) => [[101n, 100n], opFor(s, batch('0x00', ...Array.from({ length: 100 }, () => SAME)))],
  ValueOverLimit: (s) => {
    const paid = aSession({ maxValue: 4n, permissions: [aPermission({ maxValue: 5n })] })
    return [[5n, 4n], after(s, [granted(paid)], validated(s, paid, { calls: [{ ...call, value: 5n }] }))]
  },
  PeriodOver: (s) => {
    const steps = [granted(periodic), validated(s, periodic, { periodIndex: 3 })]
    return [[2n, 3n], after(s, steps, validated(s, periodic, { periodIndex: 2 }))]
  },
  PeriodOutsideSession: (s) => [
    [BigInt(START) + 4200n, BigInt(START) + 3600n],
    after(s, [granted(periodic)], validated(s, periodic, { periodIndex: 7 })),
  ],

  // The authorization
  HeadNotValid: (s) => [[0x24n], wire(s, { head: '0x24' })],
  CallHeaderNotValid: (s) => [[0n, 8n], wire(s, { headers: ['0x08'] })],
  LimitsNotOmitted: (s) => [[], wire(s, { limits: limitsPart(unmetered) })],
  PaymasterNotOmitted: (s) => [[anAddress(0)], wire(s, { head: '0x0c', paymaster: anAddress(0) })],
  CapNotOmitted: (s) => [[0n], wire(s, { headers: [`0x01${'00'.repeat(10)}`] })],
  AuthorizationLengthMismatch: (s) => [[127n, 126n], wire(s, { headers: ['0x00', '0x00'] })],

  SignerKindNotSupported: (s) => [[3n], wire(s, { head: '0x07' })],
  RulesNotOmitted: (s) => [[0n], wire(s, { headers: ['0x020000'] })],
  GrantNotOmitted: (s) => [[], wire(s, { head: '0x14', signer: concat([session.signer, '0x0000']) })],

  // Rules on arguments
  ArgumentNotReadable: (s) => [[0n, 0n], ruleOn(s, { path: [1] })],
  WordNotCanonical: (s) => [[0n, 0n, 42n, 0x0401n], ruleOn(s, { wordType: 0x0401 })],
  RuleNotMet: (s) => [[0n, 0n, 42n], ruleOn(s, { values: [word(41)] })],
  AllowanceOverCap: (s) => {
    const charging = aSession(ruled([aCharge(41n, 5)]))
    return [[5n, 42n, 41n], after(s, [granted(charging)], validated(s, charging))]
  },

  // Attached grants, and grants by signature
  GrantDataNotValid: (s) => [[], s.module.checkGrantData.staticCall('0x')],
  GrantOfOtherSession: (s) => [[sessionId(periodic), ID], attaching(s, periodic)],
  ReplacesItself: (s) => [[ID], signing(s, session, { replaces: ID })],
  SiblingsNotAscending: (s) => [[0n, s.chainId, 0n], signing(s, session, { siblings: [siblingOn(s.chainId)] })],
  GrantSignatureNotValid: (s) => [[sessionId(periodic)], signing(s, periodic, {})],

  // Grants
  SignerNotValid: (s) => [[0n, '0x1234'], granting(s, { signer: '0x1234' })],
  WindowEmpty: (s) => [[7n, 7n], granting(s, { validAfter: 7, validUntil: 7 })],
  ValidUntilTooLate: (s) => [[2n ** 47n, 2n ** 47n], granting(s, { validUntil: 2 ** 47 })],
  PeriodTooShort: (s) => [[59n, 60n], granting(s, { period: 59 })],
  PeriodWithoutLimit: (s) => [[60n], granting(s, { period: 60, maxFee: 0n, maxCalls: UNLIMITED_CALLS })],
  MaxCallsZero: (s) => [[], granting(s, { maxCalls: 0 })],
  PermissionsEmpty: (s) => [[], granting(s, { permissions: [] })],
  PermissionsTooMany: (s) => {
    const start = granted(aSession({ permissions: [] })).slice(0, -64)
    return [[32_769n, 32_768n], callRaw(s, concat([start, toBeHex(32_769, 32), new Uint8Array(32 * 32_769)]))]
  },
  PermissionsNotAscending: (s) => [[1n, permissionLeaf(low!), permissionLeaf(high!)], granting(s, { permissions: [high!, low!] })],
  TargetNotAllowed: (s) => [[s.address], granting(s, { permissions: [aTransfer(s.address)] })],
  SelectorMismatch: (s) => [
    ['f()', '0x12345678', '0x26121ff0'],
    granting(s, { permissions: [aPermission({ functionSignature: 'f()', selector: '0x12345678' })] }),
  ],
  RulesOnTransfer: (s) => [[SOCIO3], granting(s, { permissions: [{ ...aTransfer(SOCIO3), rules: [aRule()] }] })],
  RulesTooMany: (s) => [[13n, 12n], granting(s, rulesOf(...Array.from({ length: 13 }, () => aRule())))],
  RulesNotAscending: (s) => {
    const hash = keccak256(packRule(aRule()))
    return [[1n, hash, hash], granting(s, rulesOf(aRule(), aRule()))]
  },
  PathLengthNotValid: (s) => [[0n, 0n, 8n], granting(s, rulesOf(aRule({ path: [] })))],
  PathStepNotValid: (s) => [[0n, 0n, BigInt(FOLLOW)], granting(s, rulesOf(aRule({ path: [FOLLOW] })))],
  WordTypeNotValid: (s) => [[0n, 33n], granting(s, rulesOf(aRule({ wordType: 33 })))],
  ComparisonNotValid: (s) => [[0n, 3n, 32n], granting(s, rulesOf(aRule({ comparison: 3 })))],
  MaskNotValid: (s) => [[0n, ZeroHash], granting(s, rulesOf(aRule({ mask: ZeroHash as Hex })))],
  ValueCountNotValid: (s) => [[0n, 0n], granting(s, rulesOf(aRule({ values: [] })))],
  ValueNotValid: (s) => [[0n, 0n, word(256)], granting(s, rulesOf(aRule({ wordType: 1, values: [word(256)] })))],
  AllowanceNotValid: (s) => [[0n, 7n], granting(s, rulesOf(aRule({ allowance: 7 })))],
  AllowanceCapsDiffer: (s) => {
    const rules = rulesInOrder([aCharge(8n, 3, 0), aCharge(9n, 3, 1)])
    const [cap, other] = [rules[1], rules[0]].map((rule) => BigInt(rule!.values[0]!))
    return [[3n, cap, other], granting(s, rulesOf(...rules))]
  },
  InstallDataNotValid: (s) => [[], s.validator.onInstall.staticCall('0x')],
  RenounceSignatureNotValid: (s) => [[ID], s.module.renounce.staticCall(sessionPreimage(session), s.account, '0x')],
} // prettier-ignore

/** Of a chain without the P-256 precompile, in test/integration/chainWithoutP256.test.ts. */
const ELSEWHERE = ['MissingPrecompile']

const namesOf = (errors: Iterable<{ readonly type: string; readonly name?: string }>): string[] =>
  [...errors].flatMap(({ type, name }) => (type === 'error' && name !== undefined ? name : [])).sort()

describe('the errors of the module', () => {
  it('are those that are provoked here, all of them', () => {
    const provoked = [...Object.keys(provocations), ...ELSEWHERE].sort()
    expect(namesOf(JSON.parse(abi.formatJson()) as never)).to.deep.equal(provoked)
    expect(namesOf(JSON.parse(sessionKeyValidatorInterface.formatJson()) as never)).to.deep.equal(provoked)
  })

  for (const [name, provoke] of Object.entries(provocations))
    it(name, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      const [args, attempt] = provoke(scene)
      expect(await refusal(attempt)).to.deep.equal([name, ...args])
    })

  it('are said by a grant as by an op, where both may refuse the same thing', async () => {
    const scene = await loadFixture(installModule)
    expect(await refusal(granting(scene, { signerKind: 3 as never }))).to.deep.equal(['SignerKindNotSupported', 3n])
    expect(await refusal(granting(scene, { maxFee: UNLIMITED_FEE }))).to.deep.equal(['PaymasterRequired'])
    expect(await refusal(granting(scene, { paymaster: scene.account }))).to.deep.equal([
      'PaymasterNotAllowed',
      scene.account,
    ])
    expect(await refusal(scene.module.grant.staticCall(sessionStruct(session)))).to.deep.equal([
      'ModuleNotInstalled',
      scene.stranger.address,
    ])
  })
})
