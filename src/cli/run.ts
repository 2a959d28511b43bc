// The command line, without a process.
import { CommanderError } from 'commander'

import { isLatchkeyError, type LatchkeyError } from '../errors'
import type { Answer, ExitCode } from './Answer'
import { errorJson, errorText, unexpectedJson, usageJson } from './errorWords'
import { exitCodeOf } from './exitCodeOf'
import { Failure } from './Failure'
import { Given } from './Given'
import type { Io } from './Io'
import { program } from './program'
import { refuseSecrets } from './refuseSecrets'
import { safeJson, safeLine, safeText } from './safeText'

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
    return fail(safe, io, known(thrown, given?.trouble), isJson)
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

function fail(safe: Io, io: Io, thrown: unknown, isJson: boolean): ExitCode {
  if (thrown instanceof CommanderError) {
    // Commander has said what was wrong, and has shown help where it was asked for.
    if (thrown.exitCode === 0) return 0
    if (isJson) io.out(`${safeJson({ error: usageJson(thrown) })}\n`)
    return 2
  }
  const error = thrown instanceof Failure ? thrown.error : thrown
  const exit = thrown instanceof Failure ? thrown.exit : exitCodeOf(thrown)
  if (!isLatchkeyError(error)) {
    // Of an error of ethers without the details, which may name the node's URL.
    const { shortMessage, message } = Object(error) as { readonly shortMessage?: string; readonly message?: string }
    const why = shortMessage ?? message ?? String(error)
    safe.err(`latchkey: ${safeLine(why)}\n`)
    if (isJson) io.out(`${safeJson({ error: unexpectedJson(why) })}\n`)
    return exit
  }
  safe.err(`latchkey: ${errorText(error)}\n`)
  if (isJson) io.out(`${safeJson({ error: errorJson(error) })}\n`)
  return exit
}
