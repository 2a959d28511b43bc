// An owner for tests: another one, and how often it was asked.
import { LatchkeyError } from '../errors'
import type { GrantTypedData, Owner, OwnerCalls } from './Owner'

/** What the owner was asked. */
export type OwnerPrompt =
  | { readonly method: 'sendCalls'; readonly request: OwnerCalls }
  | { readonly method: 'signTypedData'; readonly grant: GrantTypedData }

/** An owner that remembers its prompts, and says no when it is told to. */
export interface CountingOwner extends Owner {
  /** Oldest first, also those that were rejected. */
  readonly prompts: readonly OwnerPrompt[]
  /** The next prompt is answered with no. */
  rejectNext(): void
}

/**
 * Counts the prompts of an owner. It sees typed data if that one does.
 *
 * @throws Its methods: as the owner's, and OwnerRejected.
 *
 * @example
 * ```ts
 * const owner = countingOwner({ sendCalls: async () => ({ id: '1', wait: async () => ({ transactionHash: ONE_WORD, success: true }) }) })
 * await owner.sendCalls({ chainId: 1n, account: ACCOUNT, calls: [upvote] })
 * owner.prompts.length // => 1
 * ```
 */
export function countingOwner(owner: Owner): CountingOwner {
  const prompts: OwnerPrompt[] = []
  let isRejecting = false
  const ask = async <Answer>(prompt: OwnerPrompt, approve: () => Promise<Answer>): Promise<Answer> => {
    prompts.push(prompt)
    if (!isRejecting) return await approve()
    isRejecting = false
    throw new LatchkeyError('OwnerRejected', { method: prompt.method })
  }
  const sign = owner.signTypedData
  return {
    prompts,
    rejectNext: () => {
      isRejecting = true
    },
    sendCalls: async (request) =>
      await ask({ method: 'sendCalls', request }, async () => await owner.sendCalls(request)),
    ...(sign !== undefined && {
      signTypedData: async (grant: GrantTypedData) =>
        await ask({ method: 'signTypedData', grant }, async () => await sign(grant)),
    }),
  }
}
