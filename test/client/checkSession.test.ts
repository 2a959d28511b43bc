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
  type Permission,
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
  SOCIO3,
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
    [
      'a period in which only an allowance is counted',
      {
        ...{ period: 60, maxFee: UNLIMITED_FEE, paymaster: PAYMASTER },
        permissions: [aPermission({ rules: [aRule({ comparison: 4 })] })],
      },
    ],
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
  const verifierAt = (address: number): Hex => `0x${address.toString(16).padStart(40, '0')}01`
  for (const address of [4, 0x100, 0xffff]) {
    const signer = verifierAt(address)
    refuses(`a verifier at ${address}, an address of precompiles`, { signerKind: 2, signer }, 'SignerNotValid', {
      signerKind: 2n,
      signer,
    })
  }
  it('takes a verifier at the first address above those of precompiles', () =>
    checkSession(aSession({ signerKind: 2, signer: verifierAt(0x10000) })))
  refuses('the account as verifier', { signerKind: 2, signer: `${ACCOUNT}01` }, 'SignerNotValid', {
    signer: `${ACCOUNT}01`,
  })
  refuses('the module as verifier', { signerKind: 2, signer: `${MODULE}01` }, 'SignerNotValid', {
    signer: `${MODULE}01`,
  })
  refuses('an unknown kind of key', { signerKind: 3 as never }, 'SignerKindNotSupported', { signerKind: 3n })
  refuses('half a kind of key', { signerKind: 0.5 as never }, 'FieldNotValid', { field: 'signerKind' })
  // The generator's x, once with its y and once beside it.
  const x = '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'
  const y = '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'
  it('takes a point of the P-256 curve', () => checkSession(aSession({ signerKind: 1, signer: `0x${x}${y}` })))
  for (const [title, signer] of [
    ['a point beside the curve', `0x${x}${y.slice(0, -1)}6`],
    ['zero as a point', `0x${'00'.repeat(64)}`],
    ['a point whose y passes the prime', `0x${'00'.repeat(32)}${'ff'.repeat(32)}`],
  ] as const)
    refuses(title, { signerKind: 1, signer }, 'SignerNotValid', { signerKind: 1n, signer })
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
    const packed = keccak256(packRule(aRule())) as Hex
    refusesRules('the same one twice', [aRule(), aRule()], 'RulesNotAscending', {
      ruleIndex: 1n,
      ruleHash: packed,
      previous: packed,
    })
    refusesRules(
      'more than twelve',
      Array.from({ length: 13 }, () => aRule()),
      'RulesTooMany',
      { count: 13n, maximum: 12n },
    )

    const WORD_1 = 1
    const FOLLOW = 0x0100_0000
    const ELEMENT_OF_1 = 0x0200_0001
    const ELEMENT_OF_2 = 0x0200_0002
    const LENGTH = 0x0300_0000
    const BYTES_WORD = 0x0400_0000
    const NESTED = 0x0500_0000
    const goodPaths = [
      [WORD_1],
      [WORD_1, FOLLOW, WORD_1],
      [WORD_1, FOLLOW, ELEMENT_OF_1],
      [WORD_1, FOLLOW, ELEMENT_OF_1, FOLLOW, LENGTH],
      [WORD_1, FOLLOW, ELEMENT_OF_2, WORD_1],
      [WORD_1, FOLLOW, BYTES_WORD],
      [WORD_1, FOLLOW, NESTED, WORD_1, FOLLOW, NESTED, WORD_1],
    ]
    for (const path of goodPaths)
      it(`takes the path ${path.join(', ')}`, () =>
        checkSession(aSession({ permissions: [aPermission({ rules: [aRule({ path })] })] })))
    const badPaths = [
      [[FOLLOW], 0],
      [[LENGTH], 0],
      [[ELEMENT_OF_1], 0],
      [[WORD_1, FOLLOW], 1],
      [[WORD_1, WORD_1], 1],
      [[WORD_1, FOLLOW + 1, WORD_1], 1],
      [[WORD_1, FOLLOW, FOLLOW, LENGTH], 2],
      [[WORD_1, FOLLOW, ELEMENT_OF_2], 2],
      [[WORD_1, FOLLOW, ELEMENT_OF_2 - 2], 2],
      [[WORD_1, FOLLOW, ELEMENT_OF_1, WORD_1], 3],
      [[WORD_1, FOLLOW, LENGTH + 1], 2],
      [[WORD_1, FOLLOW, LENGTH, FOLLOW, LENGTH], 3],
      [[WORD_1, FOLLOW, BYTES_WORD, FOLLOW, LENGTH], 3],
      [[WORD_1, FOLLOW, NESTED], 2],
      [[WORD_1, FOLLOW, NESTED, LENGTH], 3],
      [[0x0600_0000], 0],
    ] as const
    for (const [path, wrong] of badPaths)
      refusesRules(`the path ${path.join(', ')}`, [aRule({ path })], 'PathStepNotValid', {
        ruleIndex: 0n,
        stepIndex: BigInt(wrong),
        step: BigInt(the(path[wrong])),
      })
    for (const steps of [0, 9])
      refusesRules(`a path of ${steps} steps`, [aRule({ path: Array<number>(steps).fill(0) })], 'PathLengthNotValid', {
        steps: BigInt(steps),
        maximum: 8n,
      })

    for (const wordType of [0x0520, 0x0021, 0x0100, 0x0313, 0x0402])
      refusesRules(`the type ${wordType}`, [aRule({ wordType })], 'WordTypeNotValid', { wordType: BigInt(wordType) })
    for (const [comparison, wordType] of [
      [5, 0x0020],
      [2, 0x0120],
      [2, 0x0314],
      [3, 0x0020],
      [4, 0x0120],
      [4, 0x0401],
    ] as const)
      refusesRules(
        `comparison ${comparison} of the type ${wordType}`,
        [aRule({ comparison: comparison as never, wordType })],
        'ComparisonNotValid',
        { comparison: BigInt(comparison), wordType: BigInt(wordType) },
      )
    refusesRules('a mask with between', [aRule({ comparison: 2, mask: word(1) })], 'MaskNotValid', { ruleIndex: 0n })
    refusesRules('a mask of nothing', [aRule({ mask: word(0) })], 'MaskNotValid', { mask: word(0) })
    for (const [comparison, count] of [
      [0, 0],
      [1, 65],
      [2, 1],
      [2, 3],
      [4, 2],
    ] as const) {
      const values = Array.from({ length: count }, (_, i) => word(i))
      refusesRules(
        `${count} values of comparison ${comparison}`,
        [aRule({ comparison, values })],
        'ValueCountNotValid',
        {
          count: BigInt(count),
        },
      )
    }
    const badValues: readonly (readonly [string, Partial<Rule>, number])[] = [
      ['the same value twice', { values: [word(1), word(1)] }, 1],
      ['values that descend', { values: [word(2), word(1)] }, 1],
      ['a value outside the mask', { mask: word(2), values: [word(3)] }, 0],
      ['a value that is no address', { wordType: 0x0314, values: [word(1n << 160n)] }, 0],
      ['two as a bool', { wordType: 0x0401, values: [word(2)] }, 0],
      ['bytes on the wrong side', { wordType: 0x0204, values: [word(1)] }, 0],
      ['an int8 of 128', { wordType: 0x0101, values: [word(128)] }, 0],
      ['a range that ends before it starts', { comparison: 2, values: [word(2), word(1)] }, 1],
      ['a signed range from 1 to -1', { comparison: 3, wordType: 0x0120, values: [word(1), ALL_ONES] }, 1],
      ['a cap of zero', { comparison: 4, values: [word(0)] }, 0],
      ['a cap of 2^192', { comparison: 4, values: [word(1n << 192n)] }, 0],
    ]
    for (const [title, rule, index] of badValues)
      refusesRules(title, [aRule(rule)], 'ValueNotValid', {
        ruleIndex: 0n,
        valueIndex: BigInt(index),
        value: the(the(rule.values)[index]),
      })
    it('takes a signed range from -1 to 1', () => {
      const rule = aRule({ comparison: 3, wordType: 0x0120, values: [ALL_ONES, word(1)] })
      checkSession(aSession({ permissions: [aPermission({ rules: [rule] })] }))
    })

    refusesRules('an allowance without charge', [aRule({ allowance: 1 })], 'AllowanceNotValid', {
      ruleIndex: 0n,
      allowance: 1n,
    })
    it('refuses one allowance with two caps, in any permissions of a session', () => {
      const capped = (target: Hex, cap: number): Permission =>
        aPermission({ target, rules: [aRule({ comparison: 4, allowance: 7, values: [word(cap)] })] })
      checkSession(aSession({ permissions: inOrder([capped(anAddress(1), 5), capped(anAddress(2), 5)]) }))
      const permissions = inOrder([capped(anAddress(1), 5), capped(anAddress(2), 6)])
      expectRefusal(() => checkSession(aSession({ permissions })), 'AllowanceCapsDiffer', { allowance: 7n })
    })

    refusesRules('a value that is no word', [aRule({ values: ['0x01'] })], 'FieldNotValid', { field: 'value' })
    refusesRules('a step that does not fit', [aRule({ path: [2 ** 32] })], 'FieldNotValid', { field: 'step' })
    refuses(
      'rules on a transfer',
      { permissions: [aPermission({ functionSignature: '', maxValue: 1n, rules: [aRule()] })] },
      'RulesOnTransfer',
      { target: SOCIO3 },
    )
  })

  it('compares addresses as bytes, not as text', () => {
    const module: Hex = `0x${'ab'.repeat(20)}`
    const session = aSession({ permissions: [aPermission({ target: `0x${'AB'.repeat(20)}` })] })
    expectRefusal(() => checkSession(session, { module }), 'TargetNotAllowed', {})
    expect(() => checkSession(session, { module: anAddress(9) })).to.not.throw()
  })
})
