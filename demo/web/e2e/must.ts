// What has to be so.
import { isDeepStrictEqual, inspect } from 'node:util'
import { setTimeout as pause } from 'node:timers/promises'

/** @throws With both. */
export function mustBe(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) throw new Error(`${what}: ${inspect(found)}, expected ${inspect(expected)}`)
}

/** @throws With what is so instead. */
export function must(what: string, isSo: boolean, instead: unknown = isSo): void {
  if (!isSo) throw new Error(`${what}: ${inspect(instead)}`)
}

const LOOK_EVERY_MS = 100

/** Looks again until it is so. */
export async function until(what: string, look: () => Promise<boolean>, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1_000
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await pause(LOOK_EVERY_MS)
  }
}
