import * as builders from './builders'
import { runPage } from './runPage'

describe('docs/rules.md', () => {
  it('shows code that does what it says', async () => {
    const places = ['ALICE', 'BOB', 'TOKEN', 'FEED', 'BOARD', 'VAULT'].map((name, i) => [
      name,
      builders.anAddress(0x2001 + i),
    ])
    await runPage('rules.md', {
      now: builders.NOW,
      KEY_ADDRESS: builders.KEY_ADDRESS,
      ...Object.fromEntries(places),
    })
  })
})
