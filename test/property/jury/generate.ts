// The ops of a run, in order: of every twenty, nine that their session permits; then each mutation in turn, now and then
// with a second one.
import { caseOf, type Case, type Mutation } from './caseOf'
import { validIntent } from './intent'
import { MUTATIONS } from './mutations'
import type { Random } from './Random'
import type { Standing } from './Standing'

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

/** What rewrites bytes expects them as they were written. */
const goTogether = (one: Mutation, other: Mutation): boolean => one.bytes === undefined || other.bytes === undefined

/** An op of one of the sessions that these mutations fit. */
function fitting(standings: readonly Standing[], mutations: readonly Mutation[], random: Random): Case {
  const status = mutations.find((mutation) => mutation.status !== undefined)?.status ?? 'live'
  const candidates = standings.filter((standing) => standing.status === status)
  for (let i = 0; i < TRIES; i++) {
    const intent = validIntent(random.pick(candidates), random)
    const one = intent && caseOf(intent, mutations, random)
    if (one !== undefined) return one
    // Two that never fit together.
    if (i === TRIES / 10 && mutations.length > 1) return fitting(standings, mutations.slice(0, 1), random)
  }
  throw new Error(`No session fits: ${mutations.map(({ name }) => name).join(', ')}`)
}
