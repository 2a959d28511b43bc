// Keeps sessions in files, one for each place, so that programs which share a folder do not wait for each other.
import { join } from 'node:path'

import { id } from 'ethers'

import { storedFromJson, storedToJson, type SessionStore, type StorePlace } from '../store'
import { placeText } from '../store/placeText'
import { readOwn, removeOwn, writeOwn } from './files'

/**
 * A store in a folder, made when it is first used, mode 0700. Files are replaced whole; what is torn or foreign is refused by
 * name. Holds nothing secret: see `fileVault`.
 *
 * @param folder On a local disk.
 *
 * @example
 * ```ts
 * const store = fileStore(folder)
 * const place = { chainId: 1n, account: ACCOUNT, module: MODULE, app: 'socio3' }
 * await store.save(place, { session })
 * await fileStore(folder).load(place) // => { session }
 * ```
 */
export function fileStore(folder: string): SessionStore {
  // A hash, since names of apps are no names of files; all of the place stands in the file, and is compared.
  const fileOf = (place: StorePlace): string => join(folder, `${id(placeText(place)).slice(2)}.session.json`)
  return {
    load: async (place) => {
      const path = fileOf(place)
      const text = await readOwn(path)
      return text === undefined ? undefined : storedFromJson(place, text, path)
    },
    save: async (place, entry) =>
      await writeOwn(fileOf(place), `${JSON.stringify(storedToJson(place, entry), null, 2)}\n`),
    remove: async (place) => await removeOwn(fileOf(place)),
  }
}
