// Waiting for a program to be ready.
import { setTimeout as pause } from 'node:timers/promises'

import type { Program } from './Processes'

const TRIES = 600
const PAUSE_MS = 100

/**
 * Asks again until there is an answer, for a minute and as long as the program runs.
 *
 * @throws With the place of its log.
 */
export async function untilAnswers<Answer>(
  { name, log, isRunning }: Program,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  let last: unknown
  for (let tries = 0; tries < TRIES && isRunning(); ++tries) {
    try {
      return await ask()
    } catch (thrown) {
      last = thrown
    }
    await pause(PAUSE_MS)
  }
  throw new Error(`${name} ${isRunning() ? 'does not answer' : 'has ended'}: see ${log}`, { cause: last })
}
