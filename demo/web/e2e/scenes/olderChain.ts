// The demo was started again: a new chain at the same addresses, and a browser that keeps a session of the one before.
import { mustBe } from '../must'
import { readStorages } from '../storages'
import { visiting, type Play } from './Play'

export async function playOlderChain(play: Play): Promise<void> {
  const { check, startAgain } = play
  await startAgain()
  await visiting(play, async (visit) => {
    const { prompts } = visit.wallet
    const first = await visit.open()
    const opensAsNew = async (asked: number): Promise<void> => {
      const open = await visit.open()
      mustBe('The session', await open.sessionState(), 'none')
      await open.upvoteMined('Ada')
      await open.untilSession('live')
      mustBe('Prompts', prompts.length, asked + 1)
      mustBe('What the page says', await open.page.getByTestId('notice').count(), 0)
      mustBe('Records', (await readStorages(open.page)).records, { 'latchkey-keys': 1, 'latchkey-sessions': 1 })
      await open.page.close()
    }
    await check('a session that was in use on an older chain is none: the next upvote asks once', async () => {
      await first.upvoteMined('Ada')
      await first.untilSession('live')
      await first.page.close()
      await startAgain()
      await opensAsNew(1)
    })
    await check('neither is one that its owner had signed, and that no op had begun', async () => {
      const open = await visit.open()
      await open.button('Revoke').click()
      await open.untilSession('revoked')
      await open.button('90-second session').click()
      await open.untilSession('notGranted')
      mustBe('The last prompt', prompts.at(-1), 'eth_signTypedData_v4')
      await open.page.close()
      await startAgain()
      await opensAsNew(4)
    })
  })
}
