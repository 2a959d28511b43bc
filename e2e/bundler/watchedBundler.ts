// A bundler, and what passes between it and the client.
import type { Filter, Log } from 'ethers'

import {
  entryPointInterface,
  isLatchkeyError,
  type Address,
  type Bundler,
  type ErrorCode,
  type GasEstimate,
  type Hex,
  type UserOp,
} from '../../src'

/** The event that the EntryPoint emits for each op. */
const MINED = entryPointInterface.getEvent('UserOperationEvent')?.topicHash ?? null

/** An op that the bundler has taken. */
export interface TakenOp {
  readonly userOp: UserOp
  readonly userOpHash: Hex
  readonly entryPoint: Address
  /** The bundler's own, before the client added to it. */
  readonly estimate: GasEstimate | undefined
  /** Once it is mined. */
  readonly block: number | undefined
}

/** What was seen so far. */
export interface WatchedBundler extends Bundler {
  /** Oldest first. */
  readonly taken: readonly TakenOp[]
  /** What it refused, estimates too, in order. */
  readonly refused: readonly ErrorCode[]
  /** The most ops of one account that it had, or was about to get, at one time; what is mined it does not have any more. */
  readonly mostPending: number
}

/** What is asked of the chain. */
export interface ChainLogs {
  getLogs(filter: Filter): Promise<readonly Pick<Log, 'blockNumber'>[]>
}

/** The same bundler, watched; of ops that are mined the chain knows before every bundler does. */
export function watchedBundler(bundler: Bundler, chain: ChainLogs): WatchedBundler {
  const taken: (TakenOp & { block: number | undefined })[] = []
  const refused: ErrorCode[] = []
  const estimates = new Map<Hex, GasEstimate>()
  const sending = new Map<Address, number>()
  let mostPending = 0

  const receipt: Bundler['receipt'] = async (userOpHash) => {
    const answer = await bundler.receipt(userOpHash)
    const op = taken.find((one) => one.userOpHash === userOpHash)
    if (answer !== undefined && op !== undefined) op.block = answer.blockNumber
    return answer
  }
  const pendingOf = (sender: Address) =>
    taken.filter(({ userOp, block }) => userOp.sender === sender && block === undefined)
  const blockOf = async ({ entryPoint, userOpHash }: TakenOp): Promise<number | undefined> => {
    const logs = await chain.getLogs({ address: entryPoint, topics: [MINED, userOpHash], fromBlock: 0 })
    return logs[0]?.blockNumber
  }
  const begin = async (sender: Address): Promise<void> => {
    sending.set(sender, (sending.get(sender) ?? 0) + 1)
    // While the chain is asked, ops that were being sent are taken: each is counted once, at the end.
    const ops = (): number => pendingOf(sender).length + (sending.get(sender) ?? 0)
    if (ops() > mostPending)
      for (const op of pendingOf(sender)) {
        const block = await blockOf(op)
        op.block ??= block
      }
    mostPending = Math.max(mostPending, ops())
  }
  const noting = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
    try {
      return await asked
    } catch (thrown) {
      if (isLatchkeyError(thrown)) refused.push(thrown.code)
      throw thrown
    }
  }
  return {
    ...bundler,
    taken,
    refused,
    get mostPending() {
      return mostPending
    },
    receipt,
    estimate: async (userOp, entryPoint) => {
      const estimate = await noting(bundler.estimate(userOp, entryPoint))
      estimates.set(keyOf(userOp), estimate)
      return estimate
    },
    send: async (userOp, entryPoint) => {
      const { sender } = userOp
      await begin(sender)
      try {
        const userOpHash = await noting(bundler.send(userOp, entryPoint))
        taken.push({ userOp, userOpHash, entryPoint, estimate: estimates.get(keyOf(userOp)), block: undefined })
        return userOpHash
      } finally {
        sending.set(sender, (sending.get(sender) ?? 0) - 1)
      }
    },
  }
}

/** An op is known by account and nonce while its gas is not known. */
const keyOf = ({ sender, nonce }: UserOp): Hex => `${sender}${nonce.toString(16)}`
