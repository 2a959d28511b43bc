// Every session of the account, with an end for each and an end for all.
import { describeSession } from 'latchkey/wallet'
import { useState, type ReactElement } from 'react'

import type { Here } from '../place'
import { endAll, endOne, execute, type ListedSession } from '../wallet/accountSessions'
import type { DemoWallet } from '../wallet/DemoWallet'
import type { Known } from '../wallet/known'
import { ether, plural, short } from '../words'
import { PlainWords } from './PlainWords'

export interface SessionListProps {
  readonly here: Here
  readonly wallet: DemoWallet
  readonly known: Known
  readonly sessions: readonly ListedSession[]
  readonly onChange: () => Promise<void>
}

export function SessionList({ here, wallet, known, sessions, onChange }: SessionListProps): ReactElement {
  const [busy, setBusy] = useState('')
  const live = sessions.filter(({ state }) => state === 'live')
  const end = async (what: string, call: ReturnType<typeof endAll>): Promise<void> => {
    setBusy(`Ending ${what}…`)
    try {
      await execute(here, wallet, [call])
      await onChange()
      setBusy(`Ended ${what}.`)
    } catch (thrown) {
      setBusy(String(thrown))
    }
  }
  return (
    <section className="card" aria-labelledby="sessions" data-testid="sessions" data-live={live.length}>
      <h2 id="sessions">Sessions</h2>
      <p className="quiet">
        Read from the module's events. {plural(live.length, 'session')} in use, {sessions.length - live.length} over.
      </p>
      <p className="quiet" role="status">
        {busy}
      </p>
      <ul className="sessions">
        {sessions.map(({ id, session, state, left }) => (
          <li key={id} data-state={state}>
            <p className="time">
              <span className={`badge ${state}`}>{state === 'live' ? 'in use' : state}</span>
              <code title={id}>{short(id)}</code>
            </p>
            {state === 'live' && (
              <p className="quiet">
                {left.calls ?? 'Any number of'} calls and {ether(left.fee ?? 0n)} of fees left
              </p>
            )}
            <details>
              <summary>What it may do</summary>
              <PlainWords text={describeSession(session, known)} />
            </details>
            {state === 'live' && (
              <button onClick={() => void end(`session ${short(id)}`, endOne(here, id))}>
                Revoke<span className="unseen"> session {short(id)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 0 && (
        <div className="answers">
          <button onClick={() => void end('all sessions', endAll(here))}>Revoke all sessions</button>
        </div>
      )}
    </section>
  )
}
