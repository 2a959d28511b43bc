// Keeps sessions over a reload: one for each place, shared by all tabs of an origin.
import { storedFromJson, storedToJson, type SessionStore } from '../store'
import { placeText } from '../store/placeText'
import { openDatabase } from './database'

/** Where {@link browserStore} keeps. */
export interface BrowserStoreOptions {
  /** The database's name; `latchkey-sessions` if omitted. */
  readonly name?: string | undefined
}

/**
 * A store in IndexedDB. What was wiped, evicted or torn is not there: then the owner is asked anew. Of tabs that ask at once, one
 * asks the owner, where the browser has Web Locks. Holds nothing secret: see `browserVault`.
 *
 * @throws Its methods: StoreNotUsable · FieldNotValid: no place.
 *
 * @example
 * ```ts
 * const store = browserStore()
 * const place = { chainId: 1n, account: ACCOUNT, module: MODULE, app: 'socio3' }
 * await store.save(place, { session })
 * await store.load(place) // => { session }
 * ```
 */
export function browserStore({ name = 'latchkey-sessions' }: BrowserStoreOptions = {}): SessionStore {
  const database = openDatabase(name)
  const locks = lockManager()
  return {
    load: async (place) => {
      // A database that cannot be read is no empty one: the owner is not asked anew for what may be there.
      const text = await database.get(placeText(place))
      try {
        return typeof text === 'string' ? storedFromJson(place, text) : undefined
      } catch {
        return undefined
      }
    },
    save: async (place, entry) => await database.set(placeText(place), JSON.stringify(storedToJson(place, entry))),
    remove: async (place) => await database.remove(placeText(place)),
    ...(locks !== undefined && {
      inTurn: async <Answer>(place: Parameters<SessionStore['load']>[0], work: () => Promise<Answer>) =>
        await (locks.request(`${name} ${placeText(place)}`, work) as Promise<Answer>),
    }),
  }
}

/** A tab that dies gives its locks back. */
const lockManager = (): LockManager | undefined =>
  (globalThis as { readonly navigator?: Partial<Navigator> }).navigator?.locks
