// What the chain says after a call: the module's events, its raw storage, the slots it wrote, and why it refused.
import { concat, keccak256, toBeHex, ZeroHash, zeroPadValue, type ContractTransactionResponse, Result } from 'ethers'
import { ethers, network } from 'hardhat'

import { SessionKeyValidator__factory } from '../../../../typechain-types'
import type { Scene } from './scene'

const abi = SessionKeyValidator__factory.createInterface()

/** Why a call was refused: the error's name and its arguments. Or what it answered instead, which no test expects. */
export async function refusal(call: Promise<unknown>): Promise<unknown[]> {
  try {
    return ['(not refused)', await call]
  } catch (thrown) {
    return reasonOf(thrown)
  }
}

/** The same of a call already caught. */
export function reasonOf(thrown: unknown): unknown[] {
  const data = (thrown as { data?: unknown }).data
  if (typeof data !== 'string') throw thrown
  if (data === '0x') return ['(no reason)']
  const error = abi.parseError(data)
  return error === null ? ['(unknown)', data] : [error.name, ...plain(error.args)]
}

/** Calls the module as the account with these bytes, without a transaction: the answer, or rejects. */
export const callRaw = async ({ account }: Scene, data: string): Promise<string> =>
  await ethers.provider.call({ to: account, data })

/** All events of the module in a transaction, in order: name, then arguments. */
export async function eventsOf(sent: Promise<ContractTransactionResponse>): Promise<unknown[][]> {
  const receipt = await (await sent).wait()
  return (receipt?.logs ?? []).map((log) => {
    const event = abi.parseLog(log)
    return event === null ? ['(unknown)'] : [event.name, ...plain(event.args)]
  })
}

/** Slots that a transaction wrote, in order, also where it wrote what was there already. Only the module writes any. */
export const writesOf = async (sent: ContractTransactionResponse): Promise<string[]> =>
  (await stepsOf(sent)).filter(({ op }) => op === 'SSTORE').map(({ stack }) => `0x${stack.at(-1) ?? ''}`)

/** Every step of a transaction: its opcode, and the stack before it. */
export async function stepsOf({ hash }: ContractTransactionResponse): Promise<readonly Step[]> {
  const options = { disableMemory: true, disableStorage: true }
  const trace: unknown = await network.provider.send('debug_traceTransaction', [hash, options])
  return (trace as { structLogs: readonly Step[] }).structLogs
}

export interface Step {
  readonly op: string
  /** The depth of its call, from 1, and the gas left before it. */
  readonly depth: number
  readonly gas: number
  /** Words without 0x; the top is the last. */
  readonly stack: readonly string[]
}

/** Where `_epoch[account]` lies. */
export const epochSlot = (account: string): string => keccak256(concat([zeroPadValue(account, 32), ZeroHash]))

/** Where `_usage[id][account]` lies. */
export const usageSlot = (id: string, account: string): string =>
  keccak256(concat([zeroPadValue(account, 32), keccak256(concat([id, toBeHex(1, 32)]))]))

/** Raw storage of the module: the account's epoch, and its usage of a session. */
export async function storageOf({ address, account }: Scene, id: string): Promise<{ epoch: string; usage: string }> {
  const read = async (slot: string): Promise<string> => await ethers.provider.getStorage(address, slot)
  return { epoch: await read(epochSlot(account)), usage: await read(usageSlot(id, account)) }
}

/** Arguments as plain arrays. Text that is no UTF-8, which ethers refuses to read, is named as such. */
const plain = (args: Result): unknown[] =>
  Array.from({ length: args.length }, (_, i) => {
    try {
      const value: unknown = args[i]
      return value instanceof Result ? plain(value) : value
    } catch {
      return '(not UTF-8)'
    }
  })
