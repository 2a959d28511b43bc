// Keeps session keys over a reload, where no script reads them.
import type { SigningKey } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkHex } from '../session/fields'
import type { KeyVault } from '../store'
import { checkKey } from '../store/KeyVault'
import { openDatabase } from './database'
import { sealKey, unsealKey, type SealedKey } from './sealedKey'

/** How {@link browserVault} keeps. */
export interface BrowserVaultOptions {
  /** The database's name; `latchkey-keys` if omitted. */
  readonly name?: string | undefined
}

/**
 * A vault in IndexedDB: secp256k1 keys, each sealed by an AES-GCM key of its own that is not extractable. Nothing of a key can be read
 * there; a script of the page can have it unsealed, while it runs. What was wiped, evicted or torn is not there: then the owner is
 * asked for a session with another key.
 *
 * @throws Its methods: KeyNotStorable · KeyNotOfSession · StoreNotUsable, on saving and removing.
 *
 * @example
 * ```ts
 * await browserVault().save(session.signer, KEY)
 * const kept = await browserVault().load(session.signer)
 * kept.privateKey // => KEY.privateKey
 * ```
 */
export function browserVault({ name = 'latchkey-keys' }: BrowserVaultOptions = {}): KeyVault {
  const database = openDatabase(name)
  const nameOf = (signer: Hex): string => checkHex('signer', signer).toLowerCase()
  return {
    load: async (signer) => {
      const key = nameOf(signer)
      try {
        return await readKey(signer, await database.get(key))
      } catch {
        // Whatever it was, it is not this signer's key.
        return undefined
      }
    },
    save: async (signer, key) => {
      if (typeof key === 'function') throw new LatchkeyError('KeyNotStorable', { signer })
      checkKey(signer, key)
      await database.set(nameOf(signer), await sealKey(signer, key))
    },
    remove: async (signer) => await database.remove(nameOf(signer)),
  }
}

async function readKey(signer: Hex, record: unknown): Promise<SigningKey | undefined> {
  if (typeof record !== 'object' || record === null) return undefined
  return await unsealKey(signer, record as SealedKey)
}
