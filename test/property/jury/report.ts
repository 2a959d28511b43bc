// What a run came to, in words.
import { Interface } from 'ethers'

import { sessionId, type Hex } from '../../../src'
import { SessionKeyValidator__factory, SessionLens__factory } from '../../../typechain-types'
import { ACCEPTED, NOT_SIGNED, type Judged } from './judge'

/** How often each word is there, the most frequent first. */
export function countWords(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return new Map([...counts].sort(([, a], [, b]) => b - a))
}

/** Whether the op touches an edge of its session from inside, or differs from one that fits in one thing only. */
export const isNearAnEdge = ({ one: { edges, mutations } }: Judged): boolean =>
  edges.length > 0 || mutations.length === 1

/** The distribution of verdicts, as a text. */
export function reportOf(judged: readonly Judged[], seed: number): string {
  const accepted = judged.filter((one) => one.module === ACCEPTED).length
  const percent = (count: number): string => `${((100 * count) / judged.length).toFixed(1)} %`
  const near = judged.filter(isNearAnEdge).length
  return [
    `${judged.length} userOps judged, ${percent(accepted)} accepted, ${percent(near)} near an edge, FC_SEED=${seed}`,
    `module: ${listOf(judged.map(({ module }) => (module === NOT_SIGNED ? 'returns 1' : module)))}`,
    `Lens: ${listOf(judged.map(({ lens }) => lens))}`,
    `edges: ${listOf(judged.flatMap(({ one }) => one.edges))}`,
  ].join('\n')
}

const listOf = (words: readonly string[]): string =>
  [...countWords(words)].map(([word, count]) => `${word} ${count}`).join(', ')

/** One op in full, to be judged again by hand. */
export const describeCase = ({ one, module, lens, answer, reason }: Judged): string =>
  JSON.stringify(
    {
      mutations: one.mutations,
      module: [module, argumentsOf(validator, answer)],
      lens: [lens, argumentsOf(lensAbi, reason)],
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

const validator = new Interface(SessionKeyValidator__factory.abi)
const lensAbi = new Interface(SessionLens__factory.abi)

/** Of an error; of what is none, the bytes. */
const argumentsOf = (abi: Interface, error: Hex): string =>
  error.length < 10 ? error : String(abi.parseError(error)?.args ?? error)

/** Some sessions have no id: what is wrong with them is what the op was made for. */
function sessionIdOf({ session }: Judged['one']): string {
  try {
    return sessionId(session)
  } catch {
    return 'none'
  }
}
