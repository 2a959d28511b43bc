// Everything that a page can keep, and what can be read in it.
import type { Page } from 'playwright-core'

/** All storages of a page. */
export interface Storages {
  /** Every text and every run of bytes (as hex), with the place where it lies. */
  readonly texts: readonly string[]
  readonly bytes: readonly string[]
  /** What came of asking for each CryptoKey's bytes: the error's name, or `exported`. */
  readonly exports: readonly string[]
  /** Records in IndexedDB by database. */
  readonly records: Readonly<Record<string, number>>
}

export const readStorages = async (page: Page): Promise<Storages> => await page.evaluate(inPage)

/** Runs in the page. */
async function inPage(): Promise<Storages> {
  const texts: string[] = []
  const bytes: string[] = []
  const keys: CryptoKey[] = []
  const records: Record<string, number> = {}
  const hex = (data: Uint8Array): string => Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const walk = (value: unknown): void => {
    if (value instanceof CryptoKey) keys.push(value)
    else if (value instanceof ArrayBuffer) bytes.push(hex(new Uint8Array(value)))
    else if (ArrayBuffer.isView(value))
      bytes.push(hex(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)))
    else if (value instanceof Map || value instanceof Set || Array.isArray(value)) for (const one of value) walk(one)
    else if (typeof value === 'object' && value !== null)
      for (const [name, one] of Object.entries(value)) {
        texts.push(name)
        walk(one)
      }
    else texts.push(String(value))
  }
  const done = async <Result>(request: IDBRequest<Result>): Promise<Result> =>
    await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no reason'))
    })

  for (const storage of [localStorage, sessionStorage]) walk(Object.entries(storage))
  walk(document.cookie)
  walk(document.documentElement.outerHTML)
  walk(location.href)
  walk(history.state)
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) walk([request.url, await (await cache.match(request))?.text()])
  }
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name))
    for (const objects of database.objectStoreNames) {
      const store = database.transaction(objects).objectStore(objects)
      const [names, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())])
      records[name] = (records[name] ?? 0) + values.length
      walk([names, values])
    }
    database.close()
  }
  const exports = await Promise.all(
    keys.flatMap((key) =>
      (['raw', 'jwk', 'pkcs8'] as const).map(
        async (format) =>
          await crypto.subtle.exportKey(format, key).then(
            () => `${key.algorithm.name} ${key.type} ${format}: exported`,
            (reason: unknown) => `${key.algorithm.name} ${key.type} ${format}: ${(reason as Error).name}`,
          ),
      ),
    ),
  )
  return { texts, bytes, exports, records }
}

/** The forms in which 32 bytes could be read, without regard to case where there is none. */
export function formsOf(key: string): readonly string[] {
  const raw = Buffer.from(key, 'hex')
  return [
    key,
    raw.toString('base64').replace(/=+$/, ''),
    raw.toString('base64url'),
    BigInt(`0x${key}`).toString(),
    raw.toString('latin1'),
    [...raw].join(','),
    [...raw]
      .reverse()
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(''),
  ]
}

/** Where a key can be read among what was found. */
export const foundIn = (key: string, haystack: readonly string[]): readonly string[] =>
  formsOf(key).filter((form) => haystack.some((one) => one.includes(form) || one.toLowerCase().includes(form)))
