// The one way in which the command line sends anything: what the owner has seen, has said yes to, and the chain bears out.
import { LatchkeyError } from '../errors'
import type { Hex } from '../contracts'
import type { Call } from '../session'
import type { Given } from './Given'
import { ownerOf } from './ownerOf'
import type { Owned } from './readOwned'

/** @internal */
export interface OwnerTask {
  readonly calls: readonly Call[]
  /** All that the owner should know, for standard error. */
  readonly shown: string
  /** What is asked, without the question mark. */
  readonly question: string
  /** Whether the chain has it. */
  readonly isDone: () => Promise<boolean>
  /** What to throw where the calls succeeded and the chain does not have it. */
  readonly notSeen: (transactionHash: Hex) => LatchkeyError
}

/** A node may be some blocks behind the one that saw the transaction. */
const LOOKS = 20
const BETWEEN_MS = 500

/**
 * @internal
 * @returns The transaction.
 * @throws ConfirmationMissing · OwnerRejected: the answer was no · OwnerCallsReverted · what the owner's side throws.
 */
export async function sendAsOwner(given: Given, owned: Owned, task: OwnerTask): Promise<Hex> {
  const { calls, isDone } = task
  const { chain, account } = owned
  const owner = await ownerOf(given, owned)
  given.io.err(`${task.shown}\n`)
  await confirm(given, task.question)
  const sent = await owner.sendCalls({ chainId: chain.chainId, account, calls })
  given.io.err(`sent as ${sent.id}, waiting for the chain\n`)
  const { success, transactionHash } = await sent.wait()
  for (let look = 1; !(await isDone()); look++) {
    if (!success) throw new LatchkeyError('OwnerCallsReverted', { transactionHash })
    if (look >= LOOKS) throw task.notSeen(transactionHash)
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))
  }
  return transactionHash
}

async function confirm(given: Given, question: string): Promise<void> {
  if (given.is('yes')) return
  const { ask } = given.io
  if (ask === undefined) throw new LatchkeyError('ConfirmationMissing', {})
  const answer = await ask(`${question}? [y/N] `)
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw new LatchkeyError('OwnerRejected', { method: question.toLowerCase() })
}
