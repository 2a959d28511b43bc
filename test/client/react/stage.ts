// A page with a post on it, in as many tabs as a test wants: votes, the session, and buttons for both.
import type { FunctionComponent } from 'react'

import type { Clock, EnsureRequest, LiveSession, SentOp, Sessions, SessionsOptions } from '../../../src'
import type { SessionCall, UsedSession } from '../../../src/react'
import { openLoop, type Loop } from '../sessions/stage'
import type { Page } from './page'

/** Background sleeps end when the test says so; all others at once. */
export interface HandClock extends Clock {
  /** How many sleep in the background. */
  readonly asleep: () => number
  readonly wake: () => void
}

function handClock(): HandClock {
  const waiting: (() => void)[] = []
  return {
    now: () => 0,
    sleep: async (_, isBackground = false) => {
      if (isBackground) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    asleep: () => waiting.length,
    wake: () => {
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

export interface TabOptions {
  readonly request?: EnsureRequest
  readonly sessions?: Partial<SessionsOptions>
  /** In place of `upvotePost(0)`. */
  readonly call?: (session: LiveSession) => Promise<SentOp>
  readonly open?: () => Promise<Sessions>
  /** How the votes are read once a call is mined. */
  readonly read?: (votes: () => Promise<number>) => Promise<number>
}

/** What a tab answers its test. */
export interface Tab {
  /** What it shows: status, votes. */
  readonly text: () => string
  /** What its components got when they rendered last. */
  readonly used: () => UsedSession
  readonly vote: () => SessionCall<readonly [], number>
  /** All that it has shown. */
  readonly painted: () => readonly string[]
  /** How often it opened sessions. */
  readonly opened: () => number
  readonly unmount: () => void
}

export interface PageLoop extends Omit<Loop, 'clock'> {
  readonly clock: HandClock
  readonly tab: (options?: TabOptions) => Tab
  /** Until this holds. */
  readonly until: (holds: () => boolean) => Promise<void>
  readonly act: (work: () => unknown) => Promise<void>
}

/** An app on the test chain, and tabs of it. */
export async function openPage({ react, library, render }: Page): Promise<PageLoop> {
  const { createElement, useEffect, useState } = react
  // Only once there is a page: as in the page's own code.
  const { SessionProvider, useSession, useSessionCall } = await import('../../../src/react')
  const loop = await openLoop({ typed: false })
  const clock = handClock()
  const tab = ({ request, sessions, call, open, read }: TabOptions = {}): Tab => {
    const votesNow = async (): Promise<number> => Number(await loop.upvotes())
    const seen: { used?: UsedSession; vote?: SessionCall<readonly [], number> } = {}
    const painted: string[] = []
    let opened = 0
    const Post: FunctionComponent = () => {
      const [votes, setVotes] = useState(0)
      const used = useSession()
      const vote = useSessionCall({
        call: call ?? (async (session: LiveSession) => await session.contract(loop.chain.socio3).upvotePost(0)),
        value: votes,
        apply: (so) => so + 1,
        onMined: async () => setVotes(await (read ?? votesNow)(votesNow)),
      })
      Object.assign(seen, { used, vote })
      const refused = vote.calls.filter(({ state }) => state === 'refused').length
      const text = `${used.status}, ${vote.value} votes${refused === 0 ? '' : `, ${refused} undone`}`
      useEffect(() => void painted.push(text), [text])
      return createElement('p', null, text)
    }
    const openHere = async (): Promise<Sessions> => {
      opened++
      return await (open === undefined ? loop.open({ clock, ...sessions }) : open())
    }
    const props = { open: openHere, request: request ?? loop.request() }
    const { container, unmount } = render(createElement(SessionProvider, props, createElement(Post)))
    const known = <Value>(value: Value | undefined): Value => {
      if (value === undefined) throw new Error('Nothing was rendered')
      return value
    }
    return {
      text: () => container.textContent,
      used: () => known(seen.used),
      vote: () => known(seen.vote),
      painted: () => painted,
      opened: () => opened,
      unmount,
    }
  }
  const until: PageLoop['until'] = async (holds) =>
    await library.waitFor(
      () => {
        if (!holds()) throw new Error('It does not hold yet')
      },
      { timeout: 10_000, interval: 5 },
    )
  const act: PageLoop['act'] = async (work) =>
    await library.act(async () => {
      await work()
    })
  return { ...loop, clock, tab, until, act }
}
