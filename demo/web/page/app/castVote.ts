// One upvote, from its click until the chain has it or it is taken back.
import { isLatchkeyError, LatchkeyError, type LiveSession } from 'latchkey'

import type { Here } from '../place'
import type { Store } from '../store'
import { afterPaintOrSo } from './afterPaint'
import type { AppState } from './AppState'
import type { Vote } from './votes'

/** What it takes. */
export interface Casting {
  readonly here: Here
  readonly store: Store<AppState>
  readonly id: number
  readonly postId: number
  /** By `performance.now`. */
  readonly clickedAt: number
  readonly session: () => Promise<LiveSession>
  /** A lane's number, counted from 1. */
  readonly laneOf: (nonce: bigint) => number
}

/** Never throws: what went wrong is told, and undone, on the page. */
export async function castVote(casting: Casting): Promise<LatchkeyError | undefined> {
  const { here, store, id, postId, clickedAt, session, laneOf } = casting
  const since = (): number => performance.now() - clickedAt
  const change = (part: Partial<Vote>): void =>
    store.set({ votes: store.get().votes.map((vote) => (vote.id === id ? { ...vote, ...part } : vote)) })

  store.set({ votes: [...store.get().votes, { id, postId, state: 'asked' }] })
  // The screen first: work for the chain would hold it up.
  const painted = await afterPaintOrSo()
  if (painted !== undefined) change({ painted: painted - clickedAt })
  try {
    const live = await session()
    const op = await live.contract(here.contract).upvotePost(postId)
    const { userOpHash, nonce, sends } = op
    change({ state: 'sent', accepted: since(), userOpHash, lane: laneOf(nonce), sharing: sends })
    const { error, transactionHash } = await op.wait()
    if (error !== undefined) throw error
    change({ state: 'mined', settled: since(), transactionHash })
    return undefined
  } catch (thrown) {
    const error = asError(thrown)
    change({ state: 'refused', settled: since(), error })
    return error
  }
}

/** The client throws nothing else; what else may come is told all the same. */
const asError = (thrown: unknown): LatchkeyError =>
  isLatchkeyError(thrown)
    ? thrown
    : new LatchkeyError('OwnerFailed', { method: 'upvote', code: 0, message: String(thrown) })
