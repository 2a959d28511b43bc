// The owner's key: from a file that nobody else can read, or from the environment. No error holds a part of it.
import { open } from 'node:fs/promises'

import { computeAddress, SigningKey } from 'ethers'

import { LatchkeyError } from '../errors'
import type { Given } from './Given'
import { readAll, reasonOf } from './readInput'

const VARIABLE = 'LATCHKEY_OWNER_KEY'

/** Any right of somebody else. */
const OTHERS = 0o077
const LENGTH_MAX = 1_000

/**
 * @internal undefined: there is none.
 *
 * @throws OwnerKeyNotUsable: no key, a file that others may read, or both a file and a variable.
 */
export async function ownerKey(given: Given): Promise<SigningKey | undefined> {
  const path = given.text('ownerKeyFile')
  const variable = given.io.env[VARIABLE]
  if (path !== undefined && variable !== undefined)
    throw notUsable(VARIABLE, 'there is also --owner-key-file, and which of them is meant is not clear')
  if (path !== undefined) return keyFrom(path, await readPrivate(path))
  return variable === undefined ? undefined : keyFrom(VARIABLE, variable)
}

// The mode is that of the very file that is read.
async function readPrivate(path: string): Promise<string> {
  const file = await open(path, 'r').catch((thrown: unknown) => {
    throw notUsable(path, reasonOf(thrown))
  })
  try {
    const { mode, size } = await file.stat()
    // Windows has no such modes.
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
      throw notUsable(
        path,
        `others may read or change it, its mode is ${(mode & 0o777).toString(8)}: see who may have read it, then chmod 600`,
      )
    if (size > LENGTH_MAX) throw notUsable(path, 'it is too long for a key')
    // What has no size may still be long.
    return await readAll(file.createReadStream({ autoClose: false }), LENGTH_MAX).catch(() => {
      throw notUsable(path, 'it is too long for a key')
    })
  } finally {
    await file.close()
  }
}

function keyFrom(where: string, text: string): SigningKey {
  const digits = /^(?:0x)?([0-9a-f]{64})$/i.exec(text.trim())?.[1]
  if (digits === undefined) throw notUsable(where, 'it holds no key: 64 hex digits and nothing else')
  try {
    const key = new SigningKey(`0x${digits}`)
    // The number is looked at only when the key is used.
    computeAddress(key)
    return key
  } catch {
    // ethers would repeat the key.
    throw notUsable(where, 'its number is no secp256k1 key')
  }
}

const notUsable = (where: string, reason: string): LatchkeyError =>
  new LatchkeyError('OwnerKeyNotUsable', { where, reason })
