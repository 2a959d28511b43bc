// What the wallet's review says, the worst first.
import type { Finding } from 'latchkey/wallet'
import type { ReactElement } from 'react'

export function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactElement {
  if (findings.length === 0) return <p className="finding none">The review finds nothing odd about it.</p>
  return (
    <ul className="findings">
      {findings.map(({ severity, code, text, fix }, i) => (
        <li key={i} className={`finding ${severity}`}>
          <p>
            <strong>{severity}</strong> {text} <code>{code}</code>
          </p>
          <p className="quiet">{fix}</p>
        </li>
      ))}
    </ul>
  )
}
