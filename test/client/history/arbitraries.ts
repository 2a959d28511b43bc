// Random deeds, in blocks.
import fc from 'fast-check'

import { ACCOUNTS, extend, newModel, SESSIONS, type Deed, type LogBlock } from './logChain'

const KINDS: readonly Deed['kind'][] = [
  ...(['install', 'grant', 'grant', 'grant', 'revoke', 'renounce', 'renounce', 'replace'] as const),
  ...(['revokeAll', 'uninstall'] as const),
]

export const deeds: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom(...KINDS),
  account: fc.nat({ max: ACCOUNTS.length - 1 }),
  session: fc.nat({ max: SESSIONS.length - 1 }),
})

export const blocks = (most: number): fc.Arbitrary<Deed[][]> =>
  fc.array(fc.array(deeds, { maxLength: 4 }), { maxLength: most, size: 'max' })

/** A chain, and another one that has the same blocks up to `fork`. */
export interface Forked {
  readonly main: readonly LogBlock[]
  readonly other: readonly LogBlock[]
  readonly fork: number
}

/** Every account has the module in its first block, or most deeds would leave no event. */
export const forks: fc.Arbitrary<Forked> = fc
  .record({ common: blocks(8), main: blocks(8), other: blocks(8) })
  .map(({ common, main, other }) => {
    const all = [ACCOUNTS.map((_, account): Deed => ({ kind: 'install', account, session: 0 })), ...common]
    const chain = (rest: readonly (readonly Deed[])[], name: string): readonly LogBlock[] => {
      const model = newModel()
      return extend(extend([], all, 'common', model), rest, name, model)
    }
    return { main: chain(main, 'main'), other: chain(other, 'other'), fork: all.length }
  })
