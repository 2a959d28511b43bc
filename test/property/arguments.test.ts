// What a rule reads is what the called contract reads, or the op is refused. Calls with arguments of many shapes are changed
// in the ways of a thief; Solidity's own decoder says what it makes of them, whole and lazily, and so does a callee that
// checks nothing. The module and the Lens read and judge the same calls. ARGUMENT_CASES sets how many, FC_SEED repeats a run.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { wrongStep } from '../../src/session/path'
import { deployCourt, judgeAll, type Judged } from './arguments/court'
import { COMPARISON, generate } from './arguments/generate'
import { MUTATIONS } from './arguments/mutations'
import { isCanonical } from './arguments/types'
import { Random } from './jury/Random'

const CASES = Number(process.env['ARGUMENT_CASES'] ?? 53_000)
const SEED = Number(process.env['FC_SEED'] ?? 1)
const MILLISECONDS_PER_CASE = 20
const SHOWN = 3

const LEAST_SHARE = 0.3
/** Of 53,000 cases 530. */
const LEAST_OF_EACH = CASES / 100

/** Judges all cases once, for all tests below, and prints what came of it. */
async function judgeCases() {
  const court = await loadFixture(deployCourt)
  const judged = await judgeAll(court, generate(CASES, new Random(SEED)))
  console.log(reportOf(judged))
  return { judged, changed: judged.filter(({ mutation }) => mutation !== MUTATIONS[0]) }
}

type Reading = (one: Judged) => bigint | undefined

/** Those who use a call, and what of it. */
const CALLEES: readonly (readonly [string, Reading])[] = [
  ["Solidity's decoder", ({ eager }) => eager],
  ["Solidity's lazy decoder", ({ lazy }) => lazy],
  ['a callee that checks nothing', ({ raw }) => raw],
]

/** Whether a rule that was accepted with this value is right about what a callee uses. */
function isRight({ comparison, mask, charged }: Judged, value: bigint, used: bigint): boolean {
  if (comparison === COMPARISON.charge) return charged === used
  return ((used & mask) === (value & mask)) !== (comparison === COMPARISON.noneOf)
}

/** Whether the module accepts the value that it read. */
const isAccepted = ({ module, wordType }: Judged): boolean => module !== undefined && isCanonical(module, wordType)

const countOf = (judged: readonly Judged[], isOne: (one: Judged) => boolean): number => judged.filter(isOne).length

function lineOf(name: string, judged: readonly Judged[]): string {
  const accepted = judged.filter(isAccepted)
  const confirmed = countOf(accepted, ({ eager }) => eager !== undefined)
  const lazily = countOf(accepted, ({ lazy }) => lazy !== undefined)
  return `${name}: ${judged.length}, accepted ${accepted.length}, of them decoded ${confirmed}, lazily ${lazily}`
}

function reportOf(judged: readonly Judged[]): string {
  const rows = MUTATIONS.map(({ name }) =>
    lineOf(
      `      ${name}`,
      judged.filter(({ mutation }) => mutation.name === name),
    ),
  )
  return [lineOf(`    FC_SEED=${SEED}`, judged), ...rows].join('\n')
}

const textOf = ({ shape, mutation, data, steps, choices, ...rest }: Judged): string => {
  const path = steps.map((step) => step.toString(16)).join(' ')
  const facts = JSON.stringify(rest, (_, value: unknown) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  )
  return `${shape}, ${mutation.name}, path ${path}, choices ${choices.join(' ')}\n0x${data.toString('hex')}\n${facts}`
}

/** Fails with some of the cases in full, if there are any. */
function expectNone(judged: readonly Judged[]): void {
  const shown = [...judged].sort((a, b) => a.data.length - b.data.length).slice(0, SHOWN)
  const text = shown.map(textOf).join('\n')
  expect(judged.length, `FC_SEED=${SEED}: ${judged.length} cases, among them\n${text}\n`).to.equal(0)
}

describe('Arguments', () => {
  for (const [callee, reading] of CALLEES)
    it(`that the module accepts are used by ${callee} as the rule saw them`, async () => {
      const { judged } = await loadFixture(judgeCases)
      const used = judged.filter((one) => isAccepted(one) && reading(one) !== undefined)
      expect(used.length).to.be.greaterThan(CASES * 0.15)
      expectNone(used.filter((one) => one.module !== reading(one)))
    }).timeout(CASES * MILLISECONDS_PER_CASE)

  for (const [name, comparison] of Object.entries(COMPARISON))
    it(`are what ${name} compares: no rule is met by the module's reading alone`, async () => {
      const { judged } = await loadFixture(judgeCases)
      const own = judged.filter((one) => one.comparison === comparison)
      expect(countOf(own, ({ checks }) => checks.some(({ byModule }) => byModule))).to.be.greaterThan(LEAST_OF_EACH / 4)
      for (const [, reading] of CALLEES)
        expectNone(
          own.filter((one) => {
            const used = reading(one)
            return used !== undefined && one.checks.some((check) => check.byModule && !isRight(one, check.value, used))
          }),
        )
    })

  it('are accepted where they are encoded as they should be, with the right value, by every comparison', async () => {
    const { judged } = await loadFixture(judgeCases)
    const readable = judged.filter(({ expects }) => expects === 'read')
    expect(readable.length).to.be.greaterThan(CASES * 0.2)
    expectNone(readable.filter(({ module, original }) => module !== original))
    expectNone(
      readable.filter((one) =>
        one.checks.some(({ value, byModule }) => byModule !== isRight(one, value, one.original)),
      ),
    )
    const plain = judged.filter(({ mutation }) => mutation === MUTATIONS[0])
    expectNone(plain.filter((one) => CALLEES.some(([, reading]) => reading(one) !== one.original)))
  })

  it('T12 T169 T170 are refused, by every comparison, where a rule cannot read them or they are not canonical', async () => {
    const { judged } = await loadFixture(judgeCases)
    const unreadable = judged.filter(({ expects }) => expects === 'refused')
    expect(unreadable.length).to.be.greaterThan(CASES * 0.2)
    expectNone(unreadable.filter((one) => isAccepted(one) || one.checks.some(({ byModule }) => byModule)))
    const { oneOf, noneOf, between, betweenSigned, charge } = COMPARISON
    for (const comparison of [oneOf, noneOf, between, betweenSigned, charge])
      expect(countOf(unreadable, (one) => one.comparison === comparison)).to.be.greaterThan(LEAST_OF_EACH / 4)
  })

  it('are read and judged by the Lens as by the module, with the same reason', async () => {
    const { judged } = await loadFixture(judgeCases)
    expectNone(judged.filter(({ module, lens }) => module !== lens))
    expectNone(judged.filter(({ checks }) => !checks.every(({ same }) => same)))
  })

  it('are reached by paths that can be granted, of every kind of step and every length', async () => {
    const { judged } = await loadFixture(judgeCases)
    expectNone(judged.filter(({ steps }) => wrongStep(steps) !== -1))
    expect(new Set(judged.flatMap(({ steps }) => steps.map((step) => step >>> 24))).size).to.equal(6)
    expect([...new Set(judged.map(({ steps }) => steps.length))].sort()).to.deep.equal([1, 3, 4, 5, 6, 7, 8])
  })

  it('are changed often enough in each of the ways', async () => {
    const { judged, changed } = await loadFixture(judgeCases)
    const names = [...new Set(changed.map(({ mutation }) => mutation.name))]
    expect(names).to.have.length(MUTATIONS.length - 1)
    const counts = names.map((name) => countOf(judged, ({ mutation }) => mutation.name === name))
    expect(Math.min(...counts)).to.be.at.least(Math.min(500, LEAST_OF_EACH))
    expect(changed.length).to.be.at.least(CASES * 0.94)
  })

  it('are neither all accepted nor all refused', async () => {
    const { changed } = await loadFixture(judgeCases)
    const accepted = countOf(changed, isAccepted)
    expect(accepted / changed.length).to.be.greaterThan(LEAST_SHARE)
    expect(1 - accepted / changed.length).to.be.greaterThan(LEAST_SHARE)
  })
})
