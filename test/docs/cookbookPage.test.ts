import { expect } from 'chai'

import { readText } from '../../scripts/files'
import { runPage } from '../client/runPage'

describe('docs/cookbook.md', () => {
  it('shows requests of which it says what their owner reads, and their worst cases', async () => {
    const printed: string[] = []
    await runPage('cookbook.md', { console: { log: (text: string) => printed.push(text) } })
    const shown = [...readText('docs/cookbook.md').matchAll(/^```text\n([^]*?)\n```$/gm)].map(([, text]) => text)
    // The session and its worst case, with an empty line between them.
    const said = shown.map((_, i) => printed.slice(2 * i, 2 * i + 2).join('\n\n'))
    expect(shown).to.have.length(5)
    expect(printed).to.have.length(10)
    expect(shown).to.deep.equal(said)
  })
})
