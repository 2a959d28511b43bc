// How it looks, and to whom: axe in both themes and both views, on a phone's width, by keyboard; and pictures for the docs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { BrowserContextOptions, Page } from 'playwright-core'

import { WEB } from '../../server/installPackages'
import { mustBe } from '../must'
import { visiting, type Play } from './Play'

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1040, height: 720 }

/** Of all that there could be. */
const PICTURES = ['feed-desk-light', 'prompt-phone-dark', 'wallet-desk-dark', 'feed-phone-light']

/** Takes a picture. */
export type Picture = (page: Page, name: string) => Promise<void>

export async function playLooks(play: Play, picture: Picture | undefined): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [name, viewport] of Object.entries({ desk: DESK, phone: PHONE }))
      await look(play, picture, `${name}-${colorScheme}`, { colorScheme, viewport, reducedMotion: 'reduce' })
}

async function look(
  play: Play,
  picture: Picture | undefined,
  name: string,
  options: BrowserContextOptions,
): Promise<void> {
  const { check } = play
  await visiting(
    play,
    async (visit) => {
      const open = await visit.open()
      const { page } = open
      const pose = async (what: string): Promise<void> => {
        if (picture === undefined || !PICTURES.includes(what)) return
        await page.evaluate(() => scrollTo(0, 0))
        await picture(page, what)
      }
      await check(`${name}: axe finds nothing serious in feed, prompt and wallet, and nothing is cut off`, async () => {
        await judge(page, 'the feed before')
        await open.upvoteButton('Ada').click()
        await page.getByRole('dialog').waitFor()
        await judge(page, 'the prompt')
        await pose(`prompt-${name}`)
        await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
        await open.untilSettled()
        if (picture !== undefined) {
          await open.button('Upvote twenty').click()
          await open.untilSettled()
        }
        await open.button('Try what is forbidden').click()
        await page.locator('[data-who=chain]').nth(2).waitFor({ timeout: 30_000 })
        await judge(page, 'the feed')
        await pose(`feed-${name}`)
        for (const reason of await page.locator('[data-who] summary').all()) await reason.click()
        await judge(page, 'the feed with each reason')
        await open.button('Send the request').click()
        await page.getByTestId('request').getByRole('button', { name: 'Approve' }).waitFor()
        await judge(page, 'the wallet')
        await pose(`wallet-${name}`)
        await page.getByTestId('request').getByRole('button', { name: 'Decline' }).click()
      })
    },
    { ...options, hasTestWallet: false },
  )
}

const AXE = readFileSync(join(WEB, 'node_modules/axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

async function judge(page: Page, what: string): Promise<void> {
  await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  const told = violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`,
  )
  mustBe(`What axe finds in ${what}`, told, [])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  mustBe(`Pixels of ${what} beside the screen`, overflow, 0)
}
