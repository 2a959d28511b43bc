// How a behavior says what it found.
import { isLatchkeyError, LatchkeyError } from '../errors'

/** @internal Throws, unless it is so. */
export function expectThat(holds: boolean, expected: string, found: string): asserts holds {
  if (!holds) throw new LatchkeyError('AccountNotConforming', { expected, found })
}

/** @internal Throws, unless both have one JSON. */
export const expectSame = (actual: unknown, wanted: unknown, expected: string): void =>
  expectThat(textOf(actual) === textOf(wanted), `${expected}: ${textOf(wanted)}`, textOf(actual))

/** @internal That a behavior cannot be tried. */
export const notTried = (reason: string): LatchkeyError => new LatchkeyError('BehaviorNotTried', { reason })

/** @internal Whatever was thrown on the way, as what it means for the account. */
export function asFinding(thrown: unknown): LatchkeyError {
  if (isLatchkeyError(thrown, 'AccountNotConforming') || isLatchkeyError(thrown, 'BehaviorNotTried')) return thrown
  const found = thrown instanceof Error ? thrown.message.replace(/\.$/, '') : String(thrown)
  return new LatchkeyError('AccountNotConforming', { expected: 'it can be tried', found }, { cause: thrown })
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : item))
