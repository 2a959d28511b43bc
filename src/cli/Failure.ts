// An error that ends a command in another way than its code tells.
import type { LatchkeyError } from '../errors'
import type { ExitCode } from './Answer'

/** @internal */
export class Failure extends Error {
  override readonly name = 'Failure'

  constructor(
    readonly error: LatchkeyError,
    readonly exit: ExitCode,
  ) {
    super(error.message, { cause: error })
  }
}
