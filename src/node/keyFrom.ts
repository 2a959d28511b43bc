// Keys of servers: from a file that only this user can read, or from the environment. Nothing of a key is in any error.
import { open, type FileHandle } from 'node:fs/promises'

import { computeAddress, SigningKey } from 'ethers'

import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import { refuseExposed } from './refuseExposed'

/** A secp256k1 key that the app brings, as `ensure({ key })` takes it. */
export interface ServerKey {
  readonly signer: Address
  readonly key: SigningKey
}

/** Bytes: 0x, 64 digits, and a few blanks. */
const SIZE_MAX = 100

/**
 * A key from a file of mode 0600 that holds it as 64 hexadecimal digits, with or without 0x, and nothing else.
 *
 * @throws KeyNotReadable · StoredKeyExposed: others may read or change the file.
 *
 * @example
 * ```ts
 * const refused = await keyFromFile(`${folder}/none`).catch((error) => error)
 * refused.code // => 'KeyNotReadable'
 * ```
 */
export async function keyFromFile(path: string): Promise<ServerKey> {
  if (isKey(path)) throw notReadable('a file', 'its name is asked for, not the key')
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (thrown) {
    throw notReadable(path, thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'it cannot be opened')
  }
  try {
    // Of the file that is read, whatever its name leads to meanwhile.
    const stats = await file.stat()
    if (!stats.isFile()) throw notReadable(path, 'it is no file')
    refuseExposed(path, stats)
    if (stats.size > SIZE_MAX) throw notReadable(path, 'it holds more than a key')
    return keyOf(path, await file.readFile('utf8'))
  } finally {
    await file.close()
  }
}

/**
 * A key from a variable of the environment, written as in a file.
 *
 * @param environment `process.env` if omitted.
 * @throws KeyNotReadable.
 *
 * @example
 * ```ts
 * keyFromEnvironment('SESSION_KEY', { SESSION_KEY: KEY.privateKey }).signer // => KEY_ADDRESS
 * ```
 */
export function keyFromEnvironment(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ServerKey {
  if (isKey(name)) throw notReadable('a variable of the environment', 'its name is asked for, not the key')
  const text = environment[name]
  const where = `the variable ${name} of the environment`
  if (text === undefined || text === '') throw notReadable(where, 'it is not set')
  return keyOf(where, text)
}

const KEY = /^\s*(?:0x)?([0-9a-f]{64})\s*$/i

const isKey = (text: string): boolean => KEY.test(text)

function keyOf(where: string, text: string): ServerKey {
  const [, digits] = KEY.exec(text) ?? []
  if (digits === undefined) throw notReadable(where, 'it holds no 64 hexadecimal digits')
  let key: SigningKey
  let signer: Address
  try {
    key = new SigningKey(`0x${digits}`)
    signer = computeAddress(key.publicKey) as Address
  } catch {
    throw notReadable(where, 'its number is no secp256k1 key')
  }
  return { signer, key }
}

const notReadable = (where: string, reason: string): LatchkeyError<'KeyNotReadable'> =>
  new LatchkeyError('KeyNotReadable', { where, reason })
