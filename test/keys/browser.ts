// What a browser has and Node has not: IndexedDB, and Web Locks. Nothing of it outlives the work.
import { IDBFactory } from 'fake-indexeddb'

/** A browser, as a test sees it. */
export interface Browser {
  /** The site's data is gone, as when a user clears it, or the browser evicts it. */
  readonly wipe: () => void
  /** All values of a database, by name. */
  readonly dump: (database: string) => Promise<Map<string, unknown>>
  /** Puts a value there behind everybody's back. */
  readonly plant: (database: string, name: string, value: unknown) => Promise<void>
  /** Which locks were asked for. */
  readonly locked: readonly string[]
}

export interface BrowserOptions {
  /** false: an old one, without Web Locks. */
  readonly hasLocks?: boolean
  /** In place of one that works; null: none at all. */
  readonly indexedDB?: unknown
}

const OBJECTS = 'kept'

/** A browser whose tabs are whatever runs meanwhile. */
export async function inBrowser(
  work: (browser: Browser) => Promise<void>,
  { hasLocks = true, indexedDB = new IDBFactory() }: BrowserOptions = {},
): Promise<void> {
  const locked: string[] = []
  const restore = [
    replaced('indexedDB', indexedDB ?? undefined),
    replaced('navigator', hasLocks ? { locks: lockManager(locked) } : {}),
  ]
  try {
    await work({
      wipe: () => void replaced('indexedDB', new IDBFactory()),
      dump: async (database) => new Map(await all(database)),
      plant: async (database, name, value) => {
        const objects = (await opened(database)).transaction(OBJECTS, 'readwrite').objectStore(OBJECTS)
        await answer(objects.put(value, name))
      },
      locked,
    })
  } finally {
    for (const undo of restore) undo()
  }
}

/** Sets a global until it is undone. */
export function replaced(name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(globalThis, name)
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value })
  return () => {
    if (before === undefined) Reflect.deleteProperty(globalThis, name)
    else Object.defineProperty(globalThis, name, before)
  }
}

/** One after the other for each name. */
function lockManager(locked: string[]) {
  const turns = new Map<string, Promise<unknown>>()
  return {
    request: async (name: string, work: () => Promise<unknown>) => {
      locked.push(name)
      const done = (turns.get(name) ?? Promise.resolve()).then(work)
      turns.set(
        name,
        done.catch(() => undefined),
      )
      return await done
    },
  }
}

const answer = async <T>(request: IDBRequest<T>): Promise<T> =>
  await new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no reason'))
  })

const opened = async (database: string): Promise<IDBDatabase> => await answer(indexedDB.open(database))

async function all(database: string): Promise<[string, unknown][]> {
  const objects = (await opened(database)).transaction(OBJECTS).objectStore(OBJECTS)
  const [names, values] = [objects.getAllKeys(), objects.getAll() as IDBRequest<unknown[]>]
  const found = await answer(names)
  const kept = await answer(values)
  return found.map((name, i) => [name as string, kept[i]])
}
