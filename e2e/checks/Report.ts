// What is checked, and what came of it. A scene is a story: the first check that fails ends it, the next scene begins anew.
import { setTimeout as pause } from 'node:timers/promises'
import { inspect } from 'node:util'

/** Runs one check of a scene, and answers what it found for the next. */
export type Check = <Found>(title: string, look: () => Promise<Found>) => Promise<Found>

const CHECK_MAX_MS = 120_000

/** The scene is over: its failure is told already. */
class SceneOver extends Error {
  override readonly name = 'SceneOver'
}

/** Tells each check when it is done, and counts. */
export class Report {
  #passed = 0
  #failed = 0

  get failed(): number {
    return this.#failed
  }

  /** Never throws. */
  async scene(title: string, play: (check: Check) => Promise<void>): Promise<void> {
    console.log(`\n  ${title}`)
    try {
      await play(async (name, look) => await this.#check(name, look))
    } catch (thrown) {
      if (!(thrown instanceof SceneOver)) this.#fail('the scene can be played', thrown)
      console.log('      (the rest of this scene is left out)')
    }
  }

  /** What this account cannot do, and why: told, so that nobody takes it for checked. */
  leftOut(what: string): void {
    console.log(`    – not here: ${what}`)
  }

  /** All scenes: what goes wrong between them is a failure of its own. */
  async all(play: () => Promise<void>): Promise<void> {
    try {
      await play()
    } catch (thrown) {
      this.#fail('the run comes to its end', thrown)
    }
  }

  /** The last line, and the exit status: nothing checked is a failure too. */
  conclude(): void {
    console.log(`${this.#passed} passed, ${this.#failed} failed`)
    process.exitCode = this.#failed === 0 && this.#passed > 0 ? 0 : 1
  }

  async #check<Found>(title: string, look: () => Promise<Found>): Promise<Found> {
    const start = Date.now()
    try {
      const found = await inTime(look())
      this.#passed++
      console.log(`    ✔ ${title} (${((Date.now() - start) / 1_000).toFixed(1)} s)`)
      return found
    } catch (thrown) {
      this.#fail(title, thrown)
      throw new SceneOver()
    }
  }

  #fail(title: string, reason: unknown): void {
    this.#failed++
    console.log(`    ✘ ${title}`)
    for (const line of textOf(reason).split('\n')) console.log(`      ${line}`)
  }
}

async function inTime<Found>(looking: Promise<Found>): Promise<Found> {
  const isOver = new AbortController()
  const late = pause(CHECK_MAX_MS, undefined, { signal: isOver.signal }).then(() => {
    throw new Error(`No answer within ${CHECK_MAX_MS / 1_000} s`)
  })
  try {
    return await Promise.race([looking, late])
  } finally {
    isOver.abort()
    late.catch(() => undefined)
  }
}

/** Where it happened, and what led to it. */
function textOf(reason: unknown): string {
  if (!(reason instanceof Error)) return inspect(reason)
  const { stack = '', name, message, cause } = reason
  const places = stack.split('\n').filter((line) => /^ {4}at /.test(line) && !line.includes('node_modules'))
  const because = cause === undefined ? [] : [`because of ${cause instanceof Error ? cause.message : inspect(cause)}`]
  return [`${name}: ${message}`, ...places.slice(0, PLACES_MAX), ...because].join('\n')
}

const PLACES_MAX = 4
