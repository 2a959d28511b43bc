// What the session does not allow, and an owner who says no.
import { documented } from '../documented'
import { must, mustBe } from '../must'
import { readStorages } from '../storages'
import { visiting, type Play } from './Play'

/** What is tried, and the codes of client and chain. */
const EXPECTED = [
  ['client', 'CallNotPermitted'],
  ['chain', 'SessionNotLive'],
  ['client', 'ValueOverCap'],
  ['chain', 'ValueOverCap'],
  ['client', 'CallNotPermitted'],
  ['chain', 'ValueOverCap'],
]

export async function playForbidden(play: Play): Promise<void> {
  const { check, running } = play
  await visiting(play, async (visit) => {
    const { provider, account, socio3 } = running.stage
    const open = await visit.open()
    await check(
      'what is forbidden is refused by the client, and by the chain where the client is passed by',
      async () => {
        await open.upvoteMined('Ada')
        const state = async (): Promise<unknown> => [
          await provider.getBalance(account),
          await provider.getBalance(socio3),
          await open.allOnChain(),
        ]
        const before = await state()
        await open.button('Try what is forbidden').click()
        await open.page.locator('[data-who=chain]').nth(2).waitFor({ timeout: 30_000 })
        const refusals = await open.page
          .locator('[data-who]')
          .evaluateAll((all) => all.map((one) => [one.getAttribute('data-who'), one.getAttribute('data-code')]))
        mustBe('Who refused it with what', refusals, EXPECTED)
        mustBe('Money and votes', await state(), before)
        mustBe('Prompts', visit.wallet.prompts.length, 1)
      },
    )
    await check('each reason is told in the words of docs/errors.md', async () => {
      for (const refusal of await open.page.locator('[data-who]').all()) {
        const { what, fix } = documented((await refusal.getAttribute('data-code')) ?? '')
        await refusal.locator('summary').click()
        const text = await refusal.innerText()
        must(`It says "${what}" and "${fix}"`, text.includes(what) && text.includes(fix), text)
      }
    })
    await check('the session goes on after all of it', async () => {
      await open.upvoteMined('Grace')
      mustBe('Prompts', visit.wallet.prompts.length, 1)
    })
  })
}

export async function playDeclined(play: Play): Promise<void> {
  const { check } = play
  await visiting(play, async (visit) => {
    const { wallet } = visit
    const open = await visit.open()
    await check('a prompt that is declined takes the upvote back, and leaves nothing behind', async () => {
      wallet.says = 'no'
      const before = await open.votesShown(1)
      await open.upvoteButton('Ada').click()
      must('The page says so', (await open.notice()).startsWith('You declined. 1 upvote undone'), await open.notice())
      mustBe('Votes shown', await open.votesShown(1), before)
      mustBe('The session', await open.sessionState(), 'none')
      const { records, bytes } = await readStorages(open.page)
      mustBe(
        'Records',
        Object.values(records).reduce((sum, count) => sum + count, 0),
        0,
      )
      mustBe('Bytes', bytes, [])
      mustBe('Prompts', wallet.prompts.length, 1)
    })
    await check('the next click asks again, and a yes is a yes', async () => {
      wallet.says = 'yes'
      await open.upvoteMined('Ada')
      await open.untilSession('live')
      mustBe('Prompts', wallet.prompts.length, 2)
    })
  })
}
