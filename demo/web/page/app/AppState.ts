// Everything that the page shows of the app.
import type { SessionId, SessionState, UsageLeft, Session } from 'latchkey'

import type { Attempt } from './forbidden'
import type { Post, Vote } from './votes'

/** How the session stands. */
export interface SessionView {
  readonly session: Session
  readonly id: SessionId
  readonly state: SessionState
  readonly left: UsageLeft
  /** When it is over by this machine's `performance.now`, as the chain's clock was when it was asked. */
  readonly endsAt: number
}

/** Something that the user should hear. */
export interface Notice {
  readonly tone: 'info' | 'good' | 'bad'
  readonly text: string
  /** What would be right. */
  readonly fix?: string
  readonly renew?: true
}

export interface AppState {
  readonly posts: readonly Post[]
  readonly votes: readonly Vote[]
  /** The first upvote that the posts' counts may lack. */
  readonly since: number
  readonly session: SessionView | undefined
  readonly notice: Notice | undefined
  /** What was asked of the owner since the page was loaded, by method. */
  readonly prompts: readonly string[]
  /** What the app is waiting for, in words; nothing else can be begun meanwhile. */
  readonly busy: string | undefined
  readonly attempts: readonly Attempt[]
  /** What was asked of the wallet's page, as text. */
  readonly request: string | undefined
}

export const FIRST_STATE: AppState = {
  posts: [],
  votes: [],
  since: 0,
  session: undefined,
  notice: undefined,
  prompts: [],
  busy: undefined,
  attempts: [],
  request: undefined,
}
