// The app: feed, session, what can be tried, and the log of ops.
import type { ReactElement } from 'react'

import type { Socio3App } from '../app/Socio3App'
import { useStore } from '../store'
import { Attempts } from './Attempts'
import { Feed } from './Feed'
import { NoticeBar } from './NoticeBar'
import { OpLog } from './OpLog'
import { SessionCard } from './SessionCard'
import { Settled } from './Settled'

export function AppView({ app }: { readonly app: Socio3App }): ReactElement {
  const state = useStore(app.store)
  const { posts, votes, since, session, notice, busy, attempts } = state
  const isBusy = busy !== undefined
  return (
    <main id="main" tabIndex={-1} className="columns">
      <div className="column">
        <NoticeBar
          notice={notice}
          onRenew={() => void app.renew()}
          onClose={() => app.forgetNotice()}
          isBusy={isBusy}
        />
        <Feed posts={posts} votes={votes} since={since} onUpvote={(id, at) => void app.upvote(id, at)} />
        <Settled votes={votes} />
        <OpLog votes={votes} />
      </div>
      <div className="column side">
        <SessionCard session={session} />
        <section className="card" aria-labelledby="try">
          <h2 id="try">Try</h2>
          <div className="buttons">
            <button className="main" onClick={({ timeStamp }) => void app.upvoteMany(timeStamp)}>
              Upvote twenty
            </button>
            <button className="wide" disabled={isBusy} onClick={() => void app.tryForbidden()}>
              Try what is forbidden
            </button>
            <button disabled={isBusy} onClick={() => void app.renew()}>
              Renew
            </button>
            <button disabled={isBusy || session?.state !== 'live'} onClick={() => void app.revoke()}>
              Revoke
            </button>
            <button disabled={isBusy} onClick={() => void app.renew('90s')}>
              90-second session
            </button>
            <button onClick={() => location.reload()}>Reload</button>
          </div>
          <p className="quiet" role="status">
            {busy === undefined ? '' : `${busy}…`}
          </p>
        </section>
        <Attempts attempts={attempts} />
        <section className="card late" aria-labelledby="elsewhere">
          <h2 id="elsewhere">Ask in the wallet instead</h2>
          <p className="quiet">
            The same request as text, for a wallet that is another program: it reviews it, and answers.
          </p>
          <div className="buttons">
            <button
              disabled={isBusy}
              onClick={() => void app.askElsewhere().then(() => void (location.hash = '#wallet'))}
            >
              Send the request
            </button>
          </div>
        </section>
      </div>
    </main>
  )
}
