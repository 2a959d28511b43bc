// The ops that an in-process bundler holds, by the rules that real ones keep.
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { UserOp } from '../userOp'

/** An op that waits to be bundled. */
export interface PendingOp {
  readonly userOp: UserOp
  readonly userOpHash: Hex
}

/** In percent, of both fees: by how much a replacement must pay more. */
const REPLACEMENT_RISE = 110n

/** At most `perSender` ops of one account, one of each nonce. */
export class Mempool {
  readonly #ops = new Map<Hex, PendingOp>()

  constructor(private readonly perSender: number) {}

  /** In the order in which they came. */
  get ops(): readonly PendingOp[] {
    return [...this.#ops.values()]
  }

  has(userOpHash: Hex): boolean {
    return this.#ops.has(userOpHash)
  }

  /**
   * Whether there is a place for the op. One with the nonce of an op that is here takes that one's place, if it pays more.
   *
   * @throws OpAlreadyKnown · ReplacementUnderpriced · MempoolFull.
   */
  check({ userOp, userOpHash }: PendingOp): void {
    if (this.has(userOpHash)) throw new LatchkeyError('OpAlreadyKnown', { message: userOpHash })
    const others = this.ops.filter((held) => isSame(held.userOp.sender, userOp.sender))
    const replaced = others.find((held) => held.userOp.nonce === userOp.nonce)
    if (replaced !== undefined && !paysMore(userOp, replaced.userOp))
      throw new LatchkeyError('ReplacementUnderpriced', { message: `nonce ${userOp.nonce}` })
    if (replaced === undefined && others.length >= this.perSender)
      throw new LatchkeyError('MempoolFull', { message: `${others.length} ops of ${userOp.sender}` })
  }

  /** Takes an op that was checked. */
  add(pending: PendingOp): void {
    const { sender, nonce } = pending.userOp
    const replaced = this.ops.find((held) => isSame(held.userOp.sender, sender) && held.userOp.nonce === nonce)
    if (replaced !== undefined) this.remove(replaced.userOpHash)
    this.#ops.set(pending.userOpHash, pending)
  }

  remove(userOpHash: Hex): void {
    this.#ops.delete(userOpHash)
  }
}

const isSame = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase()

const paysMore = (a: UserOp, b: UserOp): boolean =>
  a.maxFeePerGas * 100n >= b.maxFeePerGas * REPLACEMENT_RISE &&
  a.maxPriorityFeePerGas * 100n >= b.maxPriorityFeePerGas * REPLACEMENT_RISE
