// Keeps sessions as long as the program runs.
import { inTurns } from './inTurns'
import { placeText } from './placeText'
import type { SessionStore } from './SessionStore'
import { storedFromJson } from './storedFromJson'
import { storedToJson } from './storedToJson'

/**
 * A store in memory. It keeps text, as others do: what is loaded is a copy.
 *
 * @example
 * ```ts
 * const store = memoryStore()
 * const place = { chainId: 1n, account: ACCOUNT, module: MODULE, app: 'socio3' }
 * await store.save(place, { session })
 * await store.load(place) // => { session }
 * ```
 */
export function memoryStore(): SessionStore {
  const kept = new Map<string, string>()
  const turns = inTurns()
  // Inside of a promise, so that a place that is none is a rejection here as in every store.
  const later = async <Answer>(work: () => Answer): Promise<Answer> => await Promise.resolve().then(work)
  return {
    load: async (place) =>
      await later(() => {
        const text = kept.get(placeText(place))
        return text === undefined ? undefined : storedFromJson(place, text)
      }),
    save: async (place, entry) =>
      await later(() => void kept.set(placeText(place), JSON.stringify(storedToJson(place, entry)))),
    remove: async (place) => await later(() => void kept.delete(placeText(place))),
    inTurn: async (place, work) => await turns(placeText(place), work),
  }
}
