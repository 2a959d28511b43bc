// Upvotes from the click to the chain: what is counted at once, and what is taken back.
import type { LatchkeyError } from 'latchkey'

/** A post, as the chain had it when nothing was on its way. */
export interface Post {
  readonly id: number
  readonly author: string
  readonly text: string
  readonly votes: number
}

/**
 * asked: counted, and not with the bundler yet · sent: the bundler has it · mined · refused: taken back, nothing came of it.
 */
export type VoteState = 'asked' | 'sent' | 'mined' | 'refused'

/** One upvote. Times are milliseconds since its click. */
export interface Vote {
  readonly id: number
  readonly postId: number
  readonly state: VoteState
  readonly painted?: number
  readonly accepted?: number
  readonly settled?: number
  readonly userOpHash?: string
  readonly transactionHash?: string
  /** Of the session's lanes, counted from 1. */
  readonly lane?: number
  /** How many upvotes share its op. */
  readonly sharing?: number
  readonly error?: LatchkeyError
}

/** Whether it still counts although the chain may not have it. */
const isOnItsWay = ({ state }: Vote): boolean => state === 'asked' || state === 'sent'

export const onTheirWay = (votes: readonly Vote[]): readonly Vote[] => votes.filter(isOnItsWay)

/**
 * What is shown under a post: what the chain had, and every upvote of this page since then that is not refused.
 *
 * @param since The first upvote that the chain's count may lack.
 */
export function shownVotes(post: Post, votes: readonly Vote[], since: number): { count: number; pending: number } {
  const mine = votes.filter((vote) => vote.postId === post.id)
  const lacking = mine.filter(({ id, state }) => id >= since && state !== 'refused')
  return { count: post.votes + lacking.length, pending: onTheirWay(mine).length }
}
