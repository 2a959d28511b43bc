// The one error type of the client. Its code is the name of an error of the module or the Lens, an AA code of the
// EntryPoint, or a code of its own.
import { bundlerTexts } from './bundlerTexts'
import { clientTexts } from './clientTexts'
import { cliTexts } from './cliTexts'
import type { DecodedRevert } from './DecodedRevert'
import { entryPointTexts } from './entryPointTexts'
import type { ErrorText, ErrorWriter } from './ErrorText'
import { historyTexts } from './historyTexts'
import { lensTexts } from './lensTexts'
import { moduleGrantTexts } from './moduleGrantTexts'
import { moduleOpTexts } from './moduleOpTexts'
import { moduleRuleTexts } from './moduleRuleTexts'
import { moduleWireTexts } from './moduleWireTexts'
import { opTexts } from './opTexts'
import { ownerTexts } from './ownerTexts'
import { queueTexts } from './queueTexts'
import { sessionTexts } from './sessionTexts'
import { storeTexts } from './storeTexts'
import { testingTexts } from './testingTexts'
import { verdictTexts } from './verdictTexts'

const texts = {
  ...moduleOpTexts,
  ...moduleGrantTexts,
  ...moduleRuleTexts,
  ...moduleWireTexts,
  ...lensTexts,
  ...entryPointTexts,
  ...sessionTexts,
  ...opTexts,
  ...ownerTexts,
  ...storeTexts,
  ...bundlerTexts,
  ...clientTexts,
  ...queueTexts,
  ...verdictTexts,
  ...testingTexts,
  ...historyTexts,
  ...cliTexts,
}

type Texts = typeof texts

/** Every code an error of the client can have. */
export type ErrorCode = keyof Texts

/** The arguments of an error, by its code; of several codes, those of any. */
export type ErrorArgs<Code extends ErrorCode> = Code extends ErrorCode ? Parameters<Texts[Code]>[0] : never

/** What an error may know besides its arguments. */
export interface ErrorContext {
  /** The error that led to this one. */
  readonly cause?: unknown
  /** What the chain said, if it was the chain that refused. */
  readonly onchain?: DecodedRevert
}

/** An app may have two copies of this package, one for `import` and one for `require`: their errors are known by this. */
const BRAND: unique symbol = Symbol.for('latchkey.LatchkeyError')

/**
 * What every function of the client throws when it refuses.
 *
 * @example
 * ```ts
 * const error = new LatchkeyError('DurationNotValid', { text: 'soon' })
 * error.code // => 'DurationNotValid'
 * error.args.text // => 'soon'
 * error.fix // => "Write a whole number above zero and a unit: '90s', '15m', '1h' or '7d'."
 * ```
 */
export class LatchkeyError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'LatchkeyError'
  readonly title: string
  readonly why: string
  readonly fix: string
  readonly onchain: DecodedRevert | undefined

  constructor(
    readonly code: Code,
    readonly args: ErrorArgs<Code>,
    context: ErrorContext = {},
  ) {
    // The table pairs each code with a writer of exactly that code's arguments.
    const { title, why, fix }: ErrorText = (texts[code] as ErrorWriter<ErrorArgs<Code>>)(args)
    super(`${title}. ${why} ${fix} [${code}]`, 'cause' in context ? { cause: context.cause } : undefined)
    this.title = title
    this.why = why
    this.fix = fix
    this.onchain = context.onchain
  }

  /** @internal */
  get [BRAND](): true {
    return true
  }
}

/**
 * Whether something caught is an error of the client, of this code if one is given.
 *
 * @example
 * ```ts
 * const caught: unknown = new LatchkeyError('MaxCallsZero', {})
 * isLatchkeyError(caught, 'MaxCallsZero') // => true
 * isLatchkeyError(caught, 'ExpiryMissing') // => false
 * ```
 */
export function isLatchkeyError<Code extends ErrorCode = ErrorCode>(
  caught: unknown,
  code?: Code,
): caught is LatchkeyError<Code> {
  return isBranded(caught) && (code === undefined || caught.code === code)
}

const isBranded = (caught: unknown): caught is LatchkeyError =>
  typeof caught === 'object' && caught !== null && BRAND in caught && caught[BRAND] === true
