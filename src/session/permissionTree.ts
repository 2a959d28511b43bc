// The Merkle tree over a session's permissions: neighbours are hashed as a sorted pair, level by level; an odd last node
// moves up unchanged; a single leaf is the root.
import { concat, keccak256 } from 'ethers'

import type { Hex } from '../contracts'
import { notValid } from './fields'
import { permissionLeaf } from './permissionLeaf'
import type { Permission } from './Session'

/**
 * The root over permissions that are in the order of their leaves, as {@link createSession} puts them.
 *
 * @throws FieldNotValid: no permissions.
 *
 * @example
 * ```ts
 * const permission = allowTransfer(SOCIO3, { maxValue: 1n })
 * permissionsRoot([permission]) // => permissionLeaf(permission)
 * ```
 */
export function permissionsRoot(permissions: readonly Permission[]): Hex {
  const [root] = levels(permissions).at(-1) ?? []
  if (root === undefined) throw notValid('permissions', 'empty', 'at least one permission')
  return root
}

/**
 * The siblings from the leaf of permission `index` upwards, without the levels at which the node moves up alone.
 *
 * @throws FieldNotValid: no permission has this index.
 *
 * @example
 * ```ts
 * permissionProof(session.permissions, 0).length // => 1
 * ```
 */
export function permissionProof(permissions: readonly Permission[], index: number): readonly Hex[] {
  if (permissions[index] === undefined) throw notValid('index', index, `below ${permissions.length}`)
  return levels(permissions).flatMap((level, height) => level[(index >> height) ^ 1] ?? [])
}

/**
 * The root that a leaf and its proof lead to.
 *
 * @example
 * ```ts
 * const [first] = session.permissions
 * rootOf(permissionLeaf(first), permissionProof(session.permissions, 0)) // => permissionsRoot(session.permissions)
 * ```
 */
export const rootOf = (leaf: Hex, proof: readonly Hex[]): Hex => proof.reduce(hashPair, leaf)

// From the leaves to the root, which is the only node of the last level.
function levels(permissions: readonly Permission[]): readonly (readonly Hex[])[] {
  const all = [permissions.map(permissionLeaf)]
  for (let level = all[0] ?? []; level.length > 1;) {
    level = parents(level)
    all.push(level)
  }
  return all
}

function parents(level: readonly Hex[]): Hex[] {
  const above: Hex[] = []
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Hex
    const right = level[i + 1]
    above.push(right === undefined ? left : hashPair(left, right))
  }
  return above
}

const hashPair = (a: Hex, b: Hex): Hex => keccak256(a < b ? concat([a, b]) : concat([b, a])) as Hex
