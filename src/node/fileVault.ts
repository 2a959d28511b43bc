// Keeps session keys in files that only this user can read, one for each key.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { isHexString, keccak256, SigningKey } from 'ethers'

import type { Hex } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'
import { checkHex } from '../session/fields'
import type { KeyVault } from '../store'
import { checkKey } from '../store/KeyVault'
import { readOwn, removeOwn, writeOwn } from './files'
import { refuseExposed } from './refuseExposed'

const FORMAT = 'latchkey-key-1'

/**
 * A vault in a folder: secp256k1 keys, each in a file of its own, mode 0600, as plain text. Whoever is this user can read them:
 * sessions whose key lies here should be short and narrow.
 *
 * @param folder On a local disk; the same as a `fileStore`'s, or another.
 * @throws Its methods: KeyNotStorable · KeyNotOfSession · StoredKeyExposed · StoredKeyNotValid · StoreNotUsable.
 *
 * @example
 * ```ts
 * await fileVault(folder).save(session.signer, KEY)
 * const kept = await fileVault(folder).load(session.signer)
 * kept.privateKey // => KEY.privateKey
 * ```
 */
export function fileVault(folder: string): KeyVault {
  const fileOf = (signer: Hex): string =>
    join(folder, `${keccak256(checkHex('signer', signer).toLowerCase()).slice(2)}.key.json`)
  return {
    load: async (signer) => {
      const path = fileOf(signer)
      const text = await readOwn(path)
      if (text === undefined) return undefined
      refuseExposed(path, await stat(path))
      return readKey(path, signer, text)
    },
    save: async (signer, key) => {
      if (typeof key === 'function') throw new LatchkeyError('KeyNotStorable', { signer })
      checkKey(signer, key)
      await writeOwn(fileOf(signer), `${JSON.stringify({ format: FORMAT, signer, privateKey: key.privateKey })}\n`)
    },
    remove: async (signer) => await removeOwn(fileOf(signer)),
  }
}

// No error of it shows a part of the text.
function readKey(where: string, signer: Hex, text: string): SigningKey {
  const refused = (reason: string): LatchkeyError => new LatchkeyError('StoredKeyNotValid', { where, reason })
  const { format, privateKey } = parse(text)
  if (format !== FORMAT) throw refused(`its format is not ${FORMAT}`)
  if (!isHexString(privateKey, 32)) throw refused('it holds no key of 32 bytes')
  try {
    const key = new SigningKey(privateKey)
    checkKey(signer, key)
    return key
  } catch (thrown) {
    throw refused(isLatchkeyError(thrown) ? 'it holds the key of another signer' : 'its number is no secp256k1 key')
  }
}

function parse(text: string): { readonly format?: unknown; readonly privateKey?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object
  } catch {
    return {}
  }
}
