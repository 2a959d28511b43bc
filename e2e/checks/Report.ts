// What is checked, and what came of it. A scene is a story: the first check that fails ends it, the next scene begins anew.
import { setTimeout as pause } from 'node:timers/promises'
import { inspect } from 'node:util'

import type { Capability } from '../../scripts/compatibility/capabilities'
import { noFindings } from '../../scripts/compatibility/Findings'

/** What a check is about: something that accounts can do, or what is the same for all of them. */
export type Subject = Capability | (typeof SAME_FOR_ALL)[number]

const SAME_FOR_ALL = ['bundler', 'committed', 'page'] as const

const isSameForAll = (subject: Subject): subject is (typeof SAME_FOR_ALL)[number] =>
  (SAME_FOR_ALL as readonly string[]).includes(subject)

/** Runs one check of a scene, and answers what it found for the next. */
export type Check = <Found>(subject: Subject, title: string, look: () => Promise<Found>) => Promise<Found>

const CHECK_MAX_MS = 120_000

/** The scene is over: its failure is told already. */
class SceneOver extends Error {
  override readonly name = 'SceneOver'
}

/** Tells each check when it is done, and counts. */
export class Report {
  /** About the account that it is for. */
  readonly findings = noFindings()

  /** @param tally Of the whole of which this is a part. */
  constructor(
    private readonly print: (line: string) => void = console.log,
    private readonly tally = { passed: 0, failed: 0 },
  ) {}

  get failed(): number {
    return this.tally.failed
  }

  /** A part of this report with findings of its own: for one account. */
  part(): Report {
    return new Report(this.print, this.tally)
  }

  /** Never throws. */
  async scene(title: string, play: (check: Check) => Promise<void>): Promise<void> {
    this.print(`\n  ${title}`)
    try {
      await play(async (subject, name, look) => await this.#check(subject, name, look))
    } catch (thrown) {
      if (!(thrown instanceof SceneOver)) this.#fail('the scene can be played', thrown)
      this.print('      (the rest of this scene is left out)')
    }
  }

  /** What this account cannot do, and why: told, so that nobody takes it for checked. */
  leftOut(capability: Capability, why: string): void {
    this.findings.leftOut[capability] = why
    this.print(`    – not here: ${capability}: ${why}`)
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
    this.print(`${this.tally.passed} passed, ${this.tally.failed} failed`)
    process.exitCode = this.tally.failed === 0 && this.tally.passed > 0 ? 0 : 1
  }

  async #check<Found>(subject: Subject, title: string, look: () => Promise<Found>): Promise<Found> {
    const start = Date.now()
    try {
      const found = await inTime(look())
      this.#pass(subject, title)
      this.print(`    ✔ ${title} (${((Date.now() - start) / 1_000).toFixed(1)} s)`)
      return found
    } catch (thrown) {
      this.#fail(title, thrown)
      throw new SceneOver()
    }
  }

  #pass(subject: Subject, title: string): void {
    this.tally.passed++
    if (isSameForAll(subject)) return
    const { passed, own } = this.findings
    passed[subject] = (passed[subject] ?? 0) + 1
    if (subject === 'own') own.push(title)
  }

  #fail(title: string, reason: unknown): void {
    this.tally.failed++
    this.print(`    ✘ ${title}`)
    for (const line of textOf(reason).split('\n')) this.print(`      ${line}`)
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
