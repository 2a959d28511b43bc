// The tree over permissions, as docs/encoding.md has it.
import { keccak256 } from 'ethers'

import type { Hex } from '../../../src'
import { join } from './bytes'

/** The siblings of `nodes[index]`, from the leaf upwards. */
export function proofOf(nodes: readonly Hex[], index: number): readonly Hex[] {
  if (nodes.length === 1) return []
  const parents: Hex[] = []
  for (let i = 0; i < nodes.length; i += 2) {
    const right = nodes[i + 1]
    parents.push(right === undefined ? nodes[i]! : hashPair(nodes[i]!, right))
  }
  const sibling = nodes[index ^ 1]
  const above = proofOf(parents, index >> 1)
  return sibling === undefined ? above : [sibling, ...above]
}

const hashPair = (a: Hex, b: Hex): Hex => keccak256(a < b ? join(a, b) : join(b, a)) as Hex
