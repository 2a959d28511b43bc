// What the compiler refuses to demand of arguments. Nothing here runs: `tsc` checks it, and an expectation that is not met is
// an error.
import { Contract, type Interface } from 'ethers'

import {
  allow,
  atLeast,
  atMost,
  between,
  callOf,
  equals,
  noneOf,
  not,
  or,
  oneOf,
  sessionKeyValidatorAbi,
  spend,
  type Condition,
} from '../../src'
import type { Socio3, TokenMock } from '../../typechain-types'
import { TokenMock__factory } from '../../typechain-types'
import { ACCOUNT, MODULE, SOCIO3 } from './builders'

const json = [
  {
    type: 'function',
    name: 'transfer',
    inputs: [
      { type: 'address', name: 'to', internalType: 'address' },
      { type: 'uint256', name: 'amount' },
    ],
    stateMutability: 'nonpayable',
  },
  {
    type: 'function',
    name: 'all',
    inputs: [
      { type: 'bool', name: 'flag' },
      { type: 'int64', name: 'delta' },
      { type: 'bytes4', name: 'selector' },
      { type: 'bytes', name: 'data' },
      { type: 'string', name: 'text' },
      { type: 'uint8[]', name: 'list' },
      { type: 'address[2][]', name: 'pairs' },
      { type: 'uint256', name: '' },
      {
        type: 'tuple[3]',
        name: 'orders',
        components: [
          { type: 'address', name: 'maker' },
          { type: 'tuple', name: 'price', components: [{ type: 'uint128', name: 'value' }] },
        ],
      },
    ],
    stateMutability: 'payable',
  },
  { type: 'function', name: 'like', inputs: [{ type: 'uint256', name: 'id' }], stateMutability: 'nonpayable' },
  { type: 'function', name: 'like', inputs: [{ type: 'address', name: 'who' }], stateMutability: 'nonpayable' },
  { type: 'function', name: 'cap', inputs: [{ type: 'uint256', name: 'maxValue' }], stateMutability: 'payable' },
] as const

const text = [
  'function transfer(address to, uint256 amount) returns (bool)',
  `function all(bool flag, int64 delta, bytes4 selector, bytes calldata data, string memory text, uint8[] list,
     address[2][] pairs, uint, tuple(address maker, (uint128 value) price)[3] orders) external payable returns (uint256)`,
  'function like(uint256 id)',
  'function like(address who)',
  'function cap(uint256 maxValue) payable',
] as const

/** The same contract in both forms: what `contract` takes, one of them would. */
const fromJson = { address: SOCIO3, abi: json }
const fromText = { address: SOCIO3, abi: text }
declare const contract: typeof fromJson | typeof fromText
declare const list: readonly bigint[]

export function namesOfArguments(): void {
  allow(fromJson, 'transfer', { to: oneOf(ACCOUNT, MODULE), amount: spend({ max: 100n }) })
  allow(fromText, 'transfer', { to: oneOf(ACCOUNT, MODULE), amount: spend({ max: 100n }) })
  allow(fromJson, 'transfer(address,uint256)', { to: equals(ACCOUNT), 1: atMost(5n), maxValue: 0n })
  allow(fromText, 'transfer(address,uint256)', { to: equals(ACCOUNT), 1: atMost(5n), maxValue: 0n })
  allow(fromJson, 'like(address)', { who: equals(ACCOUNT) })
  allow(fromText, 'like(address)', { who: equals(ACCOUNT) })
  allow(fromJson, 'all', { 7: equals(1n), maxValue: 5n })
  allow(fromText, 'all', { 7: equals(1n), maxValue: 5n })
  allow(fromJson, 'cap', { maxValue: 5n, 0: atMost(5n) })
  allow(fromText, 'cap', { maxValue: 5n, 0: atMost(5n) })
  allow(fromJson, 'cap', { maxValue: atMost(5n) })
  allow(fromText, 'cap', { maxValue: atMost(5n) })
  // @ts-expect-error no argument of this name
  allow(contract, 'transfer', { recipient: oneOf(ACCOUNT) })
  // @ts-expect-error no argument of this name
  allow(contract, 'transfer(address,uint256)', { recipient: oneOf(ACCOUNT) })
  // @ts-expect-error there are two arguments
  allow(contract, 'transfer', { 2: equals(1n) })
  // @ts-expect-error a value is no demand
  allow(contract, 'transfer', { amount: 5n })
  // @ts-expect-error wei are bigint
  allow(contract, 'transfer', { maxValue: 5 })
  // @ts-expect-error the other function has no such argument
  allow(contract, 'like(uint256)', { who: equals(ACCOUNT) })
  // @ts-expect-error this argument has no name
  allow(contract, 'all', { uint256: equals(1n) })
  // @ts-expect-error it is a number
  allow(contract, 'cap', { maxValue: equals(ACCOUNT) })
}

export function comparisonsOfTypes(): void {
  const demands = {
    flag: equals(true),
    delta: [between(-5, 5n), not(0n)],
    selector: between('0x00000001', '0x00000009'),
    data: callOf('function transfer(address to, uint256 amount)', { amount: atMost(1n) }),
    text: equals('hello'),
    list: { length: atMost(3), 0: spend({ max: 5n }), 1: oneOf(...list) },
    pairs: { 0: { 1: noneOf(ACCOUNT) } },
    orders: { 0: { maker: equals(ACCOUNT), price: { value: spend({ max: 5n }) } } },
  }
  allow(fromJson, 'all', demands)
  allow(fromText, 'all', demands)
  allow(fromJson, 'all', { data: { length: equals(64), 0: equals(ACCOUNT) }, text: { length: atLeast(1n) } })
  allow(fromText, 'all', { data: { length: equals(64), 0: equals(ACCOUNT) }, text: { length: atLeast(1n) } })
  // @ts-expect-error addresses have no order
  allow(contract, 'transfer', { to: between(ACCOUNT, MODULE) })
  // @ts-expect-error addresses are no numbers
  allow(contract, 'transfer', { to: oneOf(5n) })
  // @ts-expect-error nor one of several
  allow(contract, 'transfer', { to: oneOf(ACCOUNT, 5) })
  // @ts-expect-error and are not spent
  allow(contract, 'transfer', { to: spend({ max: 5n }) })
  // @ts-expect-error nor called
  allow(contract, 'transfer', { to: callOf('function f()') })
  // @ts-expect-error nor of parts
  allow(contract, 'transfer', { to: { 0: equals(1n) } })
  // @ts-expect-error a text is no number
  allow(contract, 'transfer', { amount: atMost('5') })
  // @ts-expect-error nor one of several
  allow(contract, 'transfer', { amount: [atLeast(1n), not('5')] })
  // @ts-expect-error nor a bool
  allow(contract, 'transfer', { amount: equals(true) })
  // @ts-expect-error numbers have no length
  allow(contract, 'transfer', { amount: { length: equals(1n) } })
  // @ts-expect-error a bool has no order
  allow(contract, 'all', { flag: atMost(true) })
  // @ts-expect-error and is no number
  allow(contract, 'all', { flag: equals(1) })
  // @ts-expect-error only unsigned numbers are spent
  allow(contract, 'all', { delta: spend({ max: 5n }) })
  // @ts-expect-error bytes4 are not spent
  allow(contract, 'all', { selector: spend({ max: 5n }) })
  // @ts-expect-error bytes4 are text
  allow(contract, 'all', { selector: equals(5n) })
  // @ts-expect-error a call is in bytes
  allow(contract, 'all', { selector: callOf('function f()') })
  // @ts-expect-error a call is not in a string
  allow(contract, 'all', { text: callOf('function f()') })
}

export function dynamicAndNestedParts(): void {
  allow(contract, 'all', { data: oneOf('0x12', '0x34'), text: or(equals('a'), equals('b')) })
  // @ts-expect-error a text is no number
  allow(contract, 'all', { text: oneOf(1n, 2n) })
  // @ts-expect-error strings have no order
  allow(contract, 'all', { text: atMost('a') })
  // @ts-expect-error a length is a number
  allow(contract, 'all', { text: { length: equals('1') } })
  // @ts-expect-error words are named by their index
  allow(contract, 'all', { data: { first: equals('0x') } })
  // @ts-expect-error an array is demanded by its parts
  allow(contract, 'all', { list: equals(1n) })
  // @ts-expect-error elements are named by their index
  allow(contract, 'all', { list: { first: equals(1n) } })
  // @ts-expect-error an element is a number
  allow(contract, 'all', { list: { 0: equals(ACCOUNT) } })
  // @ts-expect-error two addresses
  allow(contract, 'all', { pairs: { 0: { 2: equals(ACCOUNT) } } })
  // @ts-expect-error an address
  allow(contract, 'all', { pairs: { 0: { 1: atMost(1n) } } })
  // @ts-expect-error an array of fixed length has this length
  allow(contract, 'all', { orders: { length: equals(3n) } })
  // @ts-expect-error there are three of them
  allow(contract, 'all', { orders: { 3: { maker: equals(ACCOUNT) } } })
  // @ts-expect-error no component of this name
  allow(contract, 'all', { orders: { 0: { taker: equals(ACCOUNT) } } })
  // @ts-expect-error an address is no number
  allow(contract, 'all', { orders: { 0: { price: { value: equals(ACCOUNT) } } } })
  // @ts-expect-error a tuple is demanded by its parts
  allow(contract, 'all', { orders: { 0: { price: equals(1n) } } })
  // @ts-expect-error the call has no such argument
  allow(contract, 'all', { data: callOf('function transfer(address to)', { amount: atMost(1n) }) })
  // @ts-expect-error an address has no order
  allow(contract, 'all', { data: callOf('function transfer(address to)', { to: atMost(1n) }) })
}

export function generatedAbi(): void {
  const token = { address: SOCIO3, abi: TokenMock__factory.abi }
  allow(token, 'transfer', { to: oneOf(ACCOUNT), value: spend({ max: 5n }) })
  // @ts-expect-error it is called value
  allow(token, 'transfer', { amount: spend({ max: 5n }) })
  const module = { address: SOCIO3, abi: sessionKeyValidatorAbi }
  allow(module, 'grant', {
    session: { signer: { length: equals(20) }, permissions: { 0: { target: equals(ACCOUNT) } } },
  })
  // @ts-expect-error a paymaster is an address
  allow(module, 'grant', { session: { paymaster: atMost(5n) } })
}

// The names of a method's arguments are no part of its type: by name what fits some argument, by position this one.
export function generatedContract(token: TokenMock, socio3: Socio3): void {
  allow(token, 'transfer', { to: oneOf(ACCOUNT), value: spend({ max: 5n }), maxValue: 0n })
  allow(token, 'transfer', { 0: oneOf(ACCOUNT), 1: spend({ max: 5n }) })
  // @ts-expect-error the first is an address
  allow(token, 'transfer', { 0: spend({ max: 5n }) })
  // @ts-expect-error no argument is a bool
  allow(token, 'transfer', { flag: equals(true) })
  // @ts-expect-error no argument is bytes
  allow(token, 'transfer', { data: callOf('function f()') })
  allow(socio3, 'upvotePost', { 0: atMost(5n) })
  // @ts-expect-error it is a number
  allow(socio3, 'upvotePost', { 0: equals(ACCOUNT) })
}

export function judgedAtRunTimeOnly(names: string[], abi: Interface, anything: Condition): void {
  allow({ address: SOCIO3, abi: [`function ${names[0] ?? 'f'}(uint256 a)`] }, 'anything', { any: oneOf(1n, 'x') })
  allow(fromText, 'all', { data: callOf(`function ${names[0] ?? 'f'}(uint256 a)`, { any: oneOf(1n, 'x') }) })
  for (const wide of [{ address: SOCIO3, abi: names }, { address: SOCIO3, abi }, new Contract(SOCIO3, names)])
    allow(wide, 'transfer', { any: oneOf(1n, 'x'), thing: anything, data: callOf(String(names), { any: anything }) })
}
