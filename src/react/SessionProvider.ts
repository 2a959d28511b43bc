// The session of a page, for all of its components.
import {
  createContext,
  createElement,
  useContext,
  useEffect,
  useState,
  type FunctionComponent,
  type ReactNode,
} from 'react'

import { LatchkeyError } from '../errors'
import type { KeeperOptions } from './KeeperOptions'
import { SessionKeeper } from './SessionKeeper'
import { whenVisible } from './whenVisible'

/** What {@link SessionProvider} takes. */
export interface SessionProviderProps extends KeeperOptions {
  readonly children?: ReactNode
}

const Keeper = createContext<SessionKeeper | undefined>(undefined)

/**
 * Takes up the session that the app has already, without a prompt; the owner is asked only by what `useSession` and
 * `useSessionCall` answer.
 */
export const SessionProvider: FunctionComponent<SessionProviderProps> = ({ open, request, children }) => {
  const [keeper] = useState(() => new SessionKeeper({ open, request }))
  // Not while rendering: what is rendered may never be shown.
  useEffect(() => {
    keeper.options = { open, request }
  })
  useEffect(() => {
    const stops = [keeper.follow(), whenVisible(() => void keeper.look())]
    return () => {
      for (const stop of stops) stop()
    }
  }, [keeper])
  return createElement(Keeper.Provider, { value: keeper }, children)
}

/**
 * @internal
 * @throws SessionProviderMissing.
 */
export function useKeeper(): SessionKeeper {
  const keeper = useContext(Keeper)
  if (keeper === undefined) throw new LatchkeyError('SessionProviderMissing', {})
  return keeper
}
