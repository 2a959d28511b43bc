// What is refused, and as what.
import { isLatchkeyError, type LatchkeyError } from '../../src'

/**
 * The client's error, for what must be refused.
 *
 * @throws If it is not, or the error is none of the client's.
 */
export async function refusalOf(asked: Promise<unknown>): Promise<LatchkeyError> {
  try {
    await asked
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return thrown
    throw new Error('Refused, and not in the words of the client', { cause: thrown })
  }
  throw new Error('Accepted, where a refusal was expected')
}
