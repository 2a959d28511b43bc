// Keeps session keys as long as the program runs.
import type { Hex } from '../contracts'
import { checkKey, type KeyVault, type VaultKey } from './KeyVault'

/**
 * A vault in memory: keys of every kind, and nothing of them anywhere else.
 *
 * @example
 * ```ts
 * const vault = memoryVault()
 * await vault.save(session.signer, KEY)
 * const kept = await vault.load(session.signer)
 * kept === KEY // => true
 * ```
 */
export function memoryVault(): KeyVault {
  const keys = new Map<string, VaultKey>()
  const nameOf = (signer: Hex): string => signer.toLowerCase()
  return {
    load: async (signer) => await Promise.resolve(keys.get(nameOf(signer))),
    save: async (signer, key) =>
      await Promise.resolve().then(() => {
        checkKey(signer, key)
        keys.set(nameOf(signer), key)
      }),
    remove: async (signer) => await Promise.resolve().then(() => void keys.delete(nameOf(signer))),
  }
}
