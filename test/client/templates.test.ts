// Templates: what they permit passes, and one step beyond each bound is refused. Selectors are those of the deployed contracts.
import { expect } from 'chai'
import { AbiCoder, concat } from 'ethers'

import {
  allowAaveV3,
  allowErc1155,
  allowErc20,
  allowErc4626,
  allowErc721,
  allowPermit2,
  allowUniswapV3,
  allowWeth,
  createSession,
  findPermission,
  isLatchkeyError,
  type ErrorCode,
  type Hex,
  type Permission,
  type Template,
} from '../../src'
import { ACCOUNT, anAddress, expectRefusal, KEY_ADDRESS, NOW, SOCIO3 } from './builders'

const [ALICE, BOB, EVE, POOL] = [anAddress(0xa1), anAddress(0xb0), anAddress(0xee), anAddress(0xf0)]
const MAX = (1n << 256n) - 1n
const budget = { max: 100n }

/** A call: selector, types of its arguments, the arguments. */
type Arguments = readonly [selector: Hex, types: string, values: readonly unknown[], value?: bigint | undefined]
/** Some arguments of the call, by position, and the error with them. */
type Edge = readonly [changes: Readonly<Record<number, unknown>>, code: ErrorCode]

const dataOf = ([selector, types, values]: Arguments): Hex =>
  concat([selector, AbiCoder.defaultAbiCoder().encode(types === '' ? [] : splitTypes(types), values)]) as Hex
const splitTypes = (types: string): string[] => types.split(/, (?![^(]*\))/)

function verdictOf(template: Template, target: Hex, call: Arguments): ErrorCode | 'permitted' {
  const session = createSession({
    signer: KEY_ADDRESS,
    allow: template.permissions,
    expires: '1h',
    fees: { max: 1n },
    value: 10n,
    now: NOW,
  })
  try {
    findPermission(session, { to: target, value: call[3] ?? 0n, data: dataOf(call) })
    return 'permitted'
  } catch (error) {
    if (!isLatchkeyError(error)) throw error
    return error.code
  }
}

const selectorsOf = ({ permissions }: Template): readonly Hex[] =>
  permissions.map(({ selector }: Permission) => selector)

/** The call passes with these arguments, and is refused with each of the changes. */
function itBounds(what: string, template: Template, target: Hex, call: Arguments, edges: readonly Edge[]): void {
  it(`${what}: permits the call`, () => expect(verdictOf(template, target, call)).to.equal('permitted'))
  edges.forEach(([changes, code]) => {
    const [selector, types, values, value] = call
    const changed = values.map((one, i) => (i in changes ? changes[i] : one))
    const text = JSON.stringify(changes, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))
    it(`${what}: refuses ${text.slice(0, 90)}`, () =>
      expect(verdictOf(template, target, [selector, types, changed, value])).to.equal(code))
  })
  it(`${what}: refuses native value`, () => {
    const [selector, types, values, value = 0n] = call
    expect(verdictOf(template, target, [selector, types, values, value + 1n])).to.equal('ValueOverCap')
  })
  it(`${what}: refuses another contract`, () => expect(verdictOf(template, EVE, call)).to.equal('CallNotPermitted'))
}

describe('allowErc20', () => {
  const options = { token: SOCIO3, account: ACCOUNT, budget }
  const full = allowErc20({ ...options, recipients: [ALICE, BOB], spenders: [POOL] })

  itBounds(
    'transfer',
    full,
    SOCIO3,
    ['0xa9059cbb', 'address, uint256', [BOB, 100n]],
    [
      [{ 0: EVE }, 'RuleNotMet'],
      [{ 0: POOL }, 'RuleNotMet'],
      [{ 1: 101n }, 'AllowanceOverCap'],
      [{ 1: MAX }, 'AllowanceOverCap'],
    ],
  )
  itBounds(
    'transferFrom',
    full,
    SOCIO3,
    ['0x23b872dd', 'address, address, uint256', [ACCOUNT, ALICE, 100n]],
    [
      [{ 0: ALICE }, 'RuleNotMet'],
      [{ 1: EVE }, 'RuleNotMet'],
      [{ 2: 101n }, 'AllowanceOverCap'],
    ],
  )
  for (const [name, selector] of [
    ['approve', '0x095ea7b3'],
    ['increaseAllowance', '0x39509351'],
  ] as const)
    itBounds(
      name,
      full,
      SOCIO3,
      [selector, 'address, uint256', [POOL, 100n]],
      [
        [{ 0: ALICE }, 'RuleNotMet'],
        [{ 1: 101n }, 'AllowanceOverCap'],
        [{ 1: MAX }, 'AllowanceOverCap'],
      ],
    )

  it('permits no permit, and nothing that is not asked for', () => {
    const types = 'address, address, uint256, uint256, uint8, bytes32, bytes32'
    const permit: Arguments = [
      '0xd505accf',
      types,
      [ACCOUNT, EVE, 1n, MAX, 27, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`],
    ]
    expect(verdictOf(full, SOCIO3, permit)).to.equal('CallNotPermitted')
    expect(selectorsOf(full)).to.have.members(['0xa9059cbb', '0x23b872dd', '0x095ea7b3', '0x39509351'])
    expect(selectorsOf(allowErc20({ ...options, recipients: [ALICE] }))).to.have.members(['0xa9059cbb', '0x23b872dd'])
    expect(selectorsOf(allowErc20({ ...options, spenders: [ALICE] }))).to.have.members(['0x095ea7b3', '0x39509351'])
    expectRefusal(() => allowErc20(options), 'FieldNotValid', { field: 'recipients' })
  })

  it('has one budget for all of it, of the number asked for', () => {
    const rules = allowErc20({ ...options, budget: { max: 5n, allowance: 7 }, recipients: 'anyone', spenders: [POOL] })
    const charges = rules.permissions.flatMap((permission) => permission.rules.filter((rule) => rule.comparison === 4))
    expect(charges.map(({ allowance, values }) => [allowance, BigInt(values[0] ?? 0)])).to.deep.equal(
      Array(4).fill([7, 5n]),
    )
  })

  it('lets tokens go to anyone only where that is said', () => {
    const open = allowErc20({ ...options, recipients: 'anyone' })
    expect(verdictOf(open, SOCIO3, ['0xa9059cbb', 'address, uint256', [EVE, 100n]])).to.equal('permitted')
    expect(open.bounds.join()).to.contain('anyone')
    expectRefusal(() => allowErc20({ ...options, recipients: [] }), 'RuleNotPossible', { argument: 'transfer.to' })
  })
})

describe('allowErc721', () => {
  const options = { token: SOCIO3, account: ACCOUNT, ids: [7n, 9n] }
  const full = allowErc721({ ...options, recipients: [ALICE], spenders: [POOL] })
  const edges: readonly Edge[] = [
    [{ 0: ALICE }, 'RuleNotMet'],
    [{ 1: EVE }, 'RuleNotMet'],
    [{ 2: 8n }, 'RuleNotMet'],
  ]
  itBounds('safeTransferFrom', full, SOCIO3, ['0x42842e0e', 'address, address, uint256', [ACCOUNT, ALICE, 9n]], edges)
  itBounds(
    'safeTransferFrom with data',
    full,
    SOCIO3,
    ['0xb88d4fde', 'address, address, uint256, bytes', [ACCOUNT, ALICE, 7n, '0x']],
    [...edges, [{ 3: '0x00' }, 'RuleNotMet']],
  )
  itBounds(
    'approve',
    full,
    SOCIO3,
    ['0x095ea7b3', 'address, uint256', [POOL, 7n]],
    [
      [{ 0: ALICE }, 'RuleNotMet'],
      [{ 1: 8n }, 'RuleNotMet'],
    ],
  )

  it('permits no setApprovalForAll, and nothing that is not asked for', () => {
    expect(verdictOf(full, SOCIO3, ['0xa22cb465', 'address, bool', [POOL, true]])).to.equal('CallNotPermitted')
    expect(selectorsOf(allowErc721({ ...options, spenders: [POOL] }))).to.deep.equal(['0x095ea7b3'])
    expectRefusal(() => allowErc721(options), 'FieldNotValid', { field: 'recipients' })
  })
})

describe('allowErc1155', () => {
  const options = { token: SOCIO3, account: ACCOUNT, ids: [7n, 9n], budget, recipients: [ALICE] } as const
  const full = allowErc1155({ ...options, batch: 3 })
  const batch = 'address, address, uint256[], uint256[], bytes'
  itBounds(
    'safeTransferFrom',
    full,
    SOCIO3,
    ['0xf242432a', 'address, address, uint256, uint256, bytes', [ACCOUNT, ALICE, 7n, 100n, '0x']],
    [
      [{ 0: ALICE }, 'RuleNotMet'],
      [{ 1: EVE }, 'RuleNotMet'],
      [{ 2: 8n }, 'RuleNotMet'],
      [{ 3: 101n }, 'AllowanceOverCap'],
      [{ 4: '0x00' }, 'RuleNotMet'],
    ],
  )

  for (const count of [1, 2, 3]) {
    const of = <T>(one: T, last: T): T[] => [...Array<T>(count - 1).fill(one), last]
    const inside = [ACCOUNT, ALICE, of(7n, 9n), of(1n, 100n), '0x']
    it(`permits a batch of ${count}`, () =>
      expect(verdictOf(full, SOCIO3, ['0x2eb2c2d6', batch, inside])).to.equal('permitted'))
    const outside: readonly unknown[][] = [
      [ALICE, ALICE, of(7n, 9n), of(1n, 1n), '0x'],
      [ACCOUNT, EVE, of(7n, 9n), of(1n, 1n), '0x'],
      [ACCOUNT, ALICE, of(7n, 8n), of(1n, 1n), '0x'],
      [ACCOUNT, ALICE, of(7n, 9n), of(1n, 101n), '0x'],
      [ACCOUNT, ALICE, [...of(7n, 9n), 7n], of(1n, 1n), '0x'],
      [ACCOUNT, ALICE, of(7n, 9n), [...of(1n, 1n), 1n], '0x'],
      [ACCOUNT, ALICE, of(7n, 9n), of(1n, 1n), '0x00'],
    ]
    outside.forEach((values, i) => {
      it(`refuses a batch of ${count} with another argument, number ${i + 1}`, () =>
        expect(verdictOf(full, SOCIO3, ['0x2eb2c2d6', batch, values])).to.not.equal('permitted'))
    })
  }

  it('refuses batches of none, of more than three, and all of them unless they are asked for', () => {
    for (const list of [[], [7n, 7n, 7n, 7n]])
      expect(verdictOf(full, SOCIO3, ['0x2eb2c2d6', batch, [ACCOUNT, ALICE, list, list, '0x']])).to.equal('RuleNotMet')
    const single = allowErc1155(options)
    expect(selectorsOf(single)).to.deep.equal(['0xf242432a'])
    expectRefusal(() => allowErc1155({ ...options, batch: 4 }), 'FieldNotValid', { field: 'batch' })
  })
})

describe('allowPermit2', () => {
  const options = { permit2: POOL, token: SOCIO3, account: ACCOUNT, budget }
  const full = allowPermit2({ ...options, approvals: { spenders: [BOB], until: NOW }, recipients: [ALICE] })
  itBounds(
    'approve',
    full,
    POOL,
    ['0x87517c45', 'address, address, uint160, uint48', [SOCIO3, BOB, 100n, NOW]],
    [
      [{ 0: EVE }, 'RuleNotMet'],
      [{ 1: ALICE }, 'RuleNotMet'],
      [{ 2: 101n }, 'AllowanceOverCap'],
      [{ 2: (1n << 160n) - 1n }, 'AllowanceOverCap'],
      [{ 3: NOW + 1 }, 'RuleNotMet'],
      [{ 3: 2 ** 48 - 1 }, 'RuleNotMet'],
    ],
  )
  itBounds(
    'transferFrom',
    full,
    POOL,
    ['0x36c78516', 'address, address, uint160, address', [ACCOUNT, ALICE, 100n, SOCIO3]],
    [
      [{ 0: ALICE }, 'RuleNotMet'],
      [{ 1: EVE }, 'RuleNotMet'],
      [{ 2: 101n }, 'AllowanceOverCap'],
      [{ 3: EVE }, 'RuleNotMet'],
    ],
  )

  it('refuses a budget that Permit2 takes for none, and a template of nothing', () => {
    const max = (1n << 160n) - 1n
    const of = (most: bigint) => allowPermit2({ ...options, budget: { max: most }, recipients: [ALICE] })
    expect(of(max - 1n).permissions).to.have.length(1)
    expectRefusal(() => of(max), 'FieldNotValid', { field: 'budget.max' })
    expectRefusal(() => allowPermit2(options), 'FieldNotValid', { field: 'approvals' })
  })
})

describe('allowUniswapV3', () => {
  const options = {
    router: POOL,
    account: ACCOUNT,
    tokenIn: ALICE,
    tokensOut: [BOB],
    fees: [500n],
    budget,
    leastOut: 9n,
  }
  const head = [ALICE, BOB, 500n, ACCOUNT] as const
  const types = 'address, address, uint24, address'
  const kinds = [
    ['SwapRouter', '0x414bf389', `(${types}, uint256, uint256, uint256, uint160)`, [5n, 100n, 9n, 0n], 5],
    ['SwapRouter02', '0x04e45aaf', `(${types}, uint256, uint256, uint160)`, [100n, 9n, 0n], 4],
  ] as const
  for (const [kind, selector, tuple, tail, amountIn] of kinds) {
    const inside: readonly unknown[] = [...head, ...tail]
    const but = (index: number, value: unknown): Readonly<Record<number, unknown>> => ({
      0: inside.map((one, i) => (i === index ? value : one)),
    })
    itBounds(
      kind,
      allowUniswapV3({ ...options, kind }),
      POOL,
      [selector, tuple, [inside]],
      [
        [but(0, EVE), 'RuleNotMet'],
        [but(1, EVE), 'RuleNotMet'],
        [but(2, 3000n), 'RuleNotMet'],
        [but(3, EVE), 'RuleNotMet'],
        [but(3, anAddress(0)), 'RuleNotMet'],
        [but(amountIn, 101n), 'AllowanceOverCap'],
        [but(amountIn + 1, 8n), 'RuleNotMet'],
      ],
    )
  }

  it('says that the price is not bounded', () => {
    const { cannot } = allowUniswapV3({ ...options, kind: 'SwapRouter' })
    expect(cannot.join(' ')).to.match(/price/)
  })
})

describe('allowAaveV3', () => {
  const position = { pool: POOL, account: ACCOUNT, asset: SOCIO3 }
  const numbered = (allowance: number) => ({ max: 100n, allowance })
  const full = allowAaveV3({
    ...position,
    supply: numbered(0),
    withdraw: numbered(1),
    borrow: numbered(2),
    repay: numbered(3),
  })
  const base: readonly Edge[] = [
    [{ 0: EVE }, 'RuleNotMet'],
    [{ 1: 101n }, 'AllowanceOverCap'],
    [{ 1: MAX }, 'AllowanceOverCap'],
  ]
  itBounds(
    'supply',
    full,
    POOL,
    ['0x617ba037', 'address, uint256, address, uint16', [SOCIO3, 100n, ACCOUNT, 0]],
    [...base, [{ 2: EVE }, 'RuleNotMet']],
  )
  itBounds(
    'withdraw',
    full,
    POOL,
    ['0x69328dec', 'address, uint256, address', [SOCIO3, 100n, ACCOUNT]],
    [...base, [{ 2: EVE }, 'RuleNotMet']],
  )
  const borrow: Arguments = ['0xa415bcad', 'address, uint256, uint256, uint16, address', [SOCIO3, 100n, 2n, 0, ACCOUNT]]
  itBounds('borrow', full, POOL, borrow, [...base, [{ 2: 1n }, 'RuleNotMet'], [{ 4: EVE }, 'RuleNotMet']])
  itBounds(
    'repay',
    full,
    POOL,
    ['0x573ade81', 'address, uint256, uint256, address', [SOCIO3, 100n, 2n, ACCOUNT]],
    [...base, [{ 2: 1n }, 'RuleNotMet'], [{ 3: EVE }, 'RuleNotMet']],
  )

  it('permits only what has a budget', () => {
    expect(selectorsOf(allowAaveV3({ ...position, repay: budget }))).to.deep.equal(['0x573ade81'])
    expectRefusal(() => allowAaveV3(position), 'FieldNotValid', { field: 'supply' })
  })
})

describe('allowErc4626', () => {
  const full = allowErc4626({ vault: POOL, account: ACCOUNT, deposit: budget, withdraw: { max: 100n, allowance: 1 } })
  itBounds(
    'deposit',
    full,
    POOL,
    ['0x6e553f65', 'uint256, address', [100n, ACCOUNT]],
    [
      [{ 0: 101n }, 'AllowanceOverCap'],
      [{ 1: EVE }, 'RuleNotMet'],
    ],
  )
  itBounds(
    'withdraw',
    full,
    POOL,
    ['0xb460af94', 'uint256, address, address', [100n, ACCOUNT, ACCOUNT]],
    [
      [{ 0: 101n }, 'AllowanceOverCap'],
      [{ 1: EVE }, 'RuleNotMet'],
      [{ 2: EVE }, 'RuleNotMet'],
    ],
  )

  it('permits only what has a budget', () => {
    expect(selectorsOf(allowErc4626({ vault: POOL, account: ACCOUNT, deposit: budget }))).to.deep.equal(['0x6e553f65'])
    expectRefusal(() => allowErc4626({ vault: POOL, account: ACCOUNT }), 'FieldNotValid', { field: 'deposit' })
  })
})

describe('allowWeth', () => {
  const full = allowWeth({ weth: POOL, maxDeposit: 5n, withdraw: budget })
  itBounds('deposit', full, POOL, ['0xd0e30db0', '', [], 5n], [])
  itBounds('withdraw', full, POOL, ['0x2e1a7d4d', 'uint256', [100n]], [[{ 0: 101n }, 'AllowanceOverCap']])

  it('permits only what is asked for', () => {
    expect(selectorsOf(allowWeth({ weth: POOL, withdraw: budget }))).to.deep.equal(['0x2e1a7d4d'])
    expectRefusal(() => allowWeth({ weth: POOL, maxDeposit: 0n }), 'FieldNotValid', { field: 'maxDeposit', value: '0' })
    expectRefusal(() => allowWeth({ weth: POOL }), 'FieldNotValid', { field: 'maxDeposit', value: 'undefined' })
  })
})
