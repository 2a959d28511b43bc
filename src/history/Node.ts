// A node of the chain, asked by JSON-RPC. Not through a provider's own methods: those keep answers for a while, and two looks at
// one block must be two looks.
import { isHexString } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { answerOf, bytes, quantity, type Answer } from '../rpc/answer'
import { notReadable } from './notReadable'
import type { BlockMark, ModuleLog } from './ModuleLog'

/** ethers' JSON-RPC providers have `send`, wallets and viem's clients `request`. */
export type Node =
  | { send(method: string, params: unknown[]): Promise<unknown> }
  | { request(call: { readonly method: string; readonly params: unknown[] }): Promise<unknown> }

const ask = async (node: Node, method: string, params: unknown[]): Promise<unknown> =>
  'send' in node ? await node.send(method, params) : await node.request({ method, params })

/** @internal */
export async function chainIdOf(node: Node): Promise<bigint> {
  const chainId = await asked(0, async () => await ask(node, 'eth_chainId', []))
  return quantity(answerOf('eth_chainId', { chainId }), 'chainId')
}

/** @internal A block of the chain as the node has it now; undefined: it has none. */
export async function blockAt(node: Node, block: number | 'latest'): Promise<BlockMark | undefined> {
  const tag = typeof block === 'number' ? toQuantity(block) : block
  return await asked(typeof block === 'number' ? block : 0, async () => {
    const answer = await ask(node, 'eth_getBlockByNumber', [tag, false])
    if (answer === null) return undefined
    const fields = answerOf('eth_getBlockByNumber', answer)
    return { number: numberOf(fields, 'number'), hash: lower(bytes(fields, 'hash', 32)) }
  })
}

async function asked<Answered>(block: number, question: () => Promise<Answered>): Promise<Answered> {
  try {
    return await question()
  } catch (thrown) {
    throw notReadable(thrown, block, block)
  }
}

/** @internal What is asked for, both ends included. */
export interface LogQuery {
  readonly address: string
  /** As eth_getLogs has it: by position a topic, several of which one, or null for any. */
  readonly topics: readonly (string | readonly string[] | null)[]
  readonly from: number
  readonly to: number
}

/** @internal */
export async function logsOf(node: Node, { address, topics, from, to }: LogQuery): Promise<readonly ModuleLog[]> {
  const query = { address, topics, fromBlock: toQuantity(from), toBlock: toQuantity(to) }
  const answer = await ask(node, 'eth_getLogs', [query])
  if (!Array.isArray(answer))
    throw new LatchkeyError('LogsNotReadable', { from, to, reason: 'the node answered with no list' })
  return answer.map((log: unknown) => logFrom(answerOf('eth_getLogs', log)))
}

function logFrom(answer: Answer): ModuleLog {
  const { removed } = answer.fields
  return {
    address: bytes(answer, 'address', 20),
    topics: topicsOf(answer),
    data: bytes(answer, 'data'),
    blockNumber: numberOf(answer, 'blockNumber'),
    blockHash: bytes(answer, 'blockHash', 32),
    transactionHash: bytes(answer, 'transactionHash', 32),
    index: numberOf(answer, 'logIndex'),
    removed: removed === true,
  }
}

function topicsOf({ method, fields }: Answer): readonly string[] {
  const { topics } = fields
  if (Array.isArray(topics) && topics.every((topic) => isHexString(topic, 32))) return topics
  throw new LatchkeyError('AnswerNotValid', { method, reason: 'topics are not 32 bytes each' })
}

function numberOf(answer: Answer, name: string): number {
  const number = Number(quantity(answer, name))
  if (Number.isSafeInteger(number)) return number
  throw new LatchkeyError('AnswerNotValid', { method: answer.method, reason: `${name} is more than any chain has` })
}

const toQuantity = (value: number): Hex => `0x${value.toString(16)}`

const lower = (hex: Hex): Hex => hex.toLowerCase() as Hex
