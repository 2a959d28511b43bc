// The ops of a run, in order: of every twenty, nine that their session permits; then each mutation in turn, now and then
// with a second one.
import { caseOf, type Case, type Mutation } from './caseOf'
import { validIntent } from './intent'
import { MUTATIONS } from './mutations'
import type { Random } from './Random'
import { UNUSED, type Standing } from './Standing'

const TRIES = 10_000

/** `count` ops for these sessions. */
export function* generate(
  standings: readonly Standing[],
  count: number,
  random: Random,
  mutations = MUTATIONS,
): Generator<Case> {
  const turns = mutations.flatMap((mutation) => Array.from({ length: mutation.weight ?? 1 }, () => mutation))
  let turn = 0
  for (let i = 0; i < count; i++) {
    if ((i * 9) % 20 < 9) yield fitting(standings, [], random)
    else {
      const first = turns[turn++ % turns.length]!
      const second = random.pick(mutations)
      yield fitting(standings, random.oneIn(6) && goTogether(first, second) ? [first, second] : [first], random)
    }
  }
}

/** What a grant that an op attaches can bring to life. */
const isGrantable = ({ status }: Standing): boolean => status === 'never granted' || status === 'older'

/** What rewrites bytes expects them as they were written. */
const goTogether = (one: Mutation, other: Mutation): boolean => one.bytes === undefined || other.bytes === undefined

/** An op of one of the sessions that these mutations fit. */
function fitting(standings: readonly Standing[], mutations: readonly Mutation[], random: Random): Case {
  const status = mutations.find((mutation) => mutation.status !== undefined)?.status
  const about = mutations.some(({ attaches }) => attaches)
  for (let i = 0; i < TRIES; i++) {
    const fresh = status === undefined && (about ? mutations.length > 1 || !random.oneIn(8) : random.oneIn(10))
    const attaches = about || fresh || (mutations.length === 0 && random.oneIn(20))
    const fits = (standing: Standing): boolean =>
      fresh ? isGrantable(standing) : standing.status === (status ?? 'live')
    const standing = random.pick(standings.filter(fits))
    const intent = validIntent(fresh ? { ...standing, used: UNUSED } : standing, random, attaches)
    const one = intent && caseOf(intent, mutations, random)
    if (one !== undefined) return one
    // Two that never fit together.
    if (i === TRIES / 10 && mutations.length > 1) return fitting(standings, mutations.slice(0, 1), random)
  }
  throw new Error(`No session fits: ${mutations.map(({ name }) => name).join(', ')}`)
}
