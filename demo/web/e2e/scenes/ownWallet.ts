// The demo's own wallet: its dialog, its page, and the end of every session.
import { must, mustBe, until } from '../must'
import { visiting, type Play } from './Play'

export async function playOwnWallet(play: Play): Promise<void> {
  const { check } = play
  await visiting(
    play,
    async (visit) => {
      const open = await visit.open()
      const { page } = open
      const dialog = page.getByRole('dialog')
      await check('the wallet asks in plain words, with the worst case, and can be answered by keyboard', async () => {
        await open.upvoteButton('Ada').focus()
        await page.keyboard.press('Enter')
        await dialog.waitFor()
        const text = await dialog.innerText()
        for (const words of [
          'call upvotePost(uint256) on Socio3',
          'At worst, whoever has the key',
          'pay fees of 0.1 ETH',
        ])
          must(`It says "${words}"`, text.includes(words), text)
        await page.keyboard.press('Escape')
        must('Escape is no', (await open.notice()).startsWith('You declined'), await open.notice())
        mustBe('The session', await open.sessionState(), 'none')
      })
      await check('approved in the dialog, the upvote is mined', async () => {
        const before = await open.allOnChain()
        await open.upvoteButton('Ada').click()
        await dialog.getByRole('button', { name: 'Approve' }).click()
        await open.untilSettled()
        mustBe('Votes on the chain', await open.allOnChain(), before + 1)
        mustBe('What the page counts', await page.getByTestId('prompts').getAttribute('data-count'), '2')
      })
      await check(
        "the wallet's page shows the same request with its review, and a decline changes nothing",
        async () => {
          await open.button('Send the request').click()
          const request = page.getByTestId('request')
          await request.getByRole('button', { name: 'Approve' }).waitFor()
          const text = await request.innerText()
          for (const words of [
            'At worst, whoever has the key',
            'Different from the session that it ends',
            'It cannot:',
          ])
            must(`It says "${words}"`, text.includes(words), text)
          await request.getByRole('button', { name: 'Decline' }).click()
          await request.getByText('None.').waitFor()
          must('A session is in use', Number(await page.getByTestId('sessions').getAttribute('data-live')) > 0)
        },
      )
      await check('approved there, the app uses the session that was granted', async () => {
        await page.getByRole('link', { name: 'Feed' }).click()
        await open.button('Send the request').click()
        await page.getByTestId('request').getByRole('button', { name: 'Approve' }).click()
        await page.getByText('The session that the wallet granted is in use.').waitFor({ timeout: 20_000 })
        await open.upvoteMined('Ada')
        await open.untilSession('live')
      })
      await check('every session of the account is listed, and ended there: the app hears of it', async () => {
        await page.getByRole('link', { name: 'Wallet' }).click()
        const sessions = page.getByTestId('sessions')
        await sessions.getByRole('button', { name: 'Revoke all sessions' }).click()
        await until('None is live', async () => (await sessions.getAttribute('data-live')) === '0', 60)
        await page.getByRole('link', { name: 'Feed' }).click()
        await open.untilSession('superseded')
      })
    },
    { hasTestWallet: false },
  )
}
