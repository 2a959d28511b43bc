// What is read from files, or piped in.
import { open } from 'node:fs/promises'

import { LatchkeyError } from '../errors'
import type { Io } from './Io'

/** Larger than anything that is read here. */
const BYTES_MAX = 64 * 1024 * 1024

/**
 * @internal All that comes, as text; stops where it is too much: a file may have no end.
 *
 * @throws Error: too much.
 */
export async function readAll(stream: AsyncIterable<unknown>, bytesMax = BYTES_MAX): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > bytesMax) throw new Error('it is too large')
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * @internal A file's text; `-` is what is piped in.
 *
 * @throws FileNotReadable.
 */
export async function readInput(io: Io, path: string): Promise<string> {
  try {
    return path === '-' ? await io.stdin() : await readFrom(path)
  } catch (thrown) {
    throw new LatchkeyError('FileNotReadable', { where: path, reason: reasonOf(thrown) }, { cause: thrown })
  }
}

async function readFrom(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    return await readAll(file.createReadStream({ autoClose: false }))
  } finally {
    await file.close()
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
