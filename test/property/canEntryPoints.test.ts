// can() and the EntryPoints: the ops of the jury through each real EntryPoint with a real account, at a second around the
// edges of their window. What can() accepts is taken, what it refuses is not, and the clock is the EntryPoint's own.
// LATCHKEY_BUNDLES sets how many ops, FC_SEED repeats a run.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import type { Verdict } from '../../src'
import { VERSIONS, type Version } from '../helpers/fixture'
import { reason, verdict } from '../helpers/verdict'
import { openBench } from './entryPoints/bench'
import { generateReal, windowOf, type RealCase } from './entryPoints/generateReal'
import type { Mutation } from './jury/caseOf'
import { collectGarbage } from './jury/collectGarbage'
import { Random } from './jury/Random'
import { countWords } from './jury/report'
import { codeOf, optionsOf, Usages, verdictOf } from './verdicts/ask'
import { isTold } from './verdicts/generate'
import { ACCEPTED } from './verdicts/judge'

const OPS = Number(process.env['LATCHKEY_BUNDLES'] ?? 300)
const SEED = Number(process.env['FC_SEED'] ?? 1) + 1_000
const LEAST_ACCEPTED = 0.3
const SHOWN = 3

/** Ten are needed; this is for a busy machine. */
const MILLISECONDS_PER_OP = 1_000

const UNDECODED = ['ArgumentsNotCanonical', 'RuleNotOfFunction']
const OF_THE_CLOCK = ['SessionExpired', 'SessionNotStarted', 'PeriodNotCurrent']

/** What the module itself says: of what is not granted it knows only that no such session lives. */
const OF_THE_MODULE = [
  'SelectorIncomplete',
  'RuleNotMet',
  'ArgumentNotReadable',
  'WordNotCanonical',
  'FeeOverLimit',
  'ValueOverLimit',
  'CallsOverLimit',
  'AllowanceOverCap',
  'PeriodOver',
  'PeriodOutsideSession',
]

/** Out of order, its rules have no id. */
const isWanted = (mutation: Mutation): boolean => isTold(mutation) && mutation.name !== 'a looser rule than was granted'

interface Outcome {
  readonly real: RealCase
  readonly verdict: Verdict
  readonly code: string
  /** What the EntryPoint says. */
  readonly said: string
}

const judgeOn = (version: Version) =>
  async function judgeOps(): Promise<readonly Outcome[]> {
    const random = new Random(SEED)
    const { chain, account, standings } = await openBench(version, random)
    const usages = new Usages(chain.module)
    const outcomes: Outcome[] = []
    for (const real of generateReal(standings, OPS, random, isWanted)) {
      const { one, second } = real
      const asked = { ...real, at: second, entryPoint: account.entryPoint.version, margins: undefined }
      const answer = verdictOf(optionsOf(asked, await usages.of(one.jury, one.session)))
      await time.setNextBlockTimestamp(second)
      const said = await verdict(account, [one.op], 'pending')
      outcomes.push({ real, verdict: answer, code: codeOf(answer), said })
      if (outcomes.length % 8 === 0) await collectGarbage()
    }
    const words = [...countWords(outcomes.map(({ code }) => code))]
    console.log(`EntryPoint ${version}, FC_SEED=${SEED - 1_000}: ${words.map((word) => word.join(' ')).join(', ')}`)
    return outcomes
  }

/** What the EntryPoint is to say; undefined where only that it refuses. */
function expectedOf({ verdict: answer, code, real: { one } }: Outcome): string | undefined {
  if (answer.ok) return ACCEPTED
  if (OF_THE_CLOCK.includes(code)) return 'AA22'
  // Of two faults each may look at another one first; another cap can also put permissions out of order.
  const isAlone = one.mutations.length < 2 && !one.mutations.includes('a higher cap than was granted')
  if (!OF_THE_MODULE.includes(code) || !isAlone) return undefined
  return reason(code, Object.values(answer.error.args))
}

const isAsExpected = (outcome: Outcome): boolean => {
  const expected = expectedOf(outcome)
  return expected === undefined ? outcome.said !== ACCEPTED : outcome.said === expected
}

function expectNone(outcomes: readonly Outcome[]): void {
  const shown = outcomes
    .slice(0, SHOWN)
    .map((one) => `${one.code}: ${one.said} instead of ${expectedOf(one) ?? 'a refusal'}, ${textOf(one.real)}`)
  expect(
    outcomes.length,
    `FC_SEED=${SEED - 1_000}: ${outcomes.length} ops, among them\n${shown.join('\n')}\n`,
  ).to.equal(0)
}

const textOf = ({ one, second }: RealCase): string =>
  `${one.mutations.join()}, at ${second} of ${windowOf(one).join('-')}, ${one.session.signer}`

const RUNS = { v07: judgeOn('v07'), v08: judgeOn('v08'), v09: judgeOn('v09') } as const

for (const version of VERSIONS)
  describe(`can() and EntryPoint ${version}`, () => {
    it('I12 I17 give one verdict on every op, the clock included', async () => {
      const outcomes = await loadFixture(RUNS[version])
      expect(outcomes).to.have.length(OPS)
      const decoded = outcomes.filter(({ code }) => !UNDECODED.includes(code))
      expect(decoded.length / OPS).to.be.greaterThan(0.8)
      expectNone(decoded.filter((outcome) => !isAsExpected(outcome)))
      expect(outcomes.filter(({ code }) => code === ACCEPTED).length / OPS).to.be.at.least(LEAST_ACCEPTED)
    }).timeout(OPS * MILLISECONDS_PER_OP)

    it('T52 judge the first and last second of a window alike', async () => {
      const outcomes = await loadFixture(RUNS[version])
      const clock = outcomes.filter(({ said }) => said === 'AA22')
      expect(new Set(clock.map(({ code }) => code)).size).to.be.greaterThan(1)
      const isFirst = ({ real: { one, second } }: Outcome): boolean => second === windowOf(one)[0]
      const first = outcomes.filter((one) => isFirst(one) && [ACCEPTED, 'AA22'].includes(one.said))
      expect(new Set(first.map(({ code }) => code === ACCEPTED))).to.deep.equal(new Set([version === 'v07']))
      expectNone(first.filter((outcome) => !isAsExpected(outcome)))
    })
  })
