// Small files that are there whole or not at all, and are nobody else's.
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { LatchkeyError } from '../errors'

const OWN_FILE = 0o600
const OWN_FOLDER = 0o700

/**
 * @internal A file's text; undefined if there is none.
 *
 * @throws StoreNotUsable.
 */
export async function readOwn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw notUsable(path, thrown)
  }
}

/**
 * @internal Whoever reads meanwhile, or after a power cut, finds the old text or the new. Of two that write at once, one is last.
 *
 * @throws StoreNotUsable.
 */
export async function writeOwn(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true, mode: OWN_FOLDER })
    const file = await open(draft, 'wx', OWN_FILE)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw notUsable(path, thrown)
  }
}

/**
 * @internal Also of what is not there.
 *
 * @throws StoreNotUsable.
 */
export async function removeOwn(path: string): Promise<void> {
  try {
    await rm(path, { force: true })
  } catch (thrown) {
    throw notUsable(path, thrown)
  }
}

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined)

const notUsable = (where: string, thrown: unknown): LatchkeyError<'StoreNotUsable'> =>
  new LatchkeyError(
    'StoreNotUsable',
    { where, reason: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  )
