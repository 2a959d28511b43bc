// A drawer of IndexedDB: values under names, which may be CryptoKeys that nobody can read.
import { createStore, del, get, set } from 'idb-keyval'

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
 * @throws Its methods: StoreNotUsable, where there is no IndexedDB, or where it takes nothing.
 */
export function openDatabase(where: string): Database {
  const objects = createStore(where, OBJECTS)
  const tried = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work()
    } catch (thrown) {
      throw notUsable(where, thrown)
    }
  }
  return {
    get: async (name) => await tried(async () => await get<unknown>(name, objects)),
    set: async (name, value) => await tried(async () => await set(name, value, objects)),
    remove: async (name) => await tried(async () => await del(name, objects)),
  }
}

/** @internal The browser's own words; never the value that was to be kept. */
export function notUsable(where: string, thrown: unknown): LatchkeyError<'StoreNotUsable'> {
  const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: 'it says no reason' }
  const reason = typeof indexedDB === 'undefined' ? 'there is no IndexedDB here' : `${name}: ${message}`
  return new LatchkeyError('StoreNotUsable', { where: `IndexedDB ${where}`, reason }, { cause: thrown })
}
