// State that lives outside of React, so that a click is painted without waiting for anything.
import { useSyncExternalStore } from 'react'

/** One value, and who wants to hear of the next. */
export interface Store<Value> {
  readonly get: () => Value
  readonly set: (next: Partial<Value>) => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createStore<Value extends object>(first: Value): Store<Value> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      value = { ...value, ...next }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The value, and a new drawing whenever it changes. */
export const useStore = <Value>(store: Store<Value>): Value => useSyncExternalStore(store.subscribe, store.get)
