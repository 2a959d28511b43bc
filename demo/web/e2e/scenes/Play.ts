// What every scene has.
import type { Browser, BrowserContextOptions } from 'playwright-core'

import type { Check } from '../../../../e2e/checks/Report'
import type { Running } from '../../server/start'
import { Visit } from '../Visit'

/** A stage, a browser, and what tells of each check. */
export interface Play {
  readonly running: Running
  readonly browser: Browser
  readonly check: Check
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
