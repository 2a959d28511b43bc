// What bundlers and paymaster services refuse, as the one error type. They agree on codes in ERC-7769 and not in practice:
// what a refusal carries counts more than its text, its text more than its code.
import { isHexString } from 'ethers'

import { decodeRevert, explainRevert, isLatchkeyError, LatchkeyError, type ErrorCode } from '../errors'
import { entryPointCode } from '../errors/entryPointTexts'
import { refusalOf, type Refusal } from './refusalOf'

/** Codes whose arguments are what the service said. */
type SaidCode = {
  [Code in ErrorCode]: Code extends 'RevertWithoutData'
    ? never
    : { message: string } extends ConstructorParameters<typeof LatchkeyError<Code>>[1]
      ? Code
      : never
}[ErrorCode]

/** In this order: "AA25" also begins the text of a full mempool, which some say to be a matter of the sender's stake. */
const BY_TEXT: readonly (readonly [RegExp, SaidCode])[] = [
  [/maximum number of (parallel|queued)|max operations .*reached|^account \S+ is unstaked/i, 'MempoolFull'],
  [/unstaked (factory|paymaster)\b/i, 'StakeTooLow'],
  [/already known|already in (the )?mempool/i, 'OpAlreadyKnown'],
  [/replacement .*underpriced|already present in mempool|bump the gas price/i, 'ReplacementUnderpriced'],
  [/max(priority)?feepergas.*(must be|too low|below|at least|less)|fee too low/i, 'FeesTooLow'],
  [/preverificationgas.*(not enough|too low|below|must be)/i, 'PreVerificationGasTooLow'],
  [/rate limit|too many requests/i, 'RateLimited'],
  [/expires? (too )?(soon|shortly)/i, 'ExpiresTooSoon'],
]

const BY_CODE: Readonly<Record<number, SaidCode>> = {
  [-32005]: 'RateLimited',
  429: 'RateLimited',
  [-32501]: 'PaymasterRefused',
  [-32502]: 'OpcodeRefused',
  [-32503]: 'WindowTooShort',
  [-32504]: 'EntityThrottled',
  [-32505]: 'StakeTooLow',
  [-32521]: 'CallsRevert',
  [-32601]: 'MethodNotSupported',
}

/** Codes of ERC-7769 that mean what an AA code means. */
const AS_ENTRY_POINT = { [-32507]: 'AA24', [-32508]: 'AA31' } as const

/** What bundlers say in place of AA21. */
const CANNOT_PAY = /prefund is not enough|insufficient .*(prefund|deposit)/i

/**
 * The error to throw on for what a bundler or a paymaster service refused; `cause` is what was thrown. Never throws itself.
 *
 * @example
 * ```ts
 * explainRefusal({ code: -32507, message: 'Invalid UserOp signature' }).code // => 'AA24'
 * explainRefusal({ code: -32500, message: 'AA21 did not pay prefund' }).code // => 'AA21'
 * explainRefusal({ code: -32502, message: 'account uses banned opcode: TIMESTAMP' }).code // => 'OpcodeRefused'
 * ```
 */
export function explainRefusal(thrown: unknown): LatchkeyError {
  if (isLatchkeyError(thrown)) return thrown
  const refusal = refusalOf(thrown)
  if (refusal === undefined) return explainRevert(thrown)
  return byText(refusal, thrown) ?? byRevert(refusal, thrown) ?? byCode(refusal, thrown)
}

function byText({ message }: Refusal, cause: unknown): LatchkeyError | undefined {
  const [, code] = BY_TEXT.find(([pattern]) => pattern.test(message)) ?? []
  return code && new LatchkeyError(code, { message }, { cause })
}

// Revert bytes in the data or in the text: the module's error, or the EntryPoint's with the module's inside.
function byRevert({ message, data }: Refusal, cause: unknown): LatchkeyError | undefined {
  for (const bytes of [data, ...bytesIn(message)]) {
    const onchain = decodeRevert(bytes)
    if (onchain === undefined || onchain.source === 'unknown') continue
    // Plain reverts (Error, Panic) are the calls' own: what the refusal is about says its code.
    if (onchain.source === 'other') break
    const { code, args } = explainRevert(bytes)
    return new LatchkeyError(code, args, { cause, onchain })
  }
  return undefined
}

function byCode({ code, message, data }: Refusal, cause: unknown): LatchkeyError {
  const reason = /AA\d\d[^\n]*/.exec(message)?.[0]
  const known = reason === undefined ? undefined : entryPointCode(reason)
  if (reason !== undefined && known !== undefined) return new LatchkeyError(known, { opIndex: 0, reason }, { cause })
  if (CANNOT_PAY.test(message)) return new LatchkeyError('AA21', { opIndex: 0, reason: message }, { cause })
  const asEntryPoint = (AS_ENTRY_POINT as Readonly<Record<number, 'AA24' | 'AA31'>>)[code]
  if (asEntryPoint !== undefined) return new LatchkeyError(asEntryPoint, { opIndex: 0, reason: message }, { cause })
  const onchain = decodeRevert(data) ?? decodeRevert(bytesIn(message)[0])
  const context = onchain === undefined ? { cause } : { cause, onchain }
  const plain = BY_CODE[code]
  if (plain !== undefined) return new LatchkeyError(plain, { message }, context)
  return new LatchkeyError('BundlerRefused', { code, message }, context)
}

const bytesIn = (message: string): readonly string[] =>
  message.match(/0x[0-9a-f]{8,}/gi)?.filter((hex) => isHexString(hex, true)) ?? []
