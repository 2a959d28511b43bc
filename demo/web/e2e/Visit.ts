// One visitor: a browser profile of its own, the test's wallet in it, and the pages that are open.
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

import type { Running } from '../server/start'
import { CountingWallet } from './CountingWallet'
import { eavesdrop, type Overheard } from './eavesdrop'
import { mustBe, until } from './must'

/** A page that is open, by what one does with it. */
export class OpenPage {
  constructor(
    readonly page: Page,
    readonly running: Running,
  ) {}

  button(name: string | RegExp): ReturnType<Page['getByRole']> {
    return this.page.getByRole('button', { name })
  }

  upvoteButton(author: string): ReturnType<Page['getByRole']> {
    return this.button(new RegExp(`^Upvote the post of ${author}`))
  }

  async votesShown(postId: number): Promise<number> {
    return Number(await this.page.getByTestId(`votes-${postId}`).innerText())
  }

  async allShown(): Promise<number> {
    const shown = await this.page.locator('[data-testid^="votes-"]').allInnerTexts()
    return shown.reduce((sum, text) => sum + Number(text), 0)
  }

  /** Of all posts, on the chain. */
  async allOnChain(): Promise<number> {
    const { socio3 } = this.running.stage
    const count = Number(await socio3.postCount())
    const posts = await Promise.all(Array.from({ length: count }, async (_, id) => await socio3.getPost(id)))
    return posts.reduce((sum, { votes }) => sum + Number(votes), 0)
  }

  /** Until no upvote is on its way, and the page shows what the chain has. */
  async untilSettled(seconds = 60): Promise<void> {
    await until(
      'Nothing is on its way',
      async () => (await this.page.locator('.upvote.pending').count()) === 0,
      seconds,
    )
    await until(
      'The page shows what the chain has',
      async () => (await this.allShown()) === (await this.allOnChain()),
      10,
    )
  }

  /** Clicks, and waits until the chain has this upvote: one that was undone is none. */
  async upvoteMined(author: string): Promise<void> {
    const before = await this.allOnChain()
    await this.upvoteButton(author).click()
    await this.untilSettled()
    mustBe('Votes on the chain', await this.allOnChain(), before + 1)
  }

  async sessionState(): Promise<string | null> {
    return await this.page.getByTestId('session').getAttribute('data-state')
  }

  async untilSession(state: string, seconds = 20): Promise<void> {
    await until(`The session card says ${state}`, async () => (await this.sessionState()) === state, seconds)
  }

  async notice(): Promise<string> {
    return await this.page.getByTestId('notice').innerText({ timeout: 20_000 })
  }

  async overheard(): Promise<Overheard> {
    return await this.page.evaluate(() => (window as unknown as { overheard: Overheard }).overheard)
  }

  /** Until it can be used. */
  async untilReady(): Promise<void> {
    await this.upvoteButton('Ada').waitFor({ timeout: 30_000 })
  }
}

export class Visit {
  /** What its pages have said on the console, and thrown. */
  readonly said: string[] = []
  /** What its pages have sent. */
  readonly sent: string[] = []

  private constructor(
    readonly running: Running,
    readonly context: BrowserContext,
    readonly wallet: CountingWallet,
  ) {}

  /** @param hasTestWallet Whether it answers by itself; else the demo's own wallet asks in a dialog. */
  static async begin(
    browser: Browser,
    running: Running,
    { hasTestWallet = true, ...options }: BrowserContextOptions & { readonly hasTestWallet?: boolean } = {},
  ): Promise<Visit> {
    const context = await browser.newContext(options)
    const visit = new Visit(running, context, new CountingWallet(running))
    if (hasTestWallet) await visit.wallet.giveTo(context)
    await context.addInitScript(eavesdrop)
    context.on('console', (message) => visit.said.push(message.text()))
    context.on('weberror', (error) => visit.said.push(`thrown: ${error.error().message}`))
    context.on('request', (request) => visit.sent.push(`${request.url()} ${request.postData() ?? ''}`))
    return visit
  }

  /** Opens the page in one more tab. */
  async open(path = ''): Promise<OpenPage> {
    const page = await this.context.newPage()
    await page.goto(`${this.running.url}${path}`)
    const open = new OpenPage(page, this.running)
    if (!path.includes('#wallet')) await open.untilReady()
    return open
  }

  /** Nothing was thrown that nobody caught; what the network refused is said by browsers on their own. */
  async end(): Promise<void> {
    await this.context.close()
    mustBe(
      'What pages threw',
      this.said.filter((text) => text.startsWith('thrown: ')),
      [],
    )
  }
}
