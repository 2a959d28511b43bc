// How mocha is told, without a mocha that fails.
import { expect } from 'chai'

import { isLatchkeyError } from '../../src'
import {
  accountBehaviors,
  checkBehaviors,
  conforms,
  matrixRow,
  type BehaviorOutcome,
  type RunningTest,
} from '../../src/testing'
import { mockAccount } from './accounts'

type Registered = {
  readonly suites: string[]
  readonly tests: { readonly title: string; readonly body: (this: RunningTest) => Promise<void> }[]
  readonly after: (() => void)[]
  readonly rows: string[]
}

/** Registers with a runner that only takes notes. */
function register(contract: string): Registered {
  const noted: Registered = { suites: [], tests: [], after: [], rows: [] }
  const runner = {
    describe: (title: string, body: () => void) => {
      noted.suites.push(title)
      body()
    },
    it: (title: string, body: (this: RunningTest) => Promise<void>) => noted.tests.push({ title, body }),
    after: (body: () => void) => noted.after.push(body),
  }
  conforms(mockAccount(contract), { runner, print: (row) => noted.rows.push(row) })
  return noted
}

/** What one test comes to. */
async function run(
  { tests }: Registered,
  index: number,
): Promise<{ skipped: number; timeout: number; thrown: unknown }> {
  const seen = { skipped: 0, timeout: 0, thrown: undefined as unknown }
  const test: RunningTest = { skip: () => seen.skipped++, timeout: (milliseconds) => (seen.timeout = milliseconds) }
  await tests[index]?.body.call(test).catch((thrown: unknown) => {
    seen.thrown = thrown
  })
  return seen
}

const outcome = (changes: Partial<BehaviorOutcome>): BehaviorOutcome => ({
  group: 'use',
  title: 'does what it does',
  verdict: 'holds',
  remark: undefined,
  error: undefined,
  ...changes,
})

describe('conforms', () => {
  it('has one test for each behavior, by its group and title, in a suite of the account', () => {
    const { suites, tests } = register('SecondAccountMock')
    expect(suites).to.deep.equal(['SecondAccountMock on EntryPoint 0.7'])
    const titles = tests.map(({ title }) => title)
    expect(titles[0]).to.equal('owner: runs the calls of an op of its owner')
    expect(new Set(titles).size).to.equal(titles.length)
    expect(titles.length).to.be.greaterThan(35)
  })

  it('passes what holds, throws what fails, skips what rests on it, and prints what was run', async () => {
    const registered = register('SilentInstallAccountMock')
    const [holds, fails, rests] = [await run(registered, 0), await run(registered, 1), await run(registered, 2)]
    expect(holds).to.deep.equal({ skipped: 0, timeout: 120_000, thrown: undefined })
    expect(isLatchkeyError(fails.thrown, 'AccountNotConforming')).to.equal(true)
    expect(rests).to.deep.equal({ skipped: 1, timeout: 120_000, thrown: undefined })
    registered.after.forEach((body) => body())
    expect(registered.rows.join('\n')).to.contain('| SilentInstallAccountMock | 0.7 | yes (1) | no (1 of 1 fail) | – |')
  })

  it('tries what a test rests on, if that test did not run', async () => {
    expect(await run(register('SilentInstallAccountMock'), 2)).to.deep.include({ skipped: 1, thrown: undefined })
    expect(await run(register('SecondAccountMock'), 2)).to.deep.include({ skipped: 0, thrown: undefined })
  })

  it('tries one after the other, in whatever order they are asked for', async () => {
    const behaviors = [...accountBehaviors(mockAccount('SilentInstallAccountMock'))].reverse()
    const outcomes = await Promise.all(behaviors.map(async (behavior) => await checkBehaviors([behavior])))
    const failing = outcomes.flat().filter(({ verdict }) => verdict === 'fails')
    expect(failing.map(({ group }) => group)).to.deep.equal(['install'])
    expect(outcomes.flat().filter(({ verdict }) => verdict === 'holds')).to.have.length(1)
  })

  it('needs mocha, or a runner', () => {
    const { describe: kept } = globalThis
    Reflect.deleteProperty(globalThis, 'describe')
    try {
      expect(() => conforms(mockAccount())).to.throw(/mocha/)
    } finally {
      globalThis.describe = kept
    }
  })
})

describe('The row of an account', () => {
  it('counts what holds, fails and was not tried, and has what was measured', () => {
    const row = matrixRow(mockAccount(), [
      outcome({ group: 'use', remark: '+900 gas' }),
      outcome({ group: 'use', verdict: 'notTried' }),
      outcome({ group: 'grants', verdict: 'fails' }),
      outcome({ group: 'grants' }),
      outcome({ group: 'limits', verdict: 'notTried' }),
    ])
    expect(row.split('\n')[2]).to.equal(
      '| SecondAccountMock | 0.7 | – | – | yes (1), 1 not tried, +900 gas | no (1 of 2 fail) | – | – | – | – | – |',
    )
  })
})
