// How a command that did not come to its end is told, to people and to programs.
import { CommanderError } from 'commander'

import { isLatchkeyError } from '../errors'
import type { ExitCode } from './Answer'
import { errorJson, errorText, unexpectedJson, unexpectedText, usageJson } from './errorWords'
import { exitCodeOf } from './exitCodeOf'
import { Failure } from './Failure'
import type { Io } from './Io'
import { safeJson, safeLine } from './safeText'

/** @internal How the process has to end. */
export function tellFailure(io: Pick<Io, 'out' | 'err'>, thrown: unknown, isJson: boolean): ExitCode {
  const told = (error: Readonly<Record<string, unknown>>): void => {
    if (isJson) io.out(`${safeJson({ error })}\n`)
  }
  if (thrown instanceof CommanderError) {
    // Commander has said what was wrong, and has shown help where it was asked for.
    if (thrown.exitCode === 0) return 0
    told(usageJson(thrown))
    return 2
  }
  const error = thrown instanceof Failure ? thrown.error : thrown
  const exit = thrown instanceof Failure ? thrown.exit : exitCodeOf(thrown)
  if (isLatchkeyError(error)) {
    io.err(`latchkey: ${errorText(error)}\n`)
    told(errorJson(error))
    return exit
  }
  const why = unexpectedText(error)
  io.err(`latchkey: unexpected: ${safeLine(why)}\n`)
  told(unexpectedJson(why))
  return exit
}
