// Finds the bytes of a revert in what a provider threw.
import { isHexString } from 'ethers'

import type { Hex } from '../contracts'

// Where ethers, Hardhat, JSON-RPC nodes and wallets put them, or the error that holds them.
const PLACES = ['data', 'error', 'info', 'cause'] as const

const DEPTH_MAX = 8

/**
 * The revert data inside an error of ethers, Hardhat, or a JSON-RPC node; bytes given as text are returned as they are.
 *
 * @returns The bytes, at least a selector long, or undefined if there are none.
 *
 * @example
 * ```ts
 * revertData({ info: { error: { code: 3, data: '0x8baa579f' } } }) // => '0x8baa579f'
 * revertData(new Error('timeout')) // => undefined
 * ```
 */
export function revertData(thrown: unknown, depth = 0): Hex | undefined {
  if (isHexString(thrown) && thrown.length >= 10 && thrown.length % 2 === 0) return thrown
  if (typeof thrown !== 'object' || thrown === null || depth > DEPTH_MAX) return undefined
  for (const place of PLACES) {
    const found = revertData((thrown as Record<string, unknown>)[place], depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
