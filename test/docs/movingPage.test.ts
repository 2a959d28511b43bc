import { anAddress, KEY_ADDRESS, NOW, PAYMASTER } from '../client/builders'
import { runPage } from '../client/runPage'

describe('docs/moving.md', () => {
  it('shows code that does what it says', async () => {
    const [USDC, JAR, ALICE, BOB] = [0x31, 0x32, 0x33, 0x34].map(anAddress)
    await runPage('moving.md', { USDC, JAR, ALICE, BOB, KEY_ADDRESS, PAYMASTER, now: NOW })
  })
})
