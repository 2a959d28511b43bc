// Tells those who do not see the page what became of their upvotes: once for all that were on their way together.
import { useEffect, useRef, useState, type ReactElement } from 'react'

import { onTheirWay, type Vote } from '../app/votes'
import { plural } from '../words'

export function Settled({ votes }: { readonly votes: readonly Vote[] }): ReactElement {
  const [text, setText] = useState('')
  const told = useRef(0)
  const pending = onTheirWay(votes).length
  useEffect(() => {
    if (pending > 0 || votes.length === told.current) return
    const fresh = votes.slice(told.current)
    told.current = votes.length
    const mined = fresh.filter(({ state }) => state === 'mined').length
    const undone = fresh.length - mined
    setText(
      [
        ...(mined > 0 ? [`${plural(mined, 'upvote')} on the chain.`] : []),
        ...(undone > 0 ? [`${plural(undone, 'upvote')} undone.`] : []),
      ].join(' '),
    )
  }, [pending, votes])
  return (
    <p className="unseen" role="status" aria-live="polite" data-testid="settled">
      {text}
    </p>
  )
}
