// How the session stands: time, and what is left of each limit.
import { useEffect, useState, type ReactElement } from 'react'

import type { SessionView } from '../app/AppState'
import { clockText, ether, short } from '../words'

const STATES = {
  live: 'in use',
  notStarted: 'not begun',
  expired: 'over',
  revoked: 'revoked',
  renounced: 'given back',
  superseded: 'ended with all others',
  notGranted: 'signed, begins with its first op',
} as const

export function SessionCard({ session: view }: { readonly session: SessionView | undefined }): ReactElement {
  const left = useSecondsLeft(view?.endsAt)
  const state = view === undefined ? undefined : view.state === 'live' && left <= 0 ? 'expired' : view.state
  return (
    <section className="card session" aria-labelledby="session" data-testid="session" data-state={state ?? 'none'}>
      <h2 id="session">Session</h2>
      {view === undefined || state === undefined ? (
        <p className="quiet">
          None yet. Your first upvote asks for one: an hour of upvotes and small tips, within limits.
        </p>
      ) : (
        <>
          <p className="time">
            <span className={`badge ${state}`}>{STATES[state]}</span>
            {(state === 'live' || state === 'notGranted') && (
              <span className="clock" data-testid="clock">
                <span className="unseen">Time left: </span>
                {clockText(left)}
              </span>
            )}
          </p>
          <Limits view={view} />
          <p className="quiet">
            Key <code title={view.session.signer}>{short(view.session.signer)}</code>
          </p>
        </>
      )}
    </section>
  )
}

function Limits({ view: { session, left } }: { readonly view: SessionView }): ReactElement {
  const calls = left.calls ?? session.maxCalls
  const [value, fee] = [left.value ?? session.maxValue, left.fee ?? session.maxFee]
  return (
    <dl className="limits">
      <Limit name="Calls left" part={calls / session.maxCalls} text={`${calls} of ${session.maxCalls}`} />
      <Limit
        name="Value left"
        part={Number(value) / Number(session.maxValue)}
        text={`${ether(value)} of ${ether(session.maxValue)}`}
      />
      <Limit
        name="Fees left"
        part={Number(fee) / Number(session.maxFee)}
        text={`${ether(fee)} of ${ether(session.maxFee)}`}
      />
      <div>
        <dt>Fees spent</dt>
        <dd data-testid="fees">{ether(session.maxFee - fee)}</dd>
      </div>
    </dl>
  )
}

function Limit({
  name,
  part,
  text,
}: {
  readonly name: string
  readonly part: number
  readonly text: string
}): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {text}
        <svg className="bar" aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none">
          <rect width="100" height="4" className="all" />
          <rect width={Math.max(0, Math.min(1, part)) * 100} height="4" className="left" />
        </svg>
      </dd>
    </div>
  )
}

const TICK_MS = 250

function useSecondsLeft(endsAt: number | undefined): number {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    if (endsAt === undefined) return
    const timer = setInterval(() => setNow(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [endsAt])
  return endsAt === undefined ? 0 : Math.max(0, Math.ceil((endsAt - now) / 1_000))
}
