// Keeps session keys over a reload, where no script reads them.
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkHex, sameBytes } from '../session/fields'
import type { KeyVault, NewKey, VaultKey } from '../store'
import { checkKey } from '../store/KeyVault'
import { openDatabase } from './database'
import { isKeyOf, makeP256Key, p256Signing, type P256Key } from './p256Key'
import { sealKey, unsealKey, type SealedKey } from './sealedKey'

/** How {@link browserVault} keeps. */
export interface BrowserVaultOptions {
  /** The keys that it makes for new sessions; secp256k1 if omitted. P-256 where chain and bundler take it: see `hasP256`. */
  readonly keys?: 'secp256k1' | 'P-256' | undefined
  /** The database's name; `latchkey-keys` if omitted. */
  readonly name?: string | undefined
}

/** A P-256 key, by the function that signs with it, which shows nothing of it. */
type Known = WeakMap<VaultKey, { readonly name: Hex; readonly kept: P256Key }>

/**
 * A vault in IndexedDB, in which no page can read a key. secp256k1 keys are sealed, each by an AES-GCM key of its own that is not
 * extractable: a script of the page can have them unsealed. P-256 keys are themselves not extractable: a script can use them while it
 * runs, and take nothing along. The browser's files are no safe: see docs/keys.md. What was wiped, evicted or torn is not there: then the owner is asked for a session with another
 * key. It gives back keys of both kinds.
 *
 * @throws Its methods: KeyNotStorable: a function that it has not made · KeyNotOfSession · StoreNotUsable.
 *
 * @example
 * ```ts
 * await browserVault().save(session.signer, KEY)
 * const kept = await browserVault().load(session.signer)
 * kept.privateKey // => KEY.privateKey
 * ```
 */
export function browserVault({ keys = 'secp256k1', name = 'latchkey-keys' }: BrowserVaultOptions = {}): KeyVault {
  const database = openDatabase(name)
  const known: Known = new WeakMap()
  return {
    load: async (signer) => {
      const own = nameOf(signer)
      const record = await database.get(own)
      if (record === undefined) return undefined
      try {
        return await readKey(own, record as SealedKey | P256Key, known)
      } catch {
        // Whatever it was, it is not this signer's key.
        return undefined
      }
    },
    save: async (signer, key) => await database.set(nameOf(signer), await recordOf(signer, key, known)),
    remove: async (signer) => await database.remove(nameOf(signer)),
    ...(keys === 'P-256' && { newKey: async () => await newP256Key(known) }),
  }
}

const nameOf = (signer: Hex): Hex => checkHex('signer', signer).toLowerCase() as Hex

async function readKey(name: Hex, record: SealedKey | P256Key, known: Known): Promise<VaultKey | undefined> {
  if (record.kind !== 'P-256') return await unsealKey(name, record)
  return (await isKeyOf(name, record)) ? remember(known, name, record) : undefined
}

async function recordOf(signer: Hex, key: VaultKey, known: Known): Promise<SealedKey | P256Key> {
  if (typeof key === 'function') {
    const found = known.get(key)
    if (found === undefined) throw new LatchkeyError('KeyNotStorable', { signer })
    if (!sameBytes(found.name, signer)) throw new LatchkeyError('KeyNotOfSession', { signer, key: found.name })
    return found.kept
  }
  checkKey(signer, key)
  return await sealKey(signer, key)
}

async function newP256Key(known: Known): Promise<NewKey> {
  const { signer, name, kept } = await makeP256Key()
  return { signer, key: remember(known, name, kept) }
}

function remember(known: Known, name: Hex, kept: P256Key): VaultKey {
  const key = p256Signing(kept)
  known.set(key, { name, kept })
  return key
}
