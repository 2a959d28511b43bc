// Every step of the story says what must come of it; anything else ends the demo with a non-zero exit.

/** A step had another outcome than the story tells. */
export class WrongOutcome extends Error {
  override readonly name = 'WrongOutcome'
}

/** Values are compared as text, so 1n and '1' are the same outcome. */
export function mustBe(what: string, actual: string | number | bigint | boolean, expected: typeof actual): void {
  if (String(actual) !== String(expected)) throw new WrongOutcome(`${what}: ${actual}, expected ${expected}`)
}
