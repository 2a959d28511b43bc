import * as builders from './builders'
import { runPage } from './runPage'

describe('docs/rules.md', () => {
  it('shows code that does what it says', async () => {
    const names = ['ALICE', 'BOB', 'TOKEN', 'FEED', 'BOARD', 'VAULT']
    const places: Record<string, unknown> = {}
    for (const [i, name] of names.entries()) places[name] = builders.anAddress(0x2001 + i)
    await runPage('rules.md', { ...places, now: builders.NOW, KEY_ADDRESS: builders.KEY_ADDRESS })
  })
})
