// The module and the Lens are two implementations of one truth: asked about the same userOps, most of them at an edge of
// their session or just over it, they must agree. LATCHKEY_OPS sets how many, FC_SEED repeats a run.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { encodeAuthorization } from '../../src'
import { slice } from './jury/bytes'
import { deployCourt, openSessions } from './jury/court'
import { ALL_EDGES } from './jury/edges'
import { ERRORS, NOT_OF_OPS } from './jury/errors'
import { generate } from './jury/generate'
import { ACCEPTED, judgeAll, NOT_SIGNED, type Judged } from './jury/judge'
import { WITHOUT_SIGNATURE } from './jury/mutations/grants'
import { Random } from './jury/Random'
import { countWords, describeCase, isNearAnEdge, reportOf } from './jury/report'

const OPS = Number(process.env['LATCHKEY_OPS'] ?? 20_000)
const SEED = Number(process.env['FC_SEED'] ?? 1)

/** Of 20,000 ops 50. */
const LEAST_OF_EACH = Math.floor(OPS / 400)
const LEAST_ACCEPTED = 0.3
const LEAST_NEAR_AN_EDGE = 0.5

/** Three to four are needed, and some seconds for sessions; this is for a busy machine. */
const MILLISECONDS_PER_OP = 40
const MILLISECONDS_TO_OPEN = 300_000
const SHOWN = 3

/** What the module says where the Lens has a reason of its own. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  GrantSignatureNotValid: NOT_SIGNED,
  SessionRenounced: 'SessionAlreadyRevoked',
  // The one fault of rules that leaves them without bytes.
  RuleNotPackable: 'AllowanceNotValid',
}

/**
 * The module asks the account about what is attached, and the account says no. The Lens is told of a grant, and these bytes
 * are not it; or the signature is empty, which to the Lens means no grant.
 */
const isToldOfAnother = ({ one: { told, mutations }, lens }: Judged): boolean =>
  mutations.includes(WITHOUT_SIGNATURE)
    ? ['SessionNotGranted', 'SessionOfOlderEpoch'].includes(lens)
    : lens === 'AuthorizationNotExpected' && told.grant.ownerSignature !== '0x'

/** With a grant attached the Lens first finds that the key is none; to the module it is one that signed nothing. */
const isOfNoKey = ({ one: { told }, lens }: Judged): boolean =>
  lens === 'SignerNotValid' && told.grant.ownerSignature !== '0x'

const UNIT_TESTS = join(__dirname, '../unit')

/** Judges all ops once, for all tests below, and prints what came of it. */
async function judgeOps(): Promise<readonly Judged[]> {
  const random = new Random(SEED)
  const standings = await openSessions(await deployCourt(), random)
  const judged = await judgeAll(generate(standings, OPS, random))
  console.log(reportOf(judged, SEED))
  return judged
}

/** Fails with some of the ops in full, if there are any. */
function expectNone(judged: readonly Judged[]): void {
  const shown = judged.slice(0, SHOWN).map(describeCase).join('\n')
  expect(judged.length, `FC_SEED=${SEED}: ${judged.length} ops, among them\n${shown}\n`).to.equal(0)
}

describe('the module and the Lens', () => {
  it('I17 accept the same userOps, in the same window', async () => {
    const judged = await loadFixture(judgeOps)
    expect(judged).to.have.length(OPS)
    expectNone(judged.filter(({ moduleWindow, lensWindow }) => moduleWindow !== lensWindow))
  }).timeout(MILLISECONDS_TO_OPEN + OPS * MILLISECONDS_PER_OP)

  it('find the same ones not signed by the session key, or by the owner', async () => {
    const judged = await loadFixture(judgeOps)
    // Of two changes to one op each may look at another one.
    expectNone(judged.filter(({ module, lens }) => lens === 'SessionKeySignatureNotValid' && module !== NOT_SIGNED))
    const once = judged.filter((one) => one.one.mutations.length < 2 && !isToldOfAnother(one) && !isOfNoKey(one))
    const wrong = ['SessionKeySignatureNotValid', 'GrantSignatureNotValid']
    expectNone(once.filter(({ module, lens }) => module === NOT_SIGNED && !wrong.includes(lens)))
  })

  it('find the same thing wrong with what claims its session honestly', async () => {
    const judged = await loadFixture(judgeOps)
    const honest = judged.filter(({ one }) => one.honest && one.mutations.length === 1)
    expect(honest.filter(({ module }) => module !== ACCEPTED).length).to.be.greaterThan(OPS / 10)
    expectNone(honest.filter(({ module, lens }) => module !== (SAID_OTHERWISE[lens] ?? lens)))
  })

  it('say the same with an error that both name', async () => {
    const judged = await loadFixture(judgeOps)
    // Of these each says what it compared, and they compare different things.
    const own = ['CallDataNotCanonical', 'GasOverMaximum']
    // Of two changes to one op each may look at another one.
    const once = judged.filter(({ one }) => one.mutations.length < 2)
    const refused = once.filter(({ module }) => module !== ACCEPTED && module !== NOT_SIGNED)
    // A rule has another number where the op carries other rules than the session has.
    const numbered = ['RuleNotMet', 'ArgumentNotReadable', 'WordNotCanonical']
    const same = refused.filter(
      ({ module, lens, one }) => module === lens && !own.includes(module) && (one.honest || !numbered.includes(module)),
    )
    expect(same.length).to.be.greaterThan(OPS / 10)
    expectNone(same.filter(({ answer, reason }) => answer !== reason))
  })

  it('accept what was made to be inside its session', async () => {
    const judged = await loadFixture(judgeOps)
    const unchanged = judged.filter(({ one }) => one.mutations.length === 0)
    expect(unchanged.length / OPS).to.be.at.least(LEAST_ACCEPTED)
    expectNone(unchanged.filter(({ module }) => module !== ACCEPTED))
  })

  it('take the authorization that the client writes', async () => {
    const judged = await loadFixture(judgeOps)
    const unchanged = judged.filter(({ one }) => one.mutations.length === 0).slice(0, 500)
    expectNone(
      unchanged.filter(({ one: { session, told, op, key } }) => {
        const written = encodeAuthorization({
          session,
          permissionIndexes: told.permissions,
          sponsored: op.paymasterAndData !== '0x',
          periodIndex: session.period === 0 ? undefined : told.periodIndex,
          signatureLength: session.signerKind === 2 ? key.signatureLength : undefined,
          signedGrant: told.grant.ownerSignature === '0x' ? undefined : told.grant,
        })
        return slice(op.signature, 0, written.length / 2 - 1).toLowerCase() !== written.toLowerCase()
      }),
    )
  })

  it('were asked mostly about ops near an edge, and about enough at each', async () => {
    const judged = await loadFixture(judgeOps)
    expect(judged.filter(isNearAnEdge).length / OPS).to.be.greaterThan(LEAST_NEAR_AN_EDGE)
    const counts = countWords(judged.flatMap(({ one }) => one.edges))
    const rare = ALL_EDGES.filter((name) => (counts.get(name) ?? 0) < LEAST_OF_EACH)
    expect(rare).to.deep.equal([], `edges that fewer than ${LEAST_OF_EACH} ops touch, FC_SEED=${SEED}`)
  })

  for (const who of ['module', 'lens'] as const)
    it(`were asked about enough ops that meet each error of the ${who}`, async () => {
      const judged = await loadFixture(judgeOps)
      const counts = countWords(judged.map((one) => one[who]))
      const excused = Object.keys(NOT_OF_OPS[who])
      expect(excused.filter((name) => !ERRORS[who].includes(name))).to.deep.equal([], 'unknown errors in the table')
      expect(excused.filter((name) => counts.has(name))).to.deep.equal([], 'errors that ops meet after all')
      const expected = ERRORS[who].filter((name) => !excused.includes(name))
      const rare = expected.filter((name) => (counts.get(name) ?? 0) < LEAST_OF_EACH)
      expect(rare).to.deep.equal([], `errors met by fewer than ${LEAST_OF_EACH} ops, FC_SEED=${SEED}`)
      const known = [ACCEPTED, NOT_SIGNED, ...ERRORS[who]]
      expect([...counts.keys()].filter((verdict) => !known.includes(verdict))).to.deep.equal([], 'no error of the ABI')
    })

  for (const who of ['module', 'lens'] as const)
    it(`leave out no error of the ${who} that no other test meets`, () => {
      for (const [name, { test }] of Object.entries(NOT_OF_OPS[who]))
        if (test !== undefined)
          expect(readFileSync(join(UNIT_TESTS, test), 'utf8'), `${name} in ${test}`).to.include(`'${name}'`)
    })
})
