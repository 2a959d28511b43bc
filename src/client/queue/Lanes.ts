// Lanes: nonce keys of one session, so that ops do not wait for each other. They are used again and again, because the
// first op under a nonce key costs 17,100 gas more.
import { randomBytes, toBigInt } from 'ethers'

/** A pool that draws a new lane only when all others are taken. Drawn at random: two programs hardly ever share one. */
export class Lanes {
  /** The lanes that are free; the next to be taken is the last. */
  readonly #free: number[]
  readonly #known: Set<number>

  /**
   * @param count How many lanes the account has, from 0 to one less.
   * @param kept Lanes of an earlier pool, to be used again.
   */
  constructor(
    private readonly count: number,
    kept: readonly number[] = [],
  ) {
    this.#known = new Set(kept.filter((lane) => Number.isSafeInteger(lane) && lane >= 0 && lane < count))
    this.#free = [...this.#known].reverse()
  }

  /** All lanes that were drawn, for the next pool to keep. */
  get known(): readonly number[] {
    return [...this.#known]
  }

  /** A lane that nobody else has until it is given back. */
  take(): number {
    return this.#free.pop() ?? this.#draw()
  }

  /** Gives a lane back; it is the next to be taken. */
  give(lane: number): void {
    this.#free.push(lane)
  }

  /** Takes another lane for one on which something strange is pending; that one is free again, and the last to be taken. */
  exchange(lane: number): number {
    const other = this.take()
    this.#free.unshift(lane)
    return other
  }

  #draw(): number {
    if (this.#known.size >= this.count) throw new RangeError(`The account has ${this.count} lanes, all taken`)
    let lane: number
    do lane = Number(toBigInt(randomBytes(6)) % BigInt(this.count))
    while (this.#known.has(lane))
    this.#known.add(lane)
    return lane
  }
}
