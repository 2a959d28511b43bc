// I1: callData that the module accepts is executed by every account as exactly the calls that the module decoded. Canonical
// callData is changed in all the ways that have fooled decoders, and at random; the module judges it, and accounts with
// three different decoders execute it. LATCHKEY_CASES sets how many, FC_SEED repeats a run.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ZeroAddress } from 'ethers'

import { deployCourt, judgeAll, type Judged } from './decoder/court'
import { generate, isOdd, isPermitted } from './decoder/generate'
import { MUTATIONS } from './decoder/mutations'
import { Random } from './jury/Random'

const CASES = Number(process.env['LATCHKEY_CASES'] ?? 4_000)
const SEED = Number(process.env['FC_SEED'] ?? 1)
const MILLISECONDS_PER_CASE = 40
const SHOWN = 3

const LEAST_SHARE = 0.2
/** Of 4,000 cases 20. */
const LEAST_OF_EACH = Math.floor(CASES / 200)

/** Judges all cases once, for all tests below, and prints what came of it. */
async function judgeCases() {
  const court = await loadFixture(deployCourt)
  const judged = await judgeAll(court, generate(court.session.permissions, CASES, new Random(SEED)))
  console.log(reportOf(judged))
  return { judged, permissions: court.session.permissions }
}

const countOf = (judged: readonly Judged[], isOne: (one: Judged) => boolean): number => judged.filter(isOne).length

function reportOf(judged: readonly Judged[]): string {
  const read = countOf(judged, ({ decoded }) => decoded !== undefined)
  const accepted = countOf(judged, ({ isAccepted }) => isAccepted)
  const rows = MUTATIONS.map(({ name }) => {
    const own = judged.filter(({ mutations }) => mutations[0]!.name === name)
    const [isRead, isAccepted] = [own.filter((one) => one.decoded !== undefined), own.filter((one) => one.isAccepted)]
    return `      ${name}: ${own.length}, read ${isRead.length}, accepted ${isAccepted.length}`
  })
  const head = `    FC_SEED=${SEED}: ${judged.length} callDatas, read ${read}, accepted by the module ${accepted}`
  return [head, ...rows].join('\n')
}

/** Fails with some of the cases in full, if there are any. */
function expectNone(judged: readonly Judged[]): void {
  const shown = judged.slice(0, SHOWN).map((one) => {
    const names = one.mutations.map(({ name }) => name).join(', ')
    return `${names}\n${one.callData}\n${JSON.stringify({ executed: one.executed, expected: one.expected })}`
  })
  expect(judged.length, `FC_SEED=${SEED}: ${judged.length} callDatas, among them\n${shown.join('\n')}\n`).to.equal(0)
}

describe('callData', () => {
  it('I1 that is read is executed by three kinds of account as the calls that were decoded, in order', async () => {
    const { judged } = await loadFixture(judgeCases)
    const recordable = judged.filter(({ decoded }) => decoded !== undefined && !decoded.some(({ to }) => isOdd(to)))
    expect(recordable.length).to.be.greaterThan(CASES * LEAST_SHARE)
    expectNone(recordable.filter(({ executed, expected }) => JSON.stringify(executed) !== JSON.stringify(expected)))
  }).timeout(CASES * MILLISECONDS_PER_CASE)

  it('T26 to target zero, which one of the accounts takes for itself, is never accepted', async () => {
    const { judged } = await loadFixture(judgeCases)
    const zero = judged.filter(({ decoded }) => decoded?.some(({ to }) => to === ZeroAddress))
    expect(zero.length).to.be.greaterThanOrEqual(LEAST_OF_EACH / 2)
    expectNone(zero.filter(({ isAccepted }) => isAccepted))
    const differ = zero.filter(({ executed, expected }) => executed[0]!.journal !== expected[0]!.journal)
    expect(differ.length).to.be.greaterThan(0)
  })

  it('I2 I3 that the module accepts is what it decoded, and every call is permitted', async () => {
    const { judged, permissions } = await loadFixture(judgeCases)
    const accepted = judged.filter(({ isAccepted }) => isAccepted)
    expectNone(
      accepted.filter(
        ({ decoded, claims }) =>
          decoded?.length !== claims.length || !decoded.every((call) => isPermitted(permissions, call)),
      ),
    )
  })

  for (const { name } of MUTATIONS.filter(({ isNeverRead }) => isNeverRead))
    it(`${name}: is refused`, async () => {
      const { judged } = await loadFixture(judgeCases)
      const own = judged.filter(({ mutations }) => mutations.length === 1 && mutations[0]!.name === name)
      expect(own.length).to.be.greaterThanOrEqual(LEAST_OF_EACH)
      expectNone(own.filter(({ decoded, isAccepted }) => decoded !== undefined || isAccepted))
    })

  for (const threat of ['T9', 'T10', 'T11', 'T12'])
    it(`${threat}: what is accepted is permitted as it was decoded`, async () => {
      const { judged, permissions } = await loadFixture(judgeCases)
      const own = judged.filter(({ mutations }) => mutations[0]!.name.startsWith(`${threat} `))
      expect(own.length).to.be.greaterThanOrEqual(LEAST_OF_EACH)
      expectNone(
        own.filter(
          ({ isAccepted, decoded }) => isAccepted && !decoded!.every((call) => isPermitted(permissions, call)),
        ),
      )
    })

  it('is neither all accepted nor all refused', async () => {
    const { judged } = await loadFixture(judgeCases)
    const shares = [
      countOf(judged, ({ isAccepted }) => isAccepted),
      countOf(judged, ({ decoded }) => decoded !== undefined),
      countOf(judged, ({ decoded }) => decoded === undefined),
      countOf(judged, ({ decoded, isAccepted }) => decoded !== undefined && !isAccepted) * 4,
    ]
    for (const share of shares) expect(share / CASES).to.be.greaterThan(LEAST_SHARE)
    const plain = judged.filter(({ mutations }) => mutations.length === 1 && mutations[0]!.name === 'nothing')
    expect(plain.length).to.be.greaterThanOrEqual(LEAST_OF_EACH)
    expectNone(plain.filter(({ isAccepted }) => !isAccepted))
  })
})
