// What addresses, amounts and arguments are called in the texts that owners read.
import { formatUnits, Interface, MaxUint256, type FunctionFragment, type InterfaceAbi } from 'ethers'

import type { Address } from '../contracts'
import { amountText } from '../errors/valueTexts'
import { argumentName } from './argumentName'
import { describeRule } from './describeRule'
import { CHARGE, type Permission, type Rule } from './Session'

/** How amounts of a token are shown. */
export interface TokenWords {
  readonly symbol: string
  /** 6 for USDC: the amount 1,000,000 is shown as 1. */
  readonly decimals: number
}

/** What makes texts easier to read. All of it is taken at its word: it is the wallet's own, or comes from a source that it trusts. */
export interface WordsOptions {
  /** Names of addresses, also of those in rules. The address is always shown beside the name. */
  readonly labels?: Readonly<Record<Address, string>> | undefined
  /** The chain's native token, 18 decimals; ETH if omitted. */
  readonly currency?: string | undefined
  /** Tokens by their contract: amounts of ERC-20 functions are then shown in the token's units. */
  readonly tokens?: Readonly<Record<Address, TokenWords>> | undefined
  /** Verified ABIs of targets: arguments are then called by their names. */
  readonly abis?: Readonly<Record<Address, InterfaceAbi>> | undefined
}

/** @internal */
export interface Words {
  readonly name: (address: string) => string
  /** Of the native token. */
  readonly amount: (wei: bigint) => string
  /** What a rule of a permission demands. */
  readonly rule: (permission: Permission, rule: Rule) => string
  /** An amount that these functions spend: in units of the token if they are all functions of one that is known. */
  readonly spent: (functions: readonly TokenCall[], amount: bigint) => string
}

/** A function of a contract. */
type TokenCall = Pick<Permission, 'target' | 'functionSignature'>

/** The functions of ERC-20, and its usual extension, that have an amount: at which word. */
const AMOUNT_WORDS: Readonly<Record<string, number>> = {
  'transfer(address,uint256)': 1,
  'approve(address,uint256)': 1,
  'increaseAllowance(address,uint256)': 1,
  'decreaseAllowance(address,uint256)': 1,
  'transferFrom(address,address,uint256)': 2,
}

/** @internal Of all that a caller was given. */
export const pickWords = ({ labels, currency, tokens, abis }: WordsOptions): WordsOptions => ({
  labels,
  currency,
  tokens,
  abis,
})

/** @internal */
export function wordsFrom({ labels = {}, currency = 'ETH', tokens = {}, abis = {} }: WordsOptions): Words {
  const [labelOf, tokenOf, abiOf] = [byAddress(labels), byAddress(tokens), byAddress(abis)]
  const name = (address: string): string => {
    const label = labelOf(address)
    return label === undefined ? address : `${label} (${address})`
  }
  const tokenAmount = ({ target, functionSignature }: TokenCall): TokenWords | undefined =>
    AMOUNT_WORDS[functionSignature] === undefined ? undefined : tokenOf(target)
  return {
    name,
    amount: (wei) => amountText(wei, currency),
    rule: (permission, rule) => {
      const token = isAmount(permission, rule) ? tokenOf(permission.target) : undefined
      const inputs = functionOf(abiOf(permission.target), permission)?.inputs ?? []
      return describeRule(rule, {
        name,
        argument: argumentName(inputs, rule.path),
        amount: token && ((amount) => unitsText(amount, token)),
      })
    },
    spent: (functions, amount) => {
      const [first] = functions
      const token = first && functions.every((one) => isSame(one.target, first.target)) ? tokenAmount(first) : undefined
      return token !== undefined && functions.every((one) => tokenAmount(one) !== undefined)
        ? unitsText(amount, token)
        : String(amount)
    },
  }
}

/** @internal The functions of a session that count towards an allowance. */
export const spendingOn = (permissions: readonly Permission[], allowance: number): readonly Permission[] =>
  permissions.filter(({ rules }) => rules.some((rule) => rule.comparison === CHARGE && rule.allowance === allowance))

const isAmount = ({ functionSignature }: Permission, { path, mask, wordType }: Rule): boolean =>
  path.length === 1 && path[0] === AMOUNT_WORDS[functionSignature] && BigInt(mask) === MaxUint256 && wordType === 0x20

const unitsText = (amount: bigint, { decimals, symbol }: TokenWords): string =>
  `${formatUnits(amount, decimals).replace(/\.0$/, '')} ${symbol}`

function functionOf(abi: InterfaceAbi | undefined, { functionSignature }: Permission): FunctionFragment | null {
  return abi === undefined || functionSignature === '' ? null : Interface.from(abi).getFunction(functionSignature)
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

function byAddress<Value>(values: Readonly<Record<string, Value>>): (address: string) => Value | undefined {
  const known = new Map(Object.entries(values).map(([address, value]) => [address.toLowerCase(), value]))
  return (address) => known.get(address.toLowerCase())
}
