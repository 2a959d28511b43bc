// The order of checks: of everything that is wrong with an op or a session, the first is said. Each case has all the faults
// from its own on, so each line shows one neighbour of the order.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, dataSlice, toBeHex, ZeroHash } from 'ethers'

import { sessionId, sessionStruct, UNLIMITED_CALLS, UNLIMITED_FEE } from '../../src'
import type { Comparison, Hex, Rule, Session } from '../../src'
import { refusal } from '../unit/validator/helpers/chain'
import { anOp, check, DEFAULT_FEE, encodeWire, pair, validate, wireOf } from '../unit/validator/helpers/op'
import { SAME, windowOf, type Op } from '../unit/validator/helpers/op'
import { aCharge, ALL_ONES, aRule, FOLLOW, packRules, uint } from '../unit/validator/helpers/rules'
import { deployModule, grant, installData, installModule, type Scene } from '../unit/validator/helpers/scene'
import { anAddress, aPermission, aSession, HOUR, OTHER_KEY, START } from '../unit/validator/helpers/session'

const BATCH = toBeHex(1n << 248n, 32)
const PERIOD = 600
const USED_PERIOD = 3
const OUTSIDE = 1_000

const session = aSession({
  period: PERIOD,
  maxCalls: 1,
  maxValue: 5n,
  maxFee: DEFAULT_FEE,
  permissions: [aPermission({ maxValue: 10n, rules: [aCharge(10n)] })],
})
const permission = session.permissions[0]!
const foreign = { ...session, validUntil: session.validUntil + 1 }

/** Of the signature field: the terms, one call under a cap and one rule, its repetition, the signature. */
const LENGTH = 1n + 12n + 28n + 4n + 20n + (1n + 10n + 2n + 42n) + 1n + 64n

/** What can be wrong with an op, in the order of the checks, and what is said of it. */
const OP_FAULTS = {
  sender: ({ account }: Scene) => ['SenderNotCaller', anAddress(9), account],
  initCode: () => ['InitCodeNotEmpty', 1n],
  selector: () => ['SelectorNotExecute', '0x12345678'],
  offset: () => ['CallDataNotCanonical', 0x60n, 0x40n],
  mode: () => ['ModeNotAllowed', toBeHex(1n << 255n, 32)],
  payer: () => ['PaymasterDataTooShort', 1n, 52n],
  carriedPaymaster: () => ['PaymasterNotOmitted', anAddress(0)],
  head: () => ['HeadNotValid', 0x37n],
  kind: () => ['SignerKindNotSupported', 3n],
  emptyGrant: () => ['GrantNotOmitted'],
  callData: () => ['SelectorIncomplete', 0n, 3n],
  callHeader: () => ['CallHeaderNotValid', 0n, 0x0bn],
  zeroCap: () => ['CapNotOmitted', 0n],
  noRules: () => ['RulesNotOmitted', 0n],
  argument: () => ['ArgumentNotReadable', 0n, 0n],
  cap: () => ['ValueOverCap', 0n, 11n, 10n],
  length: () => ['AuthorizationLengthMismatch', LENGTH + 1n, LENGTH],
  unknown: () => ['SessionNotLive', sessionId(foreign)],
  key: () => ['(not refused)', 1n],
  gas: () => ['GasOverMaximum', 1n << 128n, (1n << 128n) - 1n],
  pastPeriod: () => ['PeriodOver', 2n, BigInt(USED_PERIOD)],
  fee: () => ['FeeOverLimit', 1_050_000n, DEFAULT_FEE],
  value: () => ['ValueOverLimit', 20n, 5n],
  calls: () => ['CallsOverLimit', 2n, 1n],
  allowance: () => ['AllowanceOverCap', 0n, 11n, 10n],
  latePeriod: () => ['PeriodOutsideSession', BigInt(START + OUTSIDE * PERIOD), BigInt(START + HOUR)],
} as const
type OpFault = keyof typeof OP_FAULTS

function callDataOf(has: (fault: OpFault) => boolean): string {
  const value = has('cap') ? 11n : has('value') ? 10n : 1n
  const args = has('argument') ? '0x' : toBeHex(has('allowance') ? 11 : 10, 32)
  const data = concat([permission.selector, args])
  const call = [permission.target, value, has('callData') ? '0x123456' : data]
  const batch = AbiCoder.defaultAbiCoder().encode(
    ['tuple(address,uint256,bytes)[]'],
    [has('calls') ? [call, [permission.target, value, data]] : [call]],
  )
  const execution = AbiCoder.defaultAbiCoder().encode(['bytes32', 'bytes'], [BATCH, batch])
  const mode = has('mode') ? toBeHex(1n << 255n, 32) : BATCH
  const offset = toBeHex(has('offset') ? 0x60 : 0x40, 32)
  return concat([has('selector') ? '0x12345678' : '0xe9ae5c53', mode, offset, dataSlice(execution, 64)])
}

/** An op with these faults and no others; without any the module accepts it. */
function opWith(scene: Scene, faults: readonly OpFault[]): Op {
  const has = (fault: OpFault): boolean => faults.includes(fault)
  const carried = has('carriedPaymaster')
  const head =
    (carried ? 0x08 : 0) | (has('head') ? 0x20 : 0) | (has('kind') ? 0x03 : 0) | (has('emptyGrant') ? 0x10 : 0)
  const first = concat([
    has('callHeader') ? '0x0b' : '0x03',
    toBeHex(has('zeroCap') ? 0n : permission.maxValue, 10),
    has('noRules') ? '0x0000' : concat(['0x002a', packRules(permission.rules)]),
  ])
  const wire = {
    head: toBeHex(0x04 | head, 1),
    paymaster: carried ? anAddress(0) : '0x',
    signer: concat([session.signer, has('emptyGrant') ? '0x0000' : '0x']),
    validUntil: toBeHex((has('unknown') ? foreign : session).validUntil, 6),
    periodIndex: toBeHex(has('pastPeriod') ? 2 : has('latePeriod') ? OUTSIDE : USED_PERIOD + 1, 4),
    headers: has('calls') ? [first, SAME] : [first],
  }
  const authorization = concat([encodeWire(wireOf(session, { wire })), has('length') ? '0x00' : '0x'])
  return anOp(scene, session, {
    authorization,
    ...(has('key') && { key: OTHER_KEY }),
    op: {
      callData: callDataOf(has),
      gasFees: pair(1n, has('fee') ? 3n : 2n),
      ...(has('sender') && { sender: anAddress(9) }),
      ...(has('initCode') && { initCode: '0x00' }),
      ...(has('payer') && { paymasterAndData: '0x00' }),
      ...(has('gas') && { preVerificationGas: 1n << 128n, accountGasLimits: pair(0n, 0n) }),
    },
  })
}

describe('the order of checks of an op', () => {
  async function used(): Promise<Scene> {
    const scene = await installModule()
    await grant(scene, session)
    const op = { callData: callDataOf(() => false), gasFees: pair(0n, 0n) }
    await validate(scene, anOp(scene, session, { periodIndex: USED_PERIOD, op }))
    return scene
  }

  const faults = Object.keys(OP_FAULTS) as OpFault[]
  faults.forEach((fault, i) =>
    it(`says ${fault} before ${faults[i + 1] ?? 'it accepts'}`, async () => {
      const scene = await loadFixture(used)
      expect(await refusal(check(scene, opWith(scene, faults.slice(i))))).to.deep.equal(OP_FAULTS[fault](scene))
    }),
  )

  it('ends with the window of the claimed period', async () => {
    const scene = await loadFixture(used)
    const start = START + (USED_PERIOD + 1) * PERIOD
    expect(await check(scene, opWith(scene, []))).to.equal(windowOf(start, start + PERIOD - 1))
  })
})

const good = aSession({ period: 60, maxFee: 7n })

/** The same of a session that is granted. */
const GRANT_FAULTS = {
  installation: ({ account }: Scene) => ['ModuleNotInstalled', account],
  kind: () => ['SignerKindNotSupported', 3n],
  signer: () => ['SignerNotValid', 0n, '0x1234'],
  paymaster: ({ account }: Scene) => ['PaymasterNotAllowed', account],
  permissions: () => ['PermissionsEmpty'],
  target: ({ account }: Scene) => ['TargetNotAllowed', account],
  selector: () => ['SelectorMismatch', '', '0x00000001', '0x00000000'],
  transfer: () => ['RulesOnTransfer', good.permissions[0]!.target],
  ruleCount: () => ['RulesTooMany', 13n, 12n],
  path: () => ['PathLengthNotValid', 0n, 0n, 8n],
  step: () => ['PathStepNotValid', 0n, 0n, BigInt(FOLLOW)],
  wordType: () => ['WordTypeNotValid', 0n, 0n],
  comparison: () => ['ComparisonNotValid', 0n, 5n, 32n],
  mask: () => ['MaskNotValid', 0n, ZeroHash],
  valueCount: () => ['ValueCountNotValid', 0n, 0n],
  value: () => ['ValueNotValid', 0n, 0n, toBeHex(256, 32)],
  allowance: () => ['AllowanceNotValid', 0n, 1n],
  ruleOrder: () => ['RulesNotAscending', 1n],
  ascending: () => ['PermissionsNotAscending'],
  window: () => ['WindowEmpty', 1n << 47n, 1n << 47n],
  end: () => ['ValidUntilTooLate', 1n << 47n, 1n << 47n],
  fees: () => ['PaymasterRequired'],
  calls: () => ['MaxCallsZero'],
  period: () => ['PeriodTooShort', 59n, 60n],
  counted: () => ['PeriodWithoutLimit', 60n],
  revoked: () => ['SessionAlreadyRevoked', sessionId(good)],
} as const
type GrantFault = keyof typeof GRANT_FAULTS

const RULE_FAULTS = ['ruleCount', 'path', 'step', 'wordType', 'comparison', 'mask', 'valueCount', 'value'] as const

/** The first of the permission's rules has the fault itself, the others what comes after it. */
function rulesWith(has: (fault: GrantFault) => boolean): readonly Rule[] {
  const faulty = [...RULE_FAULTS, 'allowance', 'ruleOrder', 'transfer'] as const
  if (!faulty.some((fault) => has(fault))) return []
  const rule = aRule({
    path: has('path') ? [] : [has('step') ? FOLLOW : 0],
    wordType: has('wordType') ? 0 : has('value') && !has('comparison') ? uint(8) : uint(256),
    comparison: (has('comparison') ? 5 : 0) as Comparison,
    mask: (has('mask') ? ZeroHash : ALL_ONES) as Hex,
    values: has('valueCount') ? [] : [toBeHex(has('value') ? 256 : 1, 32) as Hex],
    allowance: has('allowance') ? 1 : 0,
  })
  return Array.from({ length: has('ruleCount') ? 13 : 2 }, () => rule)
}

function sessionWith({ account }: Scene, faults: readonly GrantFault[]): Session {
  const has = (fault: GrantFault): boolean => faults.includes(fault)
  const [permission] = good.permissions
  const first = {
    ...permission!,
    rules: rulesWith(has),
    ...(has('target') && { target: account }),
    ...(has('transfer') && { functionSignature: '', selector: '0x00000000' as const }),
    ...(has('selector') && { selector: '0x00000001' as const }),
  }
  return {
    ...good,
    signerKind: (has('kind') ? 3 : 0) as 0,
    ...(has('signer') && { signer: '0x1234' as const }),
    ...(has('paymaster') && { paymaster: account }),
    ...(has('end') && { validUntil: 2 ** 47 }),
    ...(has('window') && { validAfter: 2 ** 47 }),
    maxFee: has('fees') && !has('paymaster') ? UNLIMITED_FEE : has('counted') ? 0n : good.maxFee,
    maxCalls: has('calls') ? 0 : has('counted') ? UNLIMITED_CALLS : good.maxCalls,
    period: has('period') ? 59 : 60,
    permissions: has('permissions') ? [] : has('ascending') ? [first, permission!] : [first],
  }
}

describe('the order of checks of a grant', () => {
  async function revoked(): Promise<Scene> {
    const scene = await deployModule()
    await scene.validator.revoke(sessionId(good))
    return scene
  }

  const faults = Object.keys(GRANT_FAULTS) as GrantFault[]
  faults.forEach((fault, i) =>
    it(`says ${fault} before ${faults[i + 1] ?? 'it grants'}`, async () => {
      const scene = await loadFixture(revoked)
      if (fault !== 'installation') await scene.validator.onInstall(installData())
      const struct = sessionStruct(sessionWith(scene, faults.slice(i)))
      const said = await refusal(scene.validator.grant.staticCall(struct))
      const expected: readonly unknown[] = GRANT_FAULTS[fault](scene)
      expect(said.slice(0, expected.length)).to.deep.equal(expected)
    }),
  )
})
