// How sessions end: by time, by a renewal, by a revocation in another tab.
import { must, mustBe, until } from '../must'
import { readStorages } from '../storages'
import { steal, upvoteOf } from '../thief'
import { visiting, type Play } from './Play'

export async function playExpiry(play: Play): Promise<void> {
  const { check, running } = play
  const { stage } = running
  await visiting(play, async (visit) => {
    const { prompts } = visit.wallet
    const open = await visit.open()
    const old = await check('a session of 90 seconds counts down, and is used', async () => {
      await open.button('90-second session').click()
      await open.untilSession('notGranted')
      await open.upvoteMined('Ada')
      await open.untilSession('live')
      const [minutes = 9, seconds = 9] = (await open.page.getByTestId('clock').innerText())
        .split(':')
        .slice(-2)
        .map(Number)
      must('The time left', minutes * 60 + seconds <= 90, [minutes, seconds])
      mustBe('Prompts', prompts.length, 1)
      return await steal(open.page, (await open.overheard()).keys)
    })
    await check('when its time is over the page says so by itself', async () => {
      // The chain's clock, which is all that counts.
      await stage.provider.send('evm_increaseTime', [100])
      await stage.provider.send('evm_mine', [])
      await open.untilSession('expired')
      must('The words', (await open.notice()).includes('The session is over'), await open.notice())
    })
    await check('the chain refuses its key', async () => {
      mustBe('The reason', await upvoteOf(stage, old), 'AA22')
    })
    await check('a renewal is one prompt, and the next upvote none', async () => {
      await open.page.getByTestId('notice').getByRole('button', { name: 'Renew' }).click()
      await until('One more prompt', async () => await Promise.resolve(prompts.length === 2))
      await open.upvoteMined('Ada')
      await open.untilSession('live')
      mustBe('Prompts', prompts.length, 2)
    })
    await check('a renewal of a live session ends the old one: the chain refuses its key', async () => {
      const before = await steal(open.page, (await open.overheard()).keys)
      await open.button('Renew').click()
      await until('One more prompt', async () => await Promise.resolve(prompts.length === 3))
      await open.page.getByText('A new session, for an hour.').waitFor({ timeout: 20_000 })
      mustBe('The reason', await upvoteOf(stage, before), 'SessionNotLive')
      await open.upvoteMined('Ada')
      mustBe('Prompts', prompts.length, 3)
    })
  })
}

export async function playTabs(play: Play): Promise<void> {
  const { check, running } = play
  await visiting(play, async (visit) => {
    const { prompts } = visit.wallet
    const one = await visit.open()
    const other = await check('a second tab takes up the session of the first, without a prompt', async () => {
      await one.upvoteMined('Ada')
      const second = await visit.open()
      await second.untilSession('live')
      await second.upvoteMined('Grace')
      mustBe('Prompts', prompts.length, 1)
      return second
    })
    await check('a renewal in one tab is one prompt for both', async () => {
      await one.button('Renew').click()
      await one.page.getByText('A new session, for an hour.').waitFor({ timeout: 20_000 })
      await other.page.getByText('renewed in another tab').waitFor({ timeout: 20_000 })
      await other.untilSession('live')
      await other.upvoteMined('Grace')
      mustBe('Prompts', prompts.length, 2)
    })
    await check('a revocation in one tab is seen in the other, and its key is gone and worth nothing', async () => {
      const stolen = await steal(one.page, (await one.overheard()).keys)
      await one.button('Revoke').click()
      await one.untilSession('revoked')
      await other.untilSession('revoked')
      mustBe('Prompts', prompts.length, 3)
      for (const { page } of [one, other])
        await until('The key is gone', async () => (await readStorages(page)).records['latchkey-keys'] === 0)
      mustBe('The reason', await upvoteOf(running.stage, stolen), 'SessionNotLive')
    })
    await check('the next upvote in the other tab asks again', async () => {
      await other.upvoteMined('Ada')
      mustBe('Prompts', prompts.length, 4)
    })
  })
}
