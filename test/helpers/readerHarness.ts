// How the module and the Lens read arguments and judge rules, asked side by side: one answer, or one reason, of both.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, toBeHex } from 'ethers'
import { ethers } from 'hardhat'

import type { Hex, Rule } from '../../src'
import { packRule } from '../../src/session/packRules'
import { SessionKeyValidator__factory, type ReaderHarness } from '../../typechain-types'

export async function deployReaderHarness(): Promise<ReaderHarness> {
  return await ethers.deployContract('ReaderHarness')
}

/** Steps of a path. */
export const at = (index: number): number => index
export const FOLLOW = 0x01000000
export const element = (index: number, words = 1): number => 0x02000000 + index * 256 + words
export const LENGTH = 0x03000000
export const bytesWord = (index: number): number => 0x04000000 + index
export const NESTED = 0x05000000

/** Bytes of calldata after a selector that nobody reads. */
export const callData = (...parts: readonly (bigint | number | string)[]): Hex =>
  concat(['0xc0ffee00', ...parts.map((part) => (typeof part === 'string' ? part : wordOf(part)))]) as Hex

/** Two's complement of what is below zero. */
export const wordOf = (value: bigint | number): Hex => toBeHex(BigInt.asUintN(256, BigInt(value)), 32) as Hex

const abi = SessionKeyValidator__factory.createInterface()

/** Name and arguments of the error, or the answer. */
export type Verdict = readonly unknown[]

/** What both read: `[word]`, or the reason of the module; the Lens must agree. */
export async function readBoth(path: readonly number[], data: string, place = 0): Promise<Verdict> {
  const harness = await loadFixture(deployReaderHarness)
  const packed = concat([toBeHex(path.length, 1), ...path.map((step) => toBeHex(step, 4))])
  const [readable, word] = await harness.readAsLens(data, [...path])
  const verdict = await verdictOf(async () => {
    const [read, size] = await harness.read(place, data, concat([packed, '0xffffffffff']))
    expect(size).to.equal(1 + 4 * path.length)
    return [read]
  })
  expect(readable ? [word] : ['ArgumentNotReadable', BigInt(place >> 8), BigInt(place & 0xff)]).to.deep.equal(verdict)
  return verdict
}

/** What both say of the rules: `[]` if they are met, or the reason of both. */
export async function checkBoth(rules: readonly Rule[], data: string, callIndex = 0): Promise<Verdict> {
  const harness = await loadFixture(deployReaderHarness)
  const verdict = await verdictOf(async () => {
    await harness.check(callIndex, data, packAll(rules))
    return []
  })
  const structs = rules.map((rule) => ({ ...rule, path: [...rule.path], values: [...rule.values] }))
  const asLens = await verdictOf(async () => {
    await harness.checkAsLens(callIndex, data, structs)
    return []
  })
  expect(asLens).to.deep.equal(verdict)
  return verdict
}

/** What a call charges: allowance, cap and amount, the allowance that was named last first. */
export async function spendsOf(rules: readonly Rule[], data: string): Promise<readonly (readonly bigint[])[]> {
  const harness = await loadFixture(deployReaderHarness)
  const spends = await harness.spendsOf(0, data, packAll(rules))
  return spends.map(({ allowance, cap, amount }) => [allowance, cap, amount])
}

const packAll = (rules: readonly Rule[]): string => concat(rules.map((rule, i) => packRule(rule, i)))

async function verdictOf(ask: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await ask()
  } catch (thrown) {
    const { data } = thrown as { readonly data?: unknown }
    const error = typeof data === 'string' ? abi.parseError(data) : null
    if (error === null) throw thrown
    return [error.name, ...(error.args.toArray() as unknown[])]
  }
}
