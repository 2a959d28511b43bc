// Numbers that depend on a seed only, so that a printed seed repeats a whole run.
import type { Hex } from '../../../src'

export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** An integer from 0 to `end - 1`. */
  below(end: number): number {
    if (end < 1) throw new Error('There is no number below zero')
    return this.uint32() % end
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('Nothing to pick from')
    return list[this.below(list.length)] as T
  }

  bytes(length: number): Hex {
    let digits = ''
    while (digits.length < 2 * length) digits += this.uint32().toString(16).padStart(8, '0')
    return `0x${digits.slice(0, 2 * length)}`
  }

  /** From 0 to `max`: half of the time at an edge. */
  upTo(max: bigint): bigint {
    if (this.oneIn(2)) return this.pick([0n, 1n < max ? 1n : max, max / 2n, max === 0n ? 0n : max - 1n, max])
    return BigInt(this.bytes(33)) % (max + 1n)
  }

  /** mulberry32. */
  private uint32(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let word = this.state
    word = Math.imul(word ^ (word >>> 15), word | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return (word ^ (word >>> 14)) >>> 0
  }
}
