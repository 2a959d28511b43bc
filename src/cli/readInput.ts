// What is read from files, or piped in.
import { readFile } from 'node:fs/promises'

import { LatchkeyError } from '../errors'
import type { Io } from './Io'

/** Larger than anything that is read here. */
const BYTES_MAX = 64 * 1024 * 1024

/**
 * @internal A file's text; `-` is what is piped in.
 *
 * @throws FileNotReadable.
 */
export async function readInput(io: Io, path: string): Promise<string> {
  if (path === '-') return await io.stdin()
  try {
    const bytes = await readFile(path)
    if (bytes.length > BYTES_MAX) throw new Error('it is too large')
    return bytes.toString('utf8')
  } catch (thrown) {
    throw new LatchkeyError('FileNotReadable', { where: path, reason: reasonOf(thrown) }, { cause: thrown })
  }
}

/**
 * @internal The same of a file that holds JSON; the whole of it is checked by whoever asks for it.
 *
 * @throws FileNotReadable: also if it is no JSON.
 */
export async function readJson(io: Io, path: string): Promise<unknown> {
  const text = await readInput(io, path)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new LatchkeyError('FileNotReadable', { where: path, reason: 'it is no JSON' }, { cause })
  }
}

/** @internal In words that do not repeat the path. */
export function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read'
  return thrown instanceof Error ? thrown.message : String(thrown)
}
