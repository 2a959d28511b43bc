// What a page shows now, and who wants to hear when it shows something else: a store for `useSyncExternalStore`.
import { asError } from './asError'
import { OPENING, type SessionView } from './SessionView'

/** @internal */
export class Shown {
  #view: SessionView = OPENING
  readonly #listeners = new Set<() => void>()
  /** How many ask the owner now. */
  #asking = 0

  readonly view = (): SessionView => this.#view

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** All else stays as it is. */
  show(change: Partial<SessionView>): void {
    this.#view = { ...this.#view, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** Shows that the owner is being asked while `work` does it, and then why it did not succeed. */
  async whileAsking<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#asking++
    this.show({ isAsking: true, error: undefined })
    try {
      const answer = await work()
      this.show({ isAsking: --this.#asking > 0 })
      return answer
    } catch (thrown) {
      const { status } = this.#view
      const isAsking = --this.#asking > 0
      this.show({ isAsking, error: asError(thrown), status: status === 'opening' ? 'none' : status })
      throw thrown
    }
  }
}
