// can() and the Lens are two implementations of one truth, and share nothing: one walks over decoded values, the other reads
// words of bytes. Asked about the same ops, most of them at an edge of their session or just over it, they must give one
// verdict and one reason, with the same arguments. LATCHKEY_VERDICTS sets how many, FC_SEED repeats a run.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { can } from '../../src'
import { deployCourt, openSessions } from './jury/court'
import { caseOf } from './jury/caseOf'
import { Random } from './jury/Random'
import { countWords } from './jury/report'
import type { Standing } from './jury/Standing'
import { askLens } from './verdicts/ask'
import { generateVerdicts } from './verdicts/generate'
import { ACCEPTED, describeVerdict, encoded, judgeVerdicts, type Judged } from './verdicts/judge'

const CASES = Number(process.env['LATCHKEY_VERDICTS'] ?? 20_000)
const SEED = Number(process.env['FC_SEED'] ?? 1)

/** Of 20,000 cases 50. */
const LEAST_OF_EACH = Math.floor(CASES / 400)
const LEAST_ACCEPTED = 0.3
const LEAST_NEAR_AN_EDGE = 0.5
const SHOWN = 2
const RULES_MANY = 8

/** Two to three are needed, and some seconds for sessions; this is for a busy machine. */
const MILLISECONDS_PER_CASE = 40
const MILLISECONDS_TO_OPEN = 300_000

/** What can() says of arguments that it does not decode: the chain reads words, and may take them. */
const UNDECODED = ['ArgumentsNotCanonical', 'RuleNotOfFunction']
const OF_THE_CLOCK = ['SessionExpired', 'SessionNotStarted', 'PeriodNotCurrent', 'ExpiryTooNear', 'EdgeTooNear']

/** Every answer that can() has. */
const CODES = [
  ACCEPTED,
  ...UNDECODED,
  ...OF_THE_CLOCK,
  'BatchEmpty',
  'SelectorIncomplete',
  'ClaimNotOnePerCall',
  'PeriodIndexNotExpected',
  'TargetNotAllowed',
  'CallNotPermitted',
  'ValueOverCap',
  'ArgumentNotReadable',
  'WordNotCanonical',
  'RuleNotMet',
  'ModuleNotInstalled',
  'SessionAlreadyRevoked',
  'SessionRenounced',
  'SessionNotGranted',
  'SessionOfOlderEpoch',
  'PaymasterRequired',
  'PaymasterNotAllowed',
  'PeriodOver',
  'PeriodOutsideSession',
  'GasOverMaximum',
  'FeeOverLimit',
  'ValueOverLimit',
  'CallsOverLimit',
  'AllowanceOverCap',
]

/** Who signs is nothing that can() looks at; and a session with a dozen rules takes the Lens as long as ten others. */
const isFast = ({ session: { signerKind, permissions } }: Standing): boolean =>
  signerKind === 0 && permissions.every(({ rules }) => rules.length < RULES_MANY)

/** Judges all cases once, for all tests below, and prints what came of it. */
async function judgeCases() {
  const random = new Random(SEED)
  const court = await deployCourt()
  const standings = (await openSessions(court, random)).filter(isFast)
  const judged = await judgeVerdicts(court, generateVerdicts(standings, CASES, random))
  console.log(`${CASES} verdicts, FC_SEED=${SEED}\ncan: ${listOf(judged.map(({ code }) => code))}`)
  console.log(`Lens: ${listOf(judged.map(({ lensCode }) => lensCode))}`)
  return { judged, court, random }
}

const listOf = (words: readonly string[]): string =>
  [...countWords(words)].map(([word, count]) => `${word} ${count}`).join(', ')

/** Fails with some of the cases in full, if there are any. */
function expectNone(judged: readonly Judged[]): void {
  const shown = judged.slice(0, SHOWN).map(describeVerdict).join('\n')
  expect(judged.length, `FC_SEED=${SEED}: ${judged.length} cases, among them\n${shown}\n`).to.equal(0)
}

const isDecoded = ({ code }: Judged): boolean => !UNDECODED.includes(code)

describe('can() and the Lens', () => {
  it('I17 give one verdict, and the clock after it', async () => {
    const { judged } = await loadFixture(judgeCases)
    expect(judged).to.have.length(CASES)
    const compared = judged.filter(isDecoded)
    expect(compared.length / CASES).to.be.greaterThan(0.8)
    expectNone(compared.filter(({ code, lensCode, clock }) => code !== (lensCode === ACCEPTED ? clock : lensCode)))
  }).timeout(MILLISECONDS_TO_OPEN + CASES * MILLISECONDS_PER_CASE)

  it('I17 give one reason, with the same arguments', async () => {
    const { judged } = await loadFixture(judgeCases)
    const refused = judged.filter((one) => isDecoded(one) && one.lensCode !== ACCEPTED)
    expect(refused.length).to.be.greaterThan(CASES / 5)
    expectNone(refused.filter(({ verdict, lens }) => verdict.ok || encoded(verdict.error) !== lens.reason))
  })

  it('I12 give one window', async () => {
    const { judged } = await loadFixture(judgeCases)
    expectNone(
      judged.filter(({ verdict, lens, options: { entryPoint } }) => {
        if (!verdict.ok) return false
        const { first, last } = verdict.window
        const after = BigInt(entryPoint === '0.7' ? first : first - 1)
        return ((after << 208n) | (BigInt(last) << 160n)) !== lens.window
      }),
    )
  })

  it('judge every op that was made to be inside its session: none is left undecoded', async () => {
    const { judged } = await loadFixture(judgeCases)
    const inside = judged.filter(({ asked }) => asked.one.mutations.length === 0)
    expect(inside.length / CASES).to.be.greaterThan(0.4)
    expectNone(inside.filter(({ lensCode }) => lensCode !== ACCEPTED))
    expectNone(inside.filter((one) => !isDecoded(one)))
  })

  it('agree on permissions that can() chooses itself', async () => {
    const { judged, court, random } = await loadFixture(judgeCases)
    const accepted = judged.filter(({ code }) => code === ACCEPTED)
    const chosen = accepted.map((one) => ({ one, verdict: can({ ...one.options, permissionIndexes: undefined }) }))
    expectNone(chosen.filter(({ verdict }) => !verdict.ok).map(({ one }) => one))
    const others = chosen.flatMap(({ one, verdict }) =>
      verdict.ok && verdict.permissionIndexes.join() !== one.asked.one.told.permissions.join()
        ? [{ one, permissions: verdict.permissionIndexes }]
        : [],
    )
    expect(others.length).to.be.at.least(LEAST_OF_EACH)
    const lens = await court.lens.getAddress()
    for (const { one, permissions } of others.slice(0, 10 * LEAST_OF_EACH)) {
      const claimed = caseOf({ ...one.asked.intent, permissions: [...permissions] }, [], random)!
      const { reason } = await askLens(lens, { one: claimed })
      expect(reason, describeVerdict(one)).to.equal('0x')
    }
  }).timeout(CASES * MILLISECONDS_PER_CASE)

  it('were asked mostly about ops near an edge, enough of them accepted, and about enough of each code', async () => {
    const { judged } = await loadFixture(judgeCases)
    const isNear = ({ asked: { one } }: Judged): boolean => one.edges.length > 0 || one.mutations.length === 1
    expect(judged.filter(isNear).length / CASES).to.be.greaterThan(LEAST_NEAR_AN_EDGE)
    expect(judged.filter(({ code }) => code === ACCEPTED).length / CASES).to.be.at.least(LEAST_ACCEPTED)
    const counts = countWords(judged.map(({ code }) => code))
    expect(CODES.filter((code) => (counts.get(code) ?? 0) < LEAST_OF_EACH)).to.deep.equal([], `FC_SEED=${SEED}`)
    expect([...counts.keys()].filter((code) => !CODES.includes(code))).to.deep.equal([], 'codes that are not listed')
  })
})
