// What a page shows now, and who wants to hear when it shows something else: a store for `useSyncExternalStore`.
import { OPENING, type SessionView } from './SessionView'

/** @internal */
export class Shown {
  #view: SessionView = OPENING
  readonly #listeners = new Set<() => void>()

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
}
