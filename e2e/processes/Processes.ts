// The programs that a run starts: each writes a log of its own, and none outlives the run.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program that was started. */
export interface Program {
  readonly name: string
  /** Where it writes. */
  readonly log: string
  /** False once it has ended by itself. */
  readonly isRunning: () => boolean
}

/** What a run has started. */
export class Processes {
  readonly #children: ChildProcess[] = []
  readonly #endings: (() => void | Promise<void>)[] = []

  /**
   * @param folder Holds the logs; also the programs' home and working directory, so that they leave nothing elsewhere. A new one if
   * omitted.
   */
  constructor(readonly folder = mkdtempSync(join(tmpdir(), 'latchkey-e2e-'))) {
    // Whatever ends the run ends them too; nothing asynchronous happens any more then.
    process.once('exit', () => {
      for (const child of this.#children) if (isRunning(child)) child.kill('SIGKILL')
    })
  }

  /** @param env All that the program sees of the environment, besides PATH. */
  start(name: string, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
    const log = join(this.folder, `${name}.log`)
    const file = openSync(log, 'w')
    const child = spawn(command, args, {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder, ...env },
      stdio: ['ignore', file, file],
    })
    closeSync(file)
    // A program that cannot be started is one that does not run.
    child.on('error', () => undefined)
    this.#children.push(child)
    return { name, log, isRunning: () => isRunning(child) }
  }

  /** Done when all ends: for what runs in this process. */
  onEnd(ending: () => void | Promise<void>): void {
    this.#endings.push(ending)
  }

  /** Ends all of them, and waits until they are gone. */
  async end(): Promise<void> {
    const ended = this.#endings
      .splice(0)
      .reverse()
      .map((ending) => ending())
    // All are told before any is waited for: whoever ends the run meanwhile leaves none behind.
    const running = this.#children.splice(0).reverse().filter(isRunning)
    const gone = running.map((child) => once(child, 'exit'))
    for (const child of running) child.kill('SIGKILL')
    await Promise.all([...gone, ...ended])
  }

  /** Removes the logs. */
  forget(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null
