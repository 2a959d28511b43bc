// The ops in flight: their lanes, and what they will have used of the session's limits.
import { LatchkeyError } from '../../errors'
import { Lanes } from './Lanes'
import type { OpPlan, PreparedOp } from './prepareOp'
import type { QueueContext } from './QueueContext'
import { reservationOf, sumOf, type Reserved } from './reservation'
import type { Place } from './submitOp'

/** One op's place, until it ends. */
export interface Flight extends Place {
  /** Gives lane and reservation back. */
  end(): void
}

interface Seat {
  lane: number
  /** undefined: not admitted yet. */
  reserved: Reserved | undefined
  readonly ended: Promise<void>
}

interface Admitted {
  readonly reserved: Reserved
  readonly ended: Promise<void>
}

/** What is in flight, with one judge at the entrance. */
export class FlightDeck {
  readonly #seats = new Set<Seat>()
  readonly #lanes: Lanes
  #turn: Promise<unknown> = Promise.resolve()
  #closed: string | undefined
  #isOver = false

  constructor(private readonly context: QueueContext) {
    this.#lanes = new Lanes(context.adapter.lanes, context.lanes)
  }

  get size(): number {
    return this.#seats.size
  }

  /** All lanes that were used. */
  get lanes(): readonly number[] {
    return this.#lanes.known
  }

  /** Of all ops in flight. */
  get reserved(): Reserved {
    return sumOf(this.#admitted().map(({ reserved }) => reserved))
  }

  /** Nothing that waits to be admitted is any more; if it is over, nothing is handed over that is being made ready. */
  close(reason: string, isOver: boolean): void {
    this.#closed = reason
    this.#isOver ||= isOver
  }

  begin(plan: Pick<OpPlan, 'calls' | 'permissionIndexes'>): Flight {
    let finish: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (finish = resolve))
    const seat: Seat = { lane: this.#lanes.take(), reserved: undefined, ended }
    this.#seats.add(seat)
    return {
      lane: () => seat.lane,
      exchangeLane: () => (seat.lane = this.#lanes.exchange(seat.lane)),
      admit: async (op) => await this.#admit(seat, plan, op),
      checkOver: () => {
        if (this.#isOver) this.#checkOpen()
      },
      release: () => (seat.reserved = undefined),
      feesInFlight: (fee) => this.#feesBeside(seat, fee),
      end: () => {
        this.#seats.delete(seat)
        this.#lanes.give(seat.lane)
        finish()
      },
    }
  }

  // Refused for what others hold, an op waits for one of them to end: it may have used less, or nothing. Those others are the
  // ones that the question counted, though they may have ended since.
  async #admit(seat: Seat, plan: Pick<OpPlan, 'calls' | 'permissionIndexes'>, op: PreparedOp): Promise<void> {
    for (;;) {
      const { refusal, others } = await this.#inTurn(async () => await this.#ask(seat, plan, op))
      if (refusal === undefined) return
      if (others.length === 0) throw refusal
      await Promise.race(others.map(({ ended }) => ended))
      this.#checkOpen()
    }
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new LatchkeyError('QueueClosed', { reason: this.#closed })
  }

  async #ask(
    seat: Seat,
    { calls, permissionIndexes }: Pick<OpPlan, 'calls' | 'permissionIndexes'>,
    { fee, now, options }: PreparedOp,
  ): Promise<{ readonly refusal: LatchkeyError | undefined; readonly others: readonly Admitted[] }> {
    const { admit, session, paymaster } = this.context
    const { periodIndex } = options
    const terms = { fee, now, periodIndex, sponsored: paymaster !== undefined }
    const others = this.#admitted(seat)
    const refusal = await admit?.(calls, this.reserved, terms)
    if (refusal === undefined) seat.reserved = reservationOf(session, calls, permissionIndexes, fee)
    return { refusal, others }
  }

  // One question at a time: two that are asked together would not see each other's reservation.
  async #inTurn<T>(question: () => Promise<T>): Promise<T> {
    const answer = this.#turn.then(question)
    this.#turn = answer.catch(() => undefined)
    return await answer
  }

  // Those that begin together do not know each other's fees yet, and any of them may be mined first.
  #feesBeside(seat: Seat, fee: bigint): bigint {
    const others = this.#admitted(seat)
    const unknown = BigInt(this.#seats.size - 1 - others.length)
    return sumOf(others.map(({ reserved }) => reserved)).fee + unknown * fee
  }

  #admitted(except?: Seat): readonly Admitted[] {
    return [...this.#seats].flatMap((seat) =>
      seat === except || seat.reserved === undefined ? [] : [{ reserved: seat.reserved, ended: seat.ended }],
    )
  }
}
