// What the user hears when something was not done.
import { isLatchkeyError, type ErrorCode, type LatchkeyError } from 'latchkey'

import { plural } from '../words'
import type { Notice } from './AppState'
import type { Vote } from './votes'

/** What another session would mend. */
const NEEDS_SESSION: readonly ErrorCode[] = [
  ...(['ExpiryTooNear', 'SessionExpired', 'SessionClosed', 'QueueClosed'] as const),
  ...(['CallsOverLimit', 'FeeOverLimit'] as const),
]

/** Upvotes that were taken back for one reason, since the counts were read last. */
export function undoneNotice({ code, title, why, fix }: LatchkeyError, votes: readonly Vote[], since: number): Notice {
  const count = votes.filter(({ id, error }) => id >= since && error?.code === code).length
  const undone = `${plural(count, 'upvote')} undone`
  if (code === 'OwnerRejected') return { tone: 'info', text: `You declined. ${undone}, and nothing is kept.` }
  const renew = NEEDS_SESSION.includes(code) ? ({ renew: true } as const) : {}
  return { tone: 'bad', text: `${undone}: ${title}. ${why}`, fix, ...renew }
}

export function failureNotice(thrown: unknown): Notice {
  if (isLatchkeyError(thrown, 'OwnerRejected')) return { tone: 'info', text: 'You declined. Nothing was changed.' }
  if (!isLatchkeyError(thrown)) return { tone: 'bad', text: String(thrown) }
  return { tone: 'bad', text: `${thrown.title}. ${thrown.why}`, fix: thrown.fix }
}
