// A request that came as text: read strictly, reviewed, and answered.
import { isLatchkeyError } from 'latchkey'
import {
  describeWorstCase,
  requestFromJson,
  reviewRequest,
  type RequestReview,
  type SessionRequest,
} from 'latchkey/wallet'
import { useMemo, useState, type ReactElement } from 'react'

import type { Socio3App } from '../app/Socio3App'
import { grantRequest } from '../wallet/accountSessions'
import type { DemoWallet } from '../wallet/DemoWallet'
import type { Known } from '../wallet/known'
import { Findings } from './Findings'
import { PlainWords, Words } from './PlainWords'

export interface RequestCardProps {
  readonly app: Socio3App
  readonly wallet: DemoWallet
  readonly known: Known
  readonly text: string | undefined
}

type Read = { readonly request: SessionRequest; readonly review: RequestReview } | { readonly error: string }

export function RequestCard({ app, wallet, known, text }: RequestCardProps): ReactElement {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  const read = useMemo(() => (text === undefined ? undefined : readRequest(text, known)), [text, known])
  const approve = async (request: SessionRequest): Promise<void> => {
    setBusy(true)
    try {
      await app.answered(await grantRequest(app.here, wallet, request, known))
      location.hash = '#app'
    } catch (thrown) {
      setFailure(isLatchkeyError(thrown) ? `${thrown.title}. ${thrown.why}` : String(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="card" aria-labelledby="request" data-testid="request">
      <h2 id="request">Request</h2>
      {read === undefined && <p className="quiet">None. In the feed, “Send the request” brings one here.</p>}
      {read !== undefined && 'error' in read && <p className="finding refusal">{read.error}</p>}
      {read !== undefined && 'review' in read && (
        <>
          <p>
            An app that calls itself <strong>{read.request.app}</strong> asks for a session.
          </p>
          <div className="worst">
            <PlainWords text={describeWorstCase(read.review.worstCase, known)} />
          </div>
          {read.review.difference.length > 0 && (
            <div className="words">
              <p className="head">Different from the session that it ends:</p>
              <ul>
                {read.review.difference.map((line) => (
                  <li key={line}>
                    <Words text={line} />
                  </li>
                ))}
              </ul>
            </div>
          )}
          <PlainWords text={read.review.text} />
          <Findings findings={read.review.findings} />
          {failure !== undefined && (
            <p role="alert" className="finding refusal">
              {failure}
            </p>
          )}
          <div className="answers">
            <button disabled={isBusy} onClick={() => void app.answered(undefined)}>
              Decline
            </button>
            <button
              className="main"
              disabled={isBusy || read.review.isRefused}
              onClick={() => void approve(read.request)}
            >
              {isBusy ? 'Granting…' : 'Approve'}
            </button>
          </div>
        </>
      )}
    </section>
  )
}

function readRequest(text: string, known: Known): Read {
  try {
    const request = requestFromJson(text)
    return { request, review: reviewRequest(request, known) }
  } catch (thrown) {
    return { error: isLatchkeyError(thrown) ? `${thrown.title}. ${thrown.why}` : String(thrown) }
  }
}
