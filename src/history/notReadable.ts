// What a node's failure is called.
import { isLatchkeyError, LatchkeyError } from '../errors'

/** @internal An answer that makes no sense is a failure as well. */
export function notReadable(cause: unknown, from: number, to: number): LatchkeyError {
  if (isLatchkeyError(cause) && cause.code !== 'AnswerNotValid') return cause
  const reason = isLatchkeyError(cause) ? cause.why : cause instanceof Error ? cause.message : String(cause)
  return new LatchkeyError('LogsNotReadable', { from, to, reason }, { cause })
}
