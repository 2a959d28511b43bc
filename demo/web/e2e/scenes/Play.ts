// What every scene has.
import type { Browser, BrowserContextOptions } from 'playwright-core'

import type { Running } from '../../server/start'
import { Visit } from '../Visit'

/** Runs one check of a scene, and answers what it found for the next. */
export type Check = <Found>(title: string, look: () => Promise<Found>) => Promise<Found>

/** A stage, a browser, and what tells of each check. */
export interface Play {
  readonly running: Running
  readonly browser: Browser
  readonly check: Check
  /** Puts a new chain in the place of this one, as a new start of the demo does: everything has the same addresses. */
  readonly startAgain: () => Promise<void>
}

/** Opens a visit for one scene, and ends it. */
export async function visiting(
  { browser, running }: Play,
  act: (visit: Visit) => Promise<void>,
  options?: BrowserContextOptions & { readonly hasTestWallet?: boolean },
): Promise<void> {
  const visit = await Visit.begin(browser, running, options)
  try {
    await act(visit)
  } catch (thrown) {
    await visit.context.close()
    throw thrown
  }
  await visit.end()
}
