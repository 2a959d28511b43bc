// Ops that a verdict is asked about: those of the jury whose wire is as it should be, at seconds around the edges of their
// window, for an EntryPoint each.
import { sessionId, type SendMargins, type Session } from '../../../src'
import { join } from '../jury/bytes'
import { caseOf, type Case, type Mutation } from '../jury/caseOf'
import { FORMS } from '../jury/forms'
import { permissionOf, validIntent, type Intent } from '../jury/intent'
import { MUTATIONS } from '../jury/mutations'
import type { Random } from '../jury/Random'
import { argumentsFor, ruleOf } from '../jury/rules'
import { lastPeriod, NO_BOUND, UNUSED, type Standing } from '../jury/Standing'

export type EntryPointName = '0.7' | '0.8' | '0.9'

export interface VerdictCase {
  readonly one: Case
  readonly intent: Intent
  /** When it is to be mined. */
  readonly at: number
  readonly entryPoint: EntryPointName
  readonly margins: SendMargins | undefined
}

/** What a verdict is not told: who sends, and how the key is encoded. */
const NOT_TOLD = [
  'another sender',
  'initCode',
  'a signer that is no address',
  'a key of another kind',
  'rules without packed form on another permission',
]

const OWN: readonly Mutation[] = [
  {
    name: 'arguments drawn anew',
    weight: 4,
    honest: true,
    intent: (intent, random) => {
      const i = random.below(intent.calls.length)
      const permission = permissionOf(intent, i)
      const form = FORMS.get(permission?.functionSignature ?? '')
      if (permission === undefined || form === undefined || permission.rules.length === 0) return false
      const data = join(
        permission.selector,
        argumentsFor(form, [], () => 0n, random),
      )
      intent.calls[i] = { ...intent.calls[i]!, data }
      return true
    },
  },
  {
    name: 'a rule about an argument that is not there',
    weight: 2,
    intent: (intent, random) => {
      const index = random.pick(intent.permissions)
      const permission = intent.session.permissions[index]
      if (permission === undefined || permission.rules.length === 0) return false
      const rules = [ruleOf({ path: [random.pick([20, 255])] })]
      const permissions = intent.session.permissions.map((one, j) => (j === index ? { ...one, rules } : one))
      intent.session = { ...intent.session, permissions }
      return true
    },
  },
  {
    name: 'no calls',
    weight: 2,
    intent: (intent) => {
      intent.calls = []
      intent.permissions = []
      intent.batch = true
      return true
    },
  },
  {
    name: 'a period of a session that has none',
    weight: 2,
    intent: (intent, random) => {
      if (intent.session.period !== 0) return false
      intent.periodIndex = random.pick([1, 2 ** 32 - 1])
      return true
    },
  },
]

/** All that is done to what the op wants, not to its bytes. */
export const isTold = ({ name, wire, bytes, signing, signed, attaches, intent }: Mutation): boolean =>
  intent !== undefined && !wire && !bytes && !signing && !signed && attaches !== true && !NOT_TOLD.includes(name)

const TOLD = MUTATIONS.filter(isTold)

/** `count` cases: of every twenty, nine that their session permits. */
export function* generateVerdicts(
  standings: readonly Standing[],
  count: number,
  random: Random,
): Generator<VerdictCase> {
  const turns = [...TOLD, ...OWN].flatMap((mutation) => Array.from({ length: mutation.weight ?? 1 }, () => mutation))
  let turn = 0
  for (let i = 0; i < count; i++) {
    const first = (i * 9) % 20 < 9 ? undefined : turns[turn++ % turns.length]!
    const mutations = first === undefined ? [] : random.oneIn(6) ? [random.pick(TOLD), first] : [first]
    yield fitting(standings, mutations, random)
  }
}

const TRIES = 2_000

function fitting(standings: readonly Standing[], mutations: readonly Mutation[], random: Random): VerdictCase {
  const status = mutations.find((mutation) => mutation.status !== undefined)?.status ?? 'live'
  const grantable = standings.filter((standing) => ['never granted', 'older'].includes(standing.status))
  // What changes the session may make one that nobody can grant.
  const isKept = mutations.every(({ honest }) => honest)
  for (let i = 0; i < TRIES; i++) {
    const attaches = status === 'live' && isKept && random.oneIn(30)
    const fresh = attaches && random.oneIn(2)
    const standing = random.pick(fresh ? grantable : standings.filter((one) => one.status === status))
    const intent = validIntent(fresh ? { ...standing, used: UNUSED } : standing, random, attaches)
    const one = intent && caseOf(intent, mutations, random)
    if (intent !== undefined && one !== undefined && isWhole(one.session, intent))
      return timed(one, intent, mutations.length > 0, random)
  }
  // Two that never fit together.
  return fitting(standings, mutations.slice(0, 1), random)
}

/** Some sessions are made to have no id, and some gas limits are no words. */
function isWhole(session: Session, { gas }: Intent): boolean {
  try {
    sessionId(session)
    return gas.preVerification < NO_BOUND
  } catch {
    return false
  }
}

function timed(one: Case, intent: Intent, isMutated: boolean, random: Random): VerdictCase {
  const entryPoint = random.pick(['0.7', '0.8', '0.9'] as const)
  const margins = random.oneIn(3) ? { end: random.pick([1, 60]), begin: random.pick([1, 5, 20]) } : undefined
  return { one, intent, entryPoint, margins, at: secondFor(intent, isMutated, random) }
}

/** Mostly in the window; else at an end of it, of the session or of a margin, or beside it. */
function secondFor({ session, periodIndex }: Intent, isMutated: boolean, random: Random): number {
  const { validAfter, validUntil, period } = session
  const index = Math.min(periodIndex ?? 0, period === 0 ? 0 : lastPeriod(session))
  const first = validAfter + index * period
  const last = period === 0 ? validUntil : Math.min(validUntil, first + period - 1)
  const inside = first + 1 + random.below(Math.max(1, last - first))
  if (isMutated || !random.oneIn(3)) return inside
  const beside = [-1, 0, 1].map((by) => by + random.pick([0, 0, 1, 20, 60]))
  return random.pick([
    first + random.pick(beside),
    last - random.pick(beside),
    validAfter - random.below(2),
    validUntil + random.below(2),
    validUntil - 60 + random.below(2),
  ])
}
