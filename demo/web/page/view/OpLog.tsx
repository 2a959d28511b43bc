// What was sent: one line for each op, the latest first.
import type { ReactElement } from 'react'

import type { Vote } from '../app/votes'
import { milliseconds, plural, short } from '../words'

const SHOWN_MAX = 12

export function OpLog({ votes }: { readonly votes: readonly Vote[] }): ReactElement {
  const ops = opsOf(votes)
  return (
    <section className="card late" aria-labelledby="ops">
      <h2 id="ops">What was sent</h2>
      {ops.length === 0 ? (
        <p className="quiet">Nothing yet. The first upvote asks once; the next ones do not.</p>
      ) : (
        <ol className="log" data-testid="log">
          {ops.slice(0, SHOWN_MAX).map((op) => (
            <OpLine key={op[0]?.userOpHash ?? `vote ${op[0]?.id ?? 0}`} op={op} />
          ))}
        </ol>
      )}
      {ops.length > SHOWN_MAX && <p className="quiet">and {plural(ops.length - SHOWN_MAX, 'earlier op')}</p>}
    </section>
  )
}

const WORDS = { asked: 'waiting', sent: 'with the bundler', mined: 'mined', refused: 'undone' } as const

function OpLine({ op }: { readonly op: readonly Vote[] }): ReactElement | null {
  const [first] = op
  if (first === undefined) return null
  const { state, lane, userOpHash, painted, accepted, settled, error } = first
  return (
    <li className={state} data-state={state}>
      <span className="what">
        <strong>{plural(op.length, 'upvote')}</strong> {WORDS[state]}
      </span>
      <span className="where">
        {lane !== undefined && `lane ${lane}`}
        {userOpHash !== undefined && (
          <>
            {' · '}
            <code title={userOpHash}>{short(userOpHash)}</code>
          </>
        )}
      </span>
      <span className="when">
        {error !== undefined
          ? error.title
          : [
              ...(painted === undefined ? [] : [`shown ${milliseconds(painted)}`]),
              ...(accepted === undefined ? [] : [`taken ${milliseconds(accepted)}`]),
              ...(settled === undefined ? [] : [`mined ${milliseconds(settled)}`]),
            ].join(' · ')}
      </span>
    </li>
  )
}

/** Upvotes that share an op are one; those that have none yet, or failed for one reason, are told together. */
function opsOf(votes: readonly Vote[]): readonly (readonly Vote[])[] {
  const ops = new Map<string, Vote[]>()
  for (const vote of votes.toReversed()) {
    const name = vote.userOpHash ?? `${vote.state} ${vote.error?.code ?? ''}`
    ops.set(name, [...(ops.get(name) ?? []), vote])
  }
  return [...ops.values()]
}
