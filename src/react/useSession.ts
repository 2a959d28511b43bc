// The session of the page, and what can be done with it.
import { useMemo, useSyncExternalStore } from 'react'

import type { LiveSession } from '../client'
import { useKeeper } from './SessionProvider'
import { OPENING, type SessionView } from './SessionView'

/** What {@link useSession} answers. Its functions never throw: `error` says why they answered undefined. */
export interface UsedSession extends SessionView {
  /** A session, with at most one prompt, and with none where there is one that covers the request. */
  readonly start: () => Promise<LiveSession | undefined>
  /** The next session, on the terms of the request as it is now: one prompt. */
  readonly renew: () => Promise<LiveSession | undefined>
  /** Ends it for good: one prompt. */
  readonly revoke: () => Promise<void>
}

/** Renders again when the session begins, is about to end, has ended, or took the place of another. */
export function useSession(): UsedSession {
  const keeper = useKeeper()
  const { shown } = keeper
  const view = useSyncExternalStore(shown.subscribe, shown.view, () => OPENING)
  const doing = useMemo(
    () => ({
      start: async () => await keeper.start().catch(() => undefined),
      renew: async () => await keeper.renew().catch(() => undefined),
      revoke: async () => await keeper.revoke().catch(() => undefined),
    }),
    [keeper],
  )
  return useMemo(() => ({ ...view, ...doing }), [view, doing])
}
