// What a command was given, read field by field.
import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkHex, checksumAddress, notValid } from '../session/fields'
import type { Io } from './Io'

const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z| UTC)?)?$/

/** @internal The arguments and options of one run. */
export class Given {
  readonly #closing: (() => void)[] = []
  /** What the way to a node said last, where what was thrown does not repeat it. */
  trouble: LatchkeyError | undefined

  constructor(
    readonly io: Io,
    readonly args: readonly string[],
    private readonly options: Readonly<Record<string, unknown>>,
  ) {}

  /** What is to be done when the command is over. */
  onClose(close: () => void): void {
    this.#closing.push(close)
  }

  close(): void {
    for (const close of this.#closing) close()
  }

  /** Whether an option without value was given. */
  is(name: string): boolean {
    return this.options[name] === true
  }

  text(name: string): string | undefined {
    const value = this.options[name]
    return typeof value === 'string' ? value : undefined
  }

  address(name: string): Address | undefined {
    const value = this.text(name)
    return value === undefined ? undefined : checksumAddress(flagOf(name), value)
  }

  hex(name: string, length?: number): Hex | undefined {
    const value = this.text(name)
    return value === undefined ? undefined : checkHex(flagOf(name), value, length)
  }

  /** A whole number of at least 0. */
  amount(name: string): bigint | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (!/^\d{1,78}$/.test(value)) throw notValid(flagOf(name), value, 'a whole number, 0 or more')
    return BigInt(value)
  }

  number(name: string): number | undefined {
    const value = this.amount(name)
    if (value === undefined) return undefined
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw notValid(flagOf(name), value, 'a smaller number')
    return Number(value)
  }

  /** Seconds since 1970, given so or as a date in UTC. */
  moment(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (/^\d{1,12}$/.test(value)) return Number(value)
    const time = DATE.test(value) ? Date.parse(inUtc(value)) : Number.NaN
    if (Number.isNaN(time))
      throw notValid(flagOf(name), value, "seconds since 1970, or a time such as '2026-11-26 14:00 UTC'")
    return Math.floor(time / 1_000)
  }
}

/** @internal An option as it is written. */
export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** @internal What is not there. */
export const missing = (flag: string, expected: string): LatchkeyError<'FieldNotValid'> =>
  new LatchkeyError('FieldNotValid', { field: flag, value: 'not given', expected })

const inUtc = (value: string): string => {
  const plain = value.replace(/(Z| UTC)$/, '').replace(' ', 'T')
  return plain.length === 'yyyy-mm-dd'.length ? `${plain}T00:00Z` : `${plain}Z`
}
