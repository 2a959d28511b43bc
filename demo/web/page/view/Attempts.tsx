// What was tried beyond the session, and who refused it with which reason.
import type { LatchkeyError } from 'latchkey'
import type { ReactElement } from 'react'

import type { Attempt } from '../app/forbidden'

export function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }): ReactElement | null {
  if (attempts.length === 0) return null
  return (
    <section className="card" aria-labelledby="attempts" data-testid="attempts">
      <h2 id="attempts">Refused</h2>
      <p className="quiet">First the client says why. Then the same op goes past the client, straight to the chain.</p>
      <ul className="attempts" aria-live="polite">
        {attempts.map(({ title, client, chain }) => (
          <li key={title}>
            <h3>{title}</h3>
            <Verdict who="client" verdict={client} />
            {chain === undefined ? <p className="quiet">asking the chain…</p> : <Verdict who="chain" verdict={chain} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Verdict({
  who,
  verdict,
}: {
  readonly who: string
  readonly verdict: LatchkeyError | 'allowed'
}): ReactElement {
  if (verdict === 'allowed') return <p className="bad">{who}: allowed</p>
  const { code, title, why, fix } = verdict
  return (
    <details data-who={who} data-code={code}>
      <summary>
        <span className="who">{who}</span> {title} <code>{code}</code>
      </summary>
      <p>{why}</p>
      <p className="quiet">{fix}</p>
    </details>
  )
}
