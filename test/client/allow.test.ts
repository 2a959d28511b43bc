import { expect } from 'chai'
import { Contract, id, Interface } from 'ethers'

import { allow, allowTransfer, isFunctionSignature, sessionKeyValidatorAt, toCall, UNLIMITED_VALUE } from '../../src'
import { ACCOUNT, expectRefusal, SOCIO3, UPVOTE } from './builders'

const ABI = [
  'function upvotePost(uint256 postId)',
  'function tip(uint256 postId) payable',
  'function like(uint256)',
  'function like(uint256,(address,bytes)[] all)',
] as const
const socio3 = { address: SOCIO3, abi: ABI }
const untyped = new Contract(SOCIO3, ABI)

describe('allow', () => {
  it('makes a permission with the canonical text and its selector', () => {
    expect(allow(socio3, 'upvotePost')).to.deep.equal({
      target: SOCIO3,
      functionSignature: 'upvotePost(uint256)',
      selector: id('upvotePost(uint256)').slice(0, 10),
      maxValue: 0n,
      rules: [],
    })
  })

  it('takes an ethers contract, an Interface and a JSON ABI alike', () => {
    const json = JSON.parse(new Interface(ABI).formatJson()) as unknown[]
    const expected = allow(socio3, 'tip')
    expect(allow(untyped, 'tip')).to.deep.equal(expected)
    expect(allow({ address: SOCIO3, abi: new Interface(ABI) }, 'tip')).to.deep.equal(expected)
    expect(allow({ address: SOCIO3, abi: json }, 'tip')).to.deep.equal(expected)
  })

  it('takes a generated contract', () => {
    const contract = sessionKeyValidatorAt(SOCIO3, untyped.runner as never)
    expect(allow(contract, 'revokeAll').functionSignature).to.equal('revokeAll(bytes32)')
  })

  for (const [what, contract, value] of [
    ['an address alone', SOCIO3, JSON.stringify(SOCIO3)],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an address without an ABI', { address: SOCIO3 }, '[object Object]'],
    ['an ABI alone', ABI, ABI.join(',')],
  ] as const)
    it(`refuses as a contract ${what}`, () => {
      const expected = 'an ethers contract, or { address, abi }'
      expectRefusal(() => allow(contract as never, 'upvotePost' as never), 'FieldNotValid', {
        field: 'contract',
        value,
        expected,
      })
    })

  it('tells overloaded functions apart by their argument types', () => {
    const permission = allow(socio3, 'like(uint256,(address,bytes)[])')
    expect(permission.selector).to.equal(id('like(uint256,(address,bytes)[])').slice(0, 10))
  })

  it('refuses an ambiguous name and lists what it can mean', () => {
    expectRefusal(() => allow(untyped, 'like'), 'FunctionAmbiguous', {
      name: 'like',
      candidates: ['like(uint256)', 'like(uint256,(address,bytes)[])'],
    })
  })

  for (const name of ['upvote', 'upvotePost(uint256 postId)', 'upvotePost(uint)', 'upvotePost(address)', '']) {
    it(`refuses the unknown name "${name}" and lists all functions`, () => {
      expectRefusal(() => allow(untyped, name), 'FunctionUnknown', {
        name,
        candidates: ['like(uint256)', 'like(uint256,(address,bytes)[])', 'tip(uint256)', 'upvotePost(uint256)'],
      })
    })
  }

  it('allows value for a payable function', () => {
    expect(allow(socio3, 'tip', { maxValue: 5n }).maxValue).to.equal(5n)
  })

  it('refuses value for a function that takes none', () => {
    expectRefusal(() => allow(socio3, 'upvotePost', { maxValue: 1n }), 'FunctionNotPayable', {
      functionSignature: 'upvotePost(uint256)',
    })
  })

  it('refuses amounts that do not fit', () => {
    for (const maxValue of [-1n, UNLIMITED_VALUE + 1n, 1 as unknown as bigint])
      expectRefusal(() => allow(socio3, 'tip', { maxValue }), 'FieldNotValid', { field: 'maxValue' })
  })

  it('refuses what is no address', () => {
    for (const address of [
      'socio3.eth',
      '',
      SOCIO3.slice(2),
      `${SOCIO3}00`,
      '0x52908400098527886E0F7030069857D2E4169Ee7',
    ])
      expectRefusal(() => allow({ address, abi: ABI }, 'tip'), 'FieldNotValid', { field: 'contract' })
    const named = new Contract('socio3.eth', ABI, { provider: null, resolveName: () => Promise.resolve(SOCIO3) })
    expectRefusal(() => allow(named, 'tip'), 'FieldNotValid', { field: 'contract' })
    const addressable = new Contract({ getAddress: () => Promise.resolve(SOCIO3) }, ABI)
    expectRefusal(() => allow(addressable, 'tip'), 'FieldNotValid', { field: 'contract.target' })
  })

  it('writes addresses with their checksum', () => {
    const lower = '0xabcdefabcdefabcdefabcdefabcdefabcdefabcd'
    expect(allow({ address: lower, abi: ABI }, 'tip').target).to.equal('0xABcdEFABcdEFabcdEfAbCdefabcdeFABcDEFabCD')
  })
})

describe('allowTransfer', () => {
  it('makes a permission for calls without data', () => {
    expect(allowTransfer(ACCOUNT, { maxValue: 3n })).to.deep.equal({
      target: ACCOUNT,
      functionSignature: '',
      selector: '0x00000000',
      maxValue: 3n,
      rules: [],
    })
  })

  it('refuses a transfer of nothing', () => {
    expectRefusal(() => allowTransfer(ACCOUNT, { maxValue: 0n }), 'FieldNotValid', { field: 'maxValue', value: '0' })
  })
})

describe('isFunctionSignature', () => {
  for (const text of ['f()', '$_f1(uint256,bytes32[2][],(string,(bool))[3])'])
    it(`takes ${text}`, () => expect(isFunctionSignature(text)).to.equal(true))

  const lies = [
    'f',
    'f(uint)',
    'f(uint256 a)',
    'f( uint256)',
    'f(uint256,)',
    'f()\n',
    ' f()',
    'f(uint256)\u202e',
    'é()',
  ]
  for (const text of [...lies, '1f()', 'f(uint7)', 'f(Foo)', 'f(tuple(bool))', 'f() payable', 'function f()', '', '()'])
    it(`refuses ${JSON.stringify(text)}`, () => expect(isFunctionSignature(text)).to.equal(false))

  it('takes 32 parentheses in each other and 4,096 characters, and no more: a parser would drown in them', () => {
    const nested = (depth: number): string => `f${'('.repeat(depth)}${')'.repeat(depth)}`
    expect([32, 33].map((depth) => isFunctionSignature(nested(depth)))).to.deep.equal([true, false])
    const named = (length: number): string => `${'f'.repeat(length - 2)}()`
    expect([4_096, 4_097].map((length) => isFunctionSignature(named(length)))).to.deep.equal([true, false])
  })
})

describe('toCall', () => {
  it('takes what populateTransaction makes', async () => {
    const transaction = await untyped.getFunction('upvotePost').populateTransaction(42)
    expect(toCall(transaction)).to.deep.equal({ ...UPVOTE, value: 0n })
  })

  it('refuses data shorter than a selector', () => {
    expectRefusal(() => toCall({ to: SOCIO3, data: '0x123456' }, 4), 'SelectorIncomplete', {
      callIndex: 4n,
      length: 3n,
    })
  })

  it('refuses odd digits, negative value and no address', () => {
    expectRefusal(() => toCall({ to: SOCIO3, data: '0x123' }), 'FieldNotValid', { field: 'data' })
    expectRefusal(() => toCall({ to: SOCIO3, value: -1n }), 'FieldNotValid', { field: 'value', value: '-1' })
    expectRefusal(() => toCall({ to: 'x' }), 'FieldNotValid', { field: 'to', value: '"x"' })
  })
})
