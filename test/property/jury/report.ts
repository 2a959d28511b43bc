// What a run came to, in words.
import { sessionId } from '../../../src'
import { ACCEPTED, NOT_SIGNED, type Judged } from './judge'

/** How often each word is there, the most frequent first. */
export function countWords(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return new Map([...counts].sort(([, a], [, b]) => b - a))
}

/** The distribution of verdicts, as a text. */
export function reportOf(judged: readonly Judged[], seed: number): string {
  const accepted = judged.filter((one) => one.module === ACCEPTED).length
  const percent = ((100 * accepted) / judged.length).toFixed(1)
  return [
    `${judged.length} userOps judged, ${accepted} accepted (${percent} %), FC_SEED=${seed}`,
    `module: ${listOf(judged.map(({ module }) => (module === NOT_SIGNED ? 'returns 1' : module)))}`,
    `Lens: ${listOf(judged.map(({ lens }) => lens))}`,
    `edges: ${listOf(judged.flatMap(({ one }) => one.edges))}`,
  ].join('\n')
}

const listOf = (words: readonly string[]): string =>
  [...countWords(words)].map(([word, count]) => `${word} ${count}`).join(', ')

/** One op in full, to be judged again by hand. */
export const describeCase = ({ one, module, lens, moduleError, lensError }: Judged): string =>
  JSON.stringify(
    {
      mutations: one.mutations,
      module: [module, String(moduleError?.args)],
      lens: [lens, String(lensError?.args)],
      account: one.jury.address,
      session: one.session,
      sessionId: sessionIdOf(one),
      claim: one.told,
      op: one.op,
      userOpHash: one.userOpHash,
    },
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  )

/** Some sessions have no id: what is wrong with them is what the op was made for. */
function sessionIdOf({ session }: Judged['one']): string {
  try {
    return sessionId(session)
  } catch {
    return 'none'
  }
}
