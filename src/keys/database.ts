// A drawer of IndexedDB: values under names, which may be CryptoKeys that nobody can read.
import { createStore, del, get, set, type UseStore } from 'idb-keyval'

import { LatchkeyError } from '../errors'

const OBJECTS = 'kept'

/** @internal */
export interface Database {
  /** undefined: nothing is there. */
  get(name: string): Promise<unknown>
  set(name: string, value: unknown): Promise<void>
  remove(name: string): Promise<void>
}

/**
 * @internal Opened when it is first used, so that a server may render a page that has one.
 *
 * @throws Its methods: StoreNotUsable, where there is no IndexedDB, or where it does not answer or takes nothing, twice.
 */
export function openDatabase(where: string): Database {
  let objects = createStore(where, OBJECTS)
  const tried = async <Answer>(work: (objects: UseStore) => Promise<Answer>): Promise<Answer> => {
    try {
      return await work(objects)
    } catch {
      // Browsers lose connections, as in a page that slept: a new one may work, and one that could not be opened stays so.
      objects = createStore(where, OBJECTS)
    }
    try {
      return await work(objects)
    } catch (thrown) {
      throw notUsable(where, thrown)
    }
  }
  return {
    get: async (name) => await tried(async (drawer) => await get<unknown>(name, drawer)),
    set: async (name, value) => await tried(async (drawer) => await set(name, value, drawer)),
    remove: async (name) => await tried(async (drawer) => await del(name, drawer)),
  }
}

/** @internal The browser's own words; never the value that was to be kept. */
export function notUsable(where: string, thrown: unknown): LatchkeyError<'StoreNotUsable'> {
  const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: 'it says no reason' }
  const reason = typeof indexedDB === 'undefined' ? 'there is no IndexedDB here' : `${name}: ${message}`
  return new LatchkeyError('StoreNotUsable', { where: `IndexedDB ${where}`, reason }, { cause: thrown })
}
