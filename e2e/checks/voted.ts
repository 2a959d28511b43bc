// Calls that are made at once.
import { expect } from 'chai'

import type { SentOp } from '../../src'
import type { Scene } from './Scene'

/** So many upvotes at once, all of which must be executed; answers in how many ops they were. */
export async function voted({ upvotes }: Scene, times: number, call: () => Promise<SentOp>): Promise<number> {
  const before = await upvotes()
  const sent = await Promise.all(Array.from({ length: times }, call))
  const outcomes = await Promise.all(sent.map((op) => op.wait()))
  expect(outcomes.flatMap(({ error }) => error?.message ?? [])).to.deep.equal([])
  expect(await upvotes()).to.equal(before + BigInt(times))
  return new Set(outcomes.map(({ userOpHash }) => userOpHash)).size
}
