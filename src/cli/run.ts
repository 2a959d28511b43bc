// The command line, without a process.
import { CommanderError } from 'commander'

import { isLatchkeyError, type LatchkeyError } from '../errors'
import type { Answer, ExitCode } from './Answer'
import { Failure } from './Failure'
import { Given } from './Given'
import type { Io } from './Io'
import { program } from './program'
import { refuseSecrets } from './refuseSecrets'
import { safeJson, safeText } from './safeText'
import { tellFailure } from './tellFailure'

/**
 * Runs one command line. Never throws.
 *
 * @param argv Without the program's own name.
 * @returns How the process has to end.
 *
 * @example
 * ```ts
 * await run(['describe', '-'], { ...io, stdin: async () => JSON.stringify(sessionToJson(session)) }) // => 0
 * ```
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const safe: Io = { ...io, out: (text) => io.out(safeText(text)), err: (text) => io.err(safeText(text)) }
  const isJson = argv.includes('--json')
  let given: Given | undefined
  let code: ExitCode = 0
  try {
    refuseSecrets(argv)
    const parser = program(safe, async (command, args, options) => {
      given = new Given(safe, args, options)
      const answer = await command.run(given)
      code = answer.code ?? 0
      print(io, answer, isJson)
    })
    await parser.parseAsync(argv, { from: 'user' })
    return code
  } catch (thrown) {
    return tellFailure(io, known(thrown, given?.trouble), isJson)
  } finally {
    given?.close()
  }
}

const print = (io: Io, { text, json }: Answer, isJson: boolean): void =>
  io.out(`${isJson ? safeJson(json) : safeText(text)}\n`)

/** The better words, where ethers has put its own around them. */
const known = (thrown: unknown, trouble: LatchkeyError | undefined): unknown =>
  isLatchkeyError(thrown) || thrown instanceof Failure || thrown instanceof CommanderError
    ? thrown
    : (trouble ?? thrown)
