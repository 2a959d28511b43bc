// What wallets answer, read strictly where it decides something, in the forms of ERC-5792 as it is and as it first was.
import { getAddress, isAddress } from 'ethers'

import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'

type Fields = Readonly<Record<string, unknown>>

/** Whether an account executes several calls together, by itself or once its owner lets the wallet see to it. */
const TOGETHER: readonly unknown[] = ['supported', 'ready']

/** How much of an answer an error shows. */
const SHOWN = 200

/** @internal An object's fields; none of anything else. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** @internal A whole number, as hex, decimal text or a number; undefined if it is none. */
export function quantity(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined
  return typeof value === 'string' && /^(0x[0-9a-f]+|[0-9]+)$/i.test(value) ? BigInt(value) : undefined
}

/** @internal */
export function readChainId(answer: unknown): bigint {
  const chainId = quantity(answer)
  if (chainId === undefined) throw notUnderstood('eth_chainId', answer)
  return chainId
}

/** @internal */
export function readAccounts(answer: unknown): readonly Address[] {
  if (!Array.isArray(answer) || !answer.every(isAddress)) throw notUnderstood('eth_accounts', answer)
  return answer.map((account) => getAddress(account) as Address)
}

/**
 * @internal Of the answer to wallet_getCapabilities: what it says of this chain, or else of all chains (chain 0). Saying nothing
 * means no.
 */
export function isAtomic(answer: unknown, chainId: bigint): boolean {
  const byChain = Object.entries(fieldsOf(answer))
  const on = (chain: bigint): Fields => fieldsOf(byChain.find(([key]) => quantity(key) === chain)?.[1])
  const { atomic, atomicBatch } = { ...on(0n), ...on(chainId) }
  return TOGETHER.includes(fieldsOf(atomic)['status']) || fieldsOf(atomicBatch)['supported'] === true
}

/** @internal Of the answer to wallet_sendCalls: an object with the name of the calls, or the name alone. */
export function readCallsId(answer: unknown): string {
  const id = typeof answer === 'string' ? answer : fieldsOf(answer)['id']
  if (typeof id !== 'string' || id === '') throw notUnderstood('wallet_sendCalls', answer)
  return id
}

/** @internal The error of an answer that says nothing. */
export function notUnderstood(method: string, answer: unknown): LatchkeyError<'OwnerAnswerNotValid'> {
  // Of undefined, JSON makes nothing at all.
  const text = (JSON.stringify(answer, bigintText) as string | undefined) ?? String(answer)
  return new LatchkeyError('OwnerAnswerNotValid', { method, answer: text.slice(0, SHOWN) })
}

const bigintText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
