// Every error of the module, provoked once, with its arguments: a new error without a line here fails the first test.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, MaxUint256, toBeHex, ZeroHash } from 'ethers'

import {
  permissionLeaf,
  sessionId,
  sessionKeyValidatorInterface,
  sessionPreimage,
  sessionStruct,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type Session,
} from '../../../src'
import { SessionKeyValidator__factory } from '../../../typechain-types'
import { aRule } from '../../client/builders'
import { callRaw, refusal } from './helpers/chain'
import {
  anOp,
  callOf,
  check,
  headOf,
  limitsPart,
  pair,
  SAME,
  USER_OP_HASH,
  type Op,
  type OpOptions,
} from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, manyPermissions, PAYMASTER, START } from './helpers/session'

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

  // What this version refuses
  SignerKindNotSupported: (s) => [[1n], wire(s, { head: '0x05' })],
  RulesNotSupported: (s) => [[], wire(s, { headers: ['0x02'] })],
  SignedGrantNotSupported: (s) => [[], wire(s, { head: '0x14' })],

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
  InstallDataNotValid: (s) => [[], s.validator.onInstall.staticCall('0x')],
  RenounceSignatureNotValid: (s) => [[ID], s.module.renounce.staticCall(sessionPreimage(session), s.account, '0x')],
} // prettier-ignore

const namesOf = (errors: Iterable<{ readonly type: string; readonly name?: string }>): string[] =>
  [...errors].flatMap(({ type, name }) => (type === 'error' && name !== undefined ? name : [])).sort()

describe('the errors of the module', () => {
  it('are those that are provoked here, all of them', () => {
    const provoked = Object.keys(provocations).sort()
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
    const rules = [aRule()]
    expect(await refusal(granting(scene, { permissions: [aPermission({ rules })] }))).to.deep.equal([
      'RulesNotSupported',
    ])
    expect(await refusal(granting(scene, { signerKind: 1 }))).to.deep.equal(['SignerKindNotSupported', 1n])
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
