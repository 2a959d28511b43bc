// Numbers that are the same on every run.

/** A stream of 32-bit numbers, made by a seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** The next one, below an end. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }
}

/** So many digits, the same for the same numbers. */
export function digits(length: number, ...numbers: readonly number[]): string {
  const random = new Random(numbers.reduce((mixed, number) => Math.imul(mixed ^ number, 0x01000193), 0x811c9dc5))
  let text = ''
  while (text.length < length)
    text += random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return text.slice(0, length)
}
