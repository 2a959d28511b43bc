// How arguments and amounts are called in what owners read: by the names of a verified ABI, in a token's units.
import { expect } from 'chai'
import { FunctionFragment, MaxUint256 } from 'ethers'

import {
  allow,
  atMost,
  Condition,
  describeSession,
  describeWorstCase,
  differenceOf,
  oneOf,
  spend,
  worstCase,
  type Address,
  type Rule,
} from '../../src'
import { argumentName } from '../../src/session/argumentName'
import { Random } from '../property/jury/Random'
import { inOrder } from './arbitraries'
import { ACCOUNT, anAddress, aSession, SOCIO3 } from './builders'
import { randomCall } from './randomArguments'
import { rulesOf } from './rulesOf'

const SEED = Number(process.env['FC_SEED'] ?? 1)
const TOKEN = anAddress(0x70)
const OTHER_TOKEN = anAddress(0x71)
const ERC20 = [
  'function transfer(address to, uint256 amount)',
  'function approve(address spender, uint256 amount)',
  'function transferFrom(address from, address to, uint256 amount)',
]
const COINS = { [TOKEN]: { symbol: 'USDC', decimals: 6 } }
const [million, tenth] = [10n ** 12n, 10n ** 5n]

const tokenAt = (address: Address) => ({ address, abi: ERC20 })
const linesOf = (...[session, options]: Parameters<typeof describeSession>): readonly string[] =>
  describeSession(session, options)
    .split('\n')
    .map((line) => line.trim())

describe('names of arguments', () => {
  const inputsOf = (text: string) => FunctionFragment.from(`function ${text}`).inputs
  const [follow, element] = [2 ** 24, (index: number, size: number) => 2 * 2 ** 24 + index * 256 + size]
  const names: readonly [inputs: string, path: readonly number[], name: string | undefined][] = [
    ['f(uint256 postId)', [0], 'postId'],
    ['f(uint256, address)', [1], '1'],
    ['f(uint8 a, (uint8 x, uint8[2] y) b, bool c)', [3], 'b.y[1]'],
    ['f(uint8 a, (uint8 x, uint8[2] y) b, bool c)', [4], 'c'],
    ['f(uint8 a, (uint8 x, uint8[2] y) b, bool c)', [5], undefined],
    ['f(bytes data)', [0, follow, 3 * 2 ** 24], 'data.length'],
    ['f(bytes data)', [0, follow, 4 * 2 ** 24 + 2], 'data, its bytes from 64'],
    ['f(bytes data)', [0], undefined],
    ['f(bytes data)', [0, follow, 5 * 2 ** 24, 0], undefined],
    ['f(uint256[] ids)', [0, follow, element(3, 1)], 'ids[3]'],
    ['f((address to, uint256 amount)[] orders)', [0, follow, element(3, 2), 1], 'orders[3].amount'],
    ['f((address to, string note)[] orders)', [0, follow, element(3, 1), follow, 0], 'orders[3].to'],
    ['f((address to, string note) order)', [0, follow, 0], 'order.to'],
    ['f(string[2] notes)', [0, follow, 1, follow, 3 * 2 ** 24], 'notes[1].length'],
    ['f(uint256 a)', [0, follow, 3 * 2 ** 24], undefined],
    ['f()', [0], undefined],
  ]
  for (const [inputs, path, name] of names)
    it(`${inputs} has ${name ?? 'nothing'} at ${path.map((step) => step.toString(16)).join(' ')}`, () =>
      expect(argumentName(inputsOf(inputs), path)).to.equal(name))

  it(`are those by which the demand named them, for random types (FC_SEED=${SEED})`, () => {
    const random = new Random(SEED)
    let named = 0
    for (let i = 0; i < 2_000; i++) {
      const { signature, demands } = randomCall(random)
      const keys = keysOf(demands)
      const fragment = FunctionFragment.from(`function ${signature}`)
      for (const { path } of keys === undefined ? [] : (rulesOf({ signature, demands }, false) ?? [])) {
        expect(`${plain(argumentName(fragment.inputs, path) ?? '')}.`).to.satisfy(
          (name: string) => name.startsWith(`${keys}.`),
          `${signature}, ${keys}`,
        )
        named++
      }
    }
    expect(named).to.be.greaterThan(1_000)
  })

  it('stand in the prompt where the wallet has the ABI, and only there', () => {
    const abi = ['function upvotePost(uint256 postId)']
    const session = aSession({
      permissions: [allow({ address: SOCIO3, abi }, 'upvotePost', { postId: oneOf(1n, 2n) })],
    })
    expect(linesOf(session)).to.include('argument word 0 (uint256) is one of 1, 2')
    expect(linesOf(session, { abis: { [SOCIO3]: abi } })).to.include('postId (uint256) is one of 1, 2')
    expect(linesOf(session, { abis: { [SOCIO3]: ['function other()'], [TOKEN]: abi } })).to.include(
      'argument word 0 (uint256) is one of 1, 2',
    )
  })
})

describe('units of a token', () => {
  const budget = spend({ max: million })
  const permissions = inOrder([
    allow(tokenAt(TOKEN), 'transfer', { amount: budget }),
    allow(tokenAt(TOKEN), 'approve', { amount: budget, spender: oneOf(SOCIO3) }),
    allow(tokenAt(TOKEN), 'transferFrom', { amount: budget, from: oneOf(ACCOUNT), to: oneOf(SOCIO3) }),
  ])
  const session = aSession({ permissions })

  it('are shown for the amounts of ERC-20 functions', () => {
    const lines = linesOf(session, { tokens: COINS })
    const sum = 'adds up to at most 1000000 USDC (allowance 0), over all calls of the whole session'
    expect(lines).to.include.members([
      `argument word 1 (uint256) ${sum}`,
      `argument word 2 (uint256) ${sum}`,
      '- allowance 0: at most 1000000 USDC, over all calls that count towards it together',
    ])
    expect(linesOf(session).join(' ')).to.not.contain('USDC')
  })

  it('are shown in the worst case and in the difference', () => {
    const worst = describeWorstCase(worstCase(session), { tokens: COINS })
    expect(worst).to.contain('  - spend 1000000 USDC of allowance 0: ')
    const less = aSession({ permissions: [allow(tokenAt(TOKEN), 'transfer', { amount: atMost(tenth) })] })
    const more = aSession({ permissions: [allow(tokenAt(TOKEN), 'transfer', { amount: atMost(2n * tenth) })] })
    expect(differenceOf(less, more, { tokens: COINS })).to.include.members([
      '      argument word 1 (uint256) is from 0 USDC to 0.2 USDC',
      '      argument word 1 (uint256) is from 0 USDC to 0.1 USDC',
    ])
  })

  it('are not shown for what is no amount of this token', () => {
    const abi = ['function deposit(uint256 assets)', 'function transfer(address to, uint256 amount)']
    const deposit = allow({ address: TOKEN, abi }, 'deposit', { assets: budget })
    const shared = inOrder([deposit, allow(tokenAt(TOKEN), 'transfer', { amount: budget })])
    const lines = linesOf(aSession({ permissions: shared }), { tokens: COINS })
    expect(lines).to.include(
      'argument word 0 (uint256) adds up to at most 1000000000000 (allowance 0), over all calls of the whole session',
    )
    expect(lines).to.include('- allowance 0: at most 1000000000000, over all calls that count towards it together')
  })

  it('are not shown for a budget that two tokens share', () => {
    const both = inOrder([TOKEN, OTHER_TOKEN].map((token) => allow(tokenAt(token), 'transfer', { amount: budget })))
    const tokens = { ...COINS, [OTHER_TOKEN]: { symbol: 'DAI', decimals: 18 } }
    expect(linesOf(aSession({ permissions: both }), { tokens })).to.include(
      '- allowance 0: at most 1000000000000, over all calls that count towards it together',
    )
  })

  it('are not shown for an amount under a mask', () => {
    const masked: Rule = {
      path: [1],
      wordType: 0x20,
      comparison: 0,
      mask: `0x${(MaxUint256 - 1n).toString(16)}`,
      values: [`0x${tenth.toString(16).padStart(64, '0')}`],
      allowance: 0,
    }
    const [transfer] = [allow(tokenAt(TOKEN), 'transfer')]
    const text = linesOf(aSession({ permissions: [{ ...transfer, rules: [masked] }] }), { tokens: COINS }).join(' ')
    expect(text).to.contain('is one of 100000')
    expect(text).to.not.contain('USDC')
  })
})

/** The keys of a demand of one part; undefined if it lies in a call in bytes. */
function keysOf(demands: object): string | undefined {
  const entries: [string, unknown][] = Object.entries(demands)
  const [[key, inner] = ['', undefined]] = entries
  if (entries.length !== 1 || typeof inner !== 'object' || inner === null) return undefined
  if (inner instanceof Condition) return (inner.terms as { readonly kind: string }).kind === 'call' ? undefined : key
  const rest = keysOf(inner)
  return rest === undefined ? undefined : `${key}.${rest}`
}

/** `a.b[2], its bytes from 64` is a.b.2.2. */
const plain = (name: string): string =>
  name.replace(/\[(\d+)\]/g, '.$1').replace(/, its bytes from (\d+)$/, (_, from: string) => `.${Number(from) / 32}`)
