// How long a click takes to be seen, by the browser's own clock.
import { mustBe } from '../must'
import { visiting, type Play } from './Play'

/** Enough that one hiccup of the machine is not the 95th percentile. */
const CLICKS = 100
const TARGET_MS = 50

export async function playLatency(play: Play): Promise<void> {
  const { check } = play
  await visiting(play, async (visit) => {
    const open = await visit.open()
    await open.upvoteMined('Ada')
    const { paints: first } = await open.overheard()
    const paints = await check(`${CLICKS} clicks, each counted at once, all mined, without a prompt`, async () => {
      const before = await open.allOnChain()
      for (let i = 0; i < CLICKS; i++) {
        await open.upvoteButton(['Ada', 'Grace', 'Hedy'][i % 3] ?? 'Ada').click()
        await open.page.waitForTimeout(100)
      }
      const { paints: all } = await open.overheard()
      await open.untilSettled(60)
      mustBe('Votes on the chain', await open.allOnChain(), before + CLICKS)
      mustBe('Prompts', visit.wallet.prompts.length, 1)
      const measured = all.slice(first.length)
      mustBe('Clicks that were measured', measured.length, CLICKS)
      return measured
    })
    const sorted = paints.toSorted((one, other) => one - other)
    const at = (part: number): string => `${(sorted[Math.ceil(sorted.length * part) - 1] ?? 0).toFixed(1)} ms`
    console.log(
      `    – from click to painted upvote, while others are being mined: median ${at(0.5)}, 95th percentile ${at(0.95)}, most ${at(1)}; target ${TARGET_MS} ms at the 95th`,
    )
  })
}
