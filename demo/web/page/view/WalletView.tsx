// The wallet's own page: a request that came as text, and every session of the account.
import { useCallback, useEffect, useState, type ReactElement } from 'react'

import type { Socio3App } from '../app/Socio3App'
import { useStore } from '../store'
import { listSessions, type ListedSession } from '../wallet/accountSessions'
import type { DemoWallet } from '../wallet/DemoWallet'
import { whatIsKnown, type Known } from '../wallet/known'
import { RequestCard } from './RequestCard'
import { SessionList } from './SessionList'

export interface WalletViewProps {
  readonly app: Socio3App
  readonly wallet: DemoWallet
}

/** What the chain says. */
interface Listing {
  readonly known: Known
  readonly sessions: readonly ListedSession[]
}

export function WalletView({ app, wallet }: WalletViewProps): ReactElement {
  const { here } = app
  const { request } = useStore(app.store)
  const [listing, setListing] = useState<Listing>()
  const [failure, setFailure] = useState<string>()
  const read = useCallback(async () => {
    try {
      const { now } = await whatIsKnown(here)
      const sessions = await listSessions(here, now)
      const others = sessions.filter(({ state }) => state === 'live').map(({ session }) => session)
      setListing({ known: await whatIsKnown(here, others), sessions })
      setFailure(undefined)
    } catch (thrown) {
      setFailure(String(thrown))
    }
  }, [here])
  useEffect(() => void read(), [read, request])
  return (
    <main id="main" tabIndex={-1} className="columns">
      <div className="column">
        {failure !== undefined && (
          <p role="alert" className="notice bad">
            {failure}
          </p>
        )}
        <section className="card" aria-labelledby="account">
          <h2 id="account">Your account</h2>
          <p>
            <code>{here.account}</code>
          </p>
          <p className="quiet">
            A demo wallet: the owner key of this account is in the demo's server, and signs what you approve here.
          </p>
        </section>
        {listing !== undefined && <RequestCard app={app} wallet={wallet} known={listing.known} text={request} />}
      </div>
      <div className="column side">
        {listing === undefined ? (
          <p role="status">Reading the sessions of the account…</p>
        ) : (
          <SessionList here={here} wallet={wallet} known={listing.known} sessions={listing.sessions} onChange={read} />
        )}
      </div>
    </main>
  )
}
