// What the examples of errors are about: a target, an account, a session.
import { id } from 'ethers'

import type { Address, Hex } from '../src'

export const TARGET: Address = '0x1111111111111111111111111111111111111111'
export const ACCOUNT: Address = '0x2222222222222222222222222222222222222222'
export const PAYMASTER: Address = '0x3333333333333333333333333333333333333333'
export const KEY: Address = '0x4444444444444444444444444444444444444444'
export const OTHER: Address = '0x5555555555555555555555555555555555555555'

export const hash = (text: string): Hex => id(text) as Hex
export const selectorOf = (text: string): Hex => hash(text).slice(0, 10) as Hex
export const headOf = (text: string): bigint => (BigInt(selectorOf(text)) << 224n) | BigInt(TARGET)

export const GWEI = 10n ** 9n
export const MILLIETHER = 10n ** 15n
export const MAX_128 = 2n ** 128n - 1n
export const SESSION = hash('a session')
export const STARTS = 1_800_000_000
export const ENDS = STARTS + 3_600
