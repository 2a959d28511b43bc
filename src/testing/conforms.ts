// Has mocha run the behaviors of an account.
import { notValid } from '../session/fields'
import { accountBehaviors } from './accountBehaviors'
import type { BehaviorOutcome } from './Behavior'
import { outcomeOf } from './checkBehaviors'
import { matrixRow } from './matrixRow'
import type { TestedAccount } from './TestedAccount'

/** What a test has of mocha. */
export interface RunningTest {
  skip(): void
  timeout(milliseconds: number): unknown
}

/** What registers the tests: mocha's own functions, or others of their shape. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => unknown
  readonly it: (title: string, body: (this: RunningTest) => Promise<void>) => unknown
  readonly after: (body: () => void) => unknown
}

/** How {@link conforms} reports. */
export interface ConformsOptions {
  /** mocha's global functions if omitted. */
  readonly runner?: TestRunner
  /** Gets the account's row of the matrix at the end; `console.log` if omitted. */
  readonly print?: (row: string) => void
}

const TIMEOUT_MS = 120_000

/**
 * Registers one test for each behavior of the account, in a `describe` of its own. One that cannot be tried, since another fails
 * or since the account does not offer it, is skipped, and says so in the row of the matrix that is printed at the end. See
 * docs/testing.md.
 *
 * @throws FieldNotValid: there is no mocha; and as {@link accountBehaviors}.
 *
 * @example
 * ```ts
 * const titles = []
 * const describe = (title, body) => { titles.push(title); body() }
 * const runner = { describe, it: (title) => titles.push(title), after: () => undefined }
 * const deploy = async () => ({ address: ACCOUNT, signatures: openZeppelinOwner(OWNER_VALIDATOR) })
 * const place = { chain: { url: 'http://127.0.0.1:8545' }, entryPoint: op.entryPoint, adapter: openZeppelinAccount }
 * conforms({ name: 'Example', ...place, deploy }, { runner })
 * titles.slice(0, 2) // => ['Example on EntryPoint 0.8', 'owner: runs the calls of an op of its owner']
 * ```
 */
export function conforms(account: TestedAccount, options: ConformsOptions = {}): void {
  const { runner = mocha(), print = console.log } = options
  const behaviors = accountBehaviors(account)
  runner.describe(`${account.name} on EntryPoint ${account.entryPoint.version}`, () => {
    const outcomes: BehaviorOutcome[] = []
    for (const behavior of behaviors)
      runner.it(`${behavior.group}: ${behavior.title}`, async function () {
        this.timeout(TIMEOUT_MS)
        const outcome = await outcomeOf(behavior)
        outcomes.push(outcome)
        if (outcome.verdict === 'notTried') this.skip()
        if (outcome.verdict === 'fails') throw outcome.error
      })
    runner.after(() => print(`\n${matrixRow(account, outcomes)}\n`))
  })
}

function mocha(): TestRunner {
  const { describe, it, after } = globalThis as Partial<TestRunner>
  if (describe === undefined || it === undefined || after === undefined)
    throw notValid('runner', 'none', 'that of mocha: run this file with mocha, or give its describe, it and after')
  return { describe, it, after }
}
