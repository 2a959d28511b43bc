// How often the owner was asked since the page was loaded.
import type { ReactElement } from 'react'

import { plural } from '../words'

export function Prompts({ prompts }: { readonly prompts: readonly string[] }): ReactElement {
  return (
    <p className="prompts" data-testid="prompts" data-count={prompts.length} title="Since this page was loaded">
      <strong key={prompts.length}>{prompts.length}</strong>
      <span>{plural(prompts.length, 'prompt').replace(/^\d+ /, '')}</span>
    </p>
  )
}
