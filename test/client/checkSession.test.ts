import { expect } from 'chai'
import { id, keccak256, ZeroAddress } from 'ethers'

import {
  checkSession,
  packRule,
  permissionLeaf,
  PERMISSIONS_MAX,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type ErrorArgs,
  type ErrorCode,
  type Hex,
  type Rule,
  type Session,
} from '../../src'
import { inOrder } from './arbitraries'
import {
  ACCOUNT,
  ALL_ONES,
  anAddress,
  aPermission,
  aRule,
  aSession,
  expectRefusal,
  MODULE,
  PAYMASTER,
  word,
  the,
} from './builders'

const zero = ZeroAddress as Hex

describe('checkSession', () => {
  const taken: readonly [string, Partial<Session>][] = [
    ['one second', { validAfter: 5, validUntil: 6 }],
    ['the last second there is', { validUntil: 2 ** 47 - 1 }],
    ['the shortest period', { period: 60 }],
    ['a period in which calls are counted', { period: 60, maxCalls: 1, maxFee: UNLIMITED_FEE, paymaster: PAYMASTER }],
    ['a period in which value is counted', { period: 60, maxValue: 1n, maxFee: UNLIMITED_FEE, paymaster: PAYMASTER }],
    ['a period in which one wei of fees is counted', { period: 60, maxFee: 1n }],
    ['no fees at all', { maxFee: 0n }],
    ['rules', { permissions: [aPermission({ rules: [aRule()] })] }],
  ]
  for (const [title, overrides] of taken) it(`takes ${title}`, () => checkSession(aSession(overrides)))

  function refuses<Code extends ErrorCode>(
    title: string,
    overrides: Partial<Session>,
    code: Code,
    args: Partial<ErrorArgs<Code>>,
  ): void {
    it(`refuses ${title}`, () =>
      expectRefusal(() => checkSession(aSession(overrides), { account: ACCOUNT, module: MODULE }), code, args))
  }

  const shortKey: Hex = `0x${'11'.repeat(19)}`
  refuses('an address of 19 bytes', { signer: shortKey }, 'SignerNotValid', { signerKind: 0n, signer: shortKey })
  refuses('a point of 63 bytes', { signerKind: 1, signer: `0x${'11'.repeat(63)}` }, 'SignerNotValid', {
    signerKind: 1n,
  })
  refuses('a verifier without a key', { signerKind: 2, signer: PAYMASTER }, 'SignerNotValid', { signerKind: 2n })
  refuses('verifier zero', { signerKind: 2, signer: `${zero}01` }, 'SignerNotValid', { signerKind: 2n })
  refuses('the account as verifier', { signerKind: 2, signer: `${ACCOUNT}01` }, 'SignerNotValid', {
    signer: `${ACCOUNT}01`,
  })
  refuses('the module as verifier', { signerKind: 2, signer: `${MODULE}01` }, 'SignerNotValid', {
    signer: `${MODULE}01`,
  })
  refuses('an unknown kind of key', { signerKind: 3 as never }, 'FieldNotValid', { field: 'signerKind' })
  refuses('an empty window', { validAfter: 6, validUntil: 6 }, 'WindowEmpty', { validAfter: 6n, validUntil: 6n })
  refuses('2^47 as end', { validUntil: 2 ** 47 }, 'ValidUntilTooLate', { validUntil: 2n ** 47n, end: 2n ** 47n })
  refuses('a negative start', { validAfter: -1 }, 'FieldNotValid', { field: 'validAfter', value: '-1' })
  refuses('the account as paymaster', { paymaster: ACCOUNT }, 'PaymasterNotAllowed', { paymaster: ACCOUNT })
  refuses('the module as paymaster', { paymaster: MODULE }, 'PaymasterNotAllowed', { paymaster: MODULE })
  refuses('unlimited fees of the account', { maxFee: UNLIMITED_FEE }, 'PaymasterRequired', {})
  refuses('fees that do not fit', { maxFee: UNLIMITED_FEE + 1n }, 'FieldNotValid', { field: 'maxFee' })
  refuses('no calls', { maxCalls: 0 }, 'MaxCallsZero', {})
  refuses('too many calls', { maxCalls: UNLIMITED_CALLS + 1 }, 'FieldNotValid', { field: 'maxCalls' })
  refuses('a short period', { period: 59 }, 'PeriodTooShort', { period: 59n, minimum: 60n })
  refuses('a period that does not fit', { period: 2 ** 32 }, 'FieldNotValid', { field: 'period' })
  const uncounted = { period: 60, maxFee: UNLIMITED_FEE, paymaster: PAYMASTER }
  refuses('a period without limits', uncounted, 'PeriodWithoutLimit', { period: 60n })
  refuses('a period without counted limits', { ...uncounted, maxValue: UNLIMITED_VALUE }, 'PeriodWithoutLimit', {
    period: 60n,
  })
  refuses('a period with no fees', { period: 60, maxFee: 0n }, 'PeriodWithoutLimit', { period: 60n })

  describe('permissions', () => {
    refuses('none', { permissions: [] }, 'PermissionsEmpty', {})
    for (const target of [zero, ACCOUNT, MODULE])
      refuses(`the target ${target}`, { permissions: [aPermission({ target })] }, 'TargetNotAllowed', { target })

    it('refuses more than a proof can tell apart', () => {
      const permissions = Array.from({ length: PERMISSIONS_MAX + 1 }, () => aPermission())
      expectRefusal(() => checkSession(aSession({ permissions })), 'PermissionsTooMany', {
        count: 32_769n,
        maximum: 32_768n,
      })
    })

    it('refuses leaves that do not ascend, and equal ones', () => {
      const permissions = inOrder([aPermission(), aPermission({ target: PAYMASTER })])
      checkSession(aSession({ permissions }))
      const leaves = permissions.map(permissionLeaf)
      const reversed = aSession({ permissions: [...permissions].reverse() })
      expectRefusal(() => checkSession(reversed), 'PermissionsNotAscending', {
        index: 1n,
        leaf: the(leaves[0]),
        previous: the(leaves[1]),
      })
      const twice = aSession({ permissions: [aPermission(), aPermission()] })
      const leaf = permissionLeaf(aPermission())
      expectRefusal(() => checkSession(twice), 'PermissionsNotAscending', { index: 1n, leaf, previous: leaf })
    })

    const selector = id('tip(uint256)').slice(0, 10) as Hex
    refuses('a selector of another function', { permissions: [aPermission({ selector })] }, 'SelectorMismatch', {
      functionSignature: 'upvotePost(uint256)',
      selector,
      expected: aPermission().selector,
    })
    refuses(
      'a transfer with a selector',
      { permissions: [aPermission({ functionSignature: '', selector })] },
      'SelectorMismatch',
      { functionSignature: '', selector, expected: '0x00000000' },
    )
    const lie = 'upvotePost(uint256)\u202e'
    refuses(
      'text that is no signature',
      { permissions: [aPermission({ functionSignature: lie })] },
      'FunctionTextNotCanonical',
      {
        functionSignature: lie,
      },
    )
    refuses('a cap that does not fit', { permissions: [aPermission({ maxValue: 1n << 80n })] }, 'FieldNotValid', {
      field: 'maxValue',
    })
  })

  describe('rules', () => {
    function refusesRules<Code extends ErrorCode>(
      title: string,
      rules: readonly Rule[],
      code: Code,
      args: Partial<ErrorArgs<Code>>,
    ): void {
      refuses(title, { permissions: [aPermission({ rules })] }, code, args)
    }
    refusesRules('the same one twice', [aRule(), aRule()], 'RuleNotValid', { ruleIndex: 1 })
    refusesRules('a mask with between', [aRule({ comparison: 2, mask: word(1) })], 'RuleNotValid', { ruleIndex: 0 })
    refusesRules('an allowance without charge', [aRule({ allowance: 1 })], 'RuleNotValid', { ruleIndex: 0 })
    refusesRules('an unknown comparison', [aRule({ comparison: 5 as never })], 'FieldNotValid', { field: 'comparison' })
    refusesRules('an unknown type', [aRule({ wordType: 0x0520 })], 'FieldNotValid', { field: 'wordType' })
    refusesRules('an address of 19 bytes', [aRule({ wordType: 0x0313 })], 'FieldNotValid', { field: 'wordType' })
    refusesRules('a value that is no word', [aRule({ values: ['0x01'] })], 'FieldNotValid', { field: 'value' })
    refusesRules('a step that does not fit', [aRule({ path: [2 ** 32] })], 'FieldNotValid', { field: 'step' })

    it('refuses rules on a transfer, and more bytes than the wire can say', () => {
      const transfer = aPermission({ functionSignature: '', maxValue: 1n, rules: [aRule()] })
      expectRefusal(() => checkSession(aSession({ permissions: [transfer] })), 'RuleNotValid', {
        reason: 'a plain transfer has no arguments',
      })
      const rules = Array.from({ length: 9 }, (_, i) =>
        aRule({ path: [i], values: Array.from({ length: 255 }, () => ALL_ONES) }),
      )
      const long = aPermission({ rules: sortRules(rules) })
      expectRefusal(() => checkSession(aSession({ permissions: [long] })), 'RuleNotValid', {
        reason: 'packed rules exceed 65535 bytes',
      })
    })
  })

  it('compares addresses as bytes, not as text', () => {
    const module: Hex = `0x${'ab'.repeat(20)}`
    const session = aSession({ permissions: [aPermission({ target: `0x${'AB'.repeat(20)}` })] })
    expectRefusal(() => checkSession(session, { module }), 'TargetNotAllowed', {})
    expect(() => checkSession(session, { module: anAddress(9) })).to.not.throw()
  })
})

function sortRules(rules: readonly Rule[]): readonly Rule[] {
  return [...rules].sort((a, b) => (keccak256(packRule(a)) < keccak256(packRule(b)) ? -1 : 1))
}
