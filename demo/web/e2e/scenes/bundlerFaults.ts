// A bundler that is down, slow, or starts again: what becomes of each upvote is told.
import { must, mustBe, until } from '../must'
import type { OpenPage } from '../Visit'
import { visiting, type Play } from './Play'

const SLOW_MS = 700

export async function playBundlerFaults(play: Play): Promise<void> {
  const { bundler } = play.running
  try {
    await playFaults(play)
  } finally {
    // Whatever failed: the scenes after this one have a bundler as it should be.
    bundler.isDown = false
    bundler.delay = 0
  }
}

async function playFaults(play: Play): Promise<void> {
  const { check, running } = play
  const { bundler } = running
  await visiting(play, async (visit) => {
    const open = await visit.open()
    await open.upvoteMined('Ada')

    await check('a slow bundler: the upvote counts at once, and is mined', async () => {
      bundler.delay = SLOW_MS
      const before = await open.votesShown(1)
      await open.upvoteButton('Ada').click()
      mustBe('Votes shown right after the click', await open.votesShown(1), before + 1)
      await open.untilSettled(60)
      mustBe('Votes', await open.votesShown(1), before + 1)
      bundler.delay = 0
    })
    await check('a bundler that is down for a moment: the upvote is mined when it is back', async () => {
      bundler.isDown = true
      const before = await open.votesShown(1)
      const refusals: string[] = []
      open.page.on('response', (response) => {
        if (response.status() === 503) refusals.push(response.url())
      })
      await open.upvoteButton('Ada').click()
      mustBe('Votes shown right after the click', await open.votesShown(1), before + 1)
      await until('The bundler was asked in vain', async () => await Promise.resolve(refusals.length > 0))
      bundler.isDown = false
      await open.untilSettled(60)
      mustBe('Votes', await open.votesShown(1), before + 1)
    })
    await check('a bundler that starts again, and forgets: each upvote is mined, or visibly undone', async () => {
      const before = await open.allOnChain()
      await open.button('Upvote twenty').click()
      await until('Some are with the bundler', async () => (await open.page.locator('.log .sent').count()) > 0)
      await bundler.restart()
      await open.untilSettled(100)
      const { mined, undone } = await fates(open)
      mustBe('Upvotes whose fate is told', mined + undone, 20)
      mustBe('Those that are on the chain', await open.allOnChain(), before + mined)
      if (undone > 0) must('The page says so', (await open.notice()).includes('undone'), await open.notice())
    })
    await check(
      'a bundler that stays down: the upvote is taken back, with the reason, and nothing is lost',
      async () => {
        bundler.isDown = true
        const before = await open.votesShown(1)
        await open.upvoteButton('Ada').click()
        mustBe('Votes shown right after the click', await open.votesShown(1), before + 1)
        await until('It is undone', async () => (await open.votesShown(1)) === before, 60)
        const notice = await open.notice()
        must('The reason', /1 upvote undone/.test(notice), notice)
        bundler.isDown = false
        await open.upvoteButton('Ada').click()
        await open.untilSettled(60)
        mustBe('Votes', await open.votesShown(1), before + 1)
        mustBe('Prompts', visit.wallet.prompts.length, 1)
      },
    )
  })
}

/** Of the last twenty. */
async function fates(open: OpenPage): Promise<{ readonly mined: number; readonly undone: number }> {
  const text = await open.page.getByTestId('settled').innerText()
  const count = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0)
  return { mined: count(/(\d+) upvotes? on the chain/), undone: count(/(\d+) upvotes? undone/) }
}
