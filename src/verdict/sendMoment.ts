// Whether now is a time to send. Bundlers take no op that is about to end or has hardly begun, so both ends of a session and
// of each of its periods are left out.
import { LatchkeyError } from '../errors'
import type { Session } from '../session/Session'

/** Seconds that are not for sending. */
export interface SendMargins {
  /** Before the end of the session and of each period; 60 if omitted. */
  readonly end?: number
  /** After the beginning of the session and of each period; 5 if omitted. */
  readonly begin?: number
}

/** Send now, claiming this period; or wait so many seconds and look again. */
export type SendMoment = { readonly wait: 0; readonly periodIndex: number | undefined } | { readonly wait: number }

const END_MARGIN = 60
const BEGIN_MARGIN = 5

/** Of a short period, no more than this part is left out at either end. */
const PERIOD_PART = 10

/**
 * When an op can be sent.
 *
 * @param now Seconds since 1970, of the chain's latest block.
 * @throws ExpiryTooNear · SessionExpired: nothing is sent any more · SessionNotStarted.
 *
 * @example
 * ```ts
 * const hours = { validAfter: 1000, validUntil: 11_799, period: 3600 }
 * sendMoment(hours, 2000) // => { wait: 0, periodIndex: 0 }
 * sendMoment(hours, 4590) // => { wait: 15 }
 * ```
 */
export function sendMoment(
  session: Pick<Session, 'validAfter' | 'validUntil' | 'period'>,
  now: number,
  { end = END_MARGIN, begin = BEGIN_MARGIN }: SendMargins = {},
): SendMoment {
  const { validAfter, validUntil, period } = session
  const last = validUntil - end
  const ending = (): LatchkeyError => new LatchkeyError('ExpiryTooNear', { validUntil, at: now, margin: end })
  if (now > validUntil) throw new LatchkeyError('SessionExpired', { validUntil, at: now })
  if (now > last) throw ending()
  if (now < validAfter) throw new LatchkeyError('SessionNotStarted', { validAfter, seconds: now })

  if (period === 0)
    return now < validAfter + begin ? { wait: validAfter + begin - now } : { wait: 0, periodIndex: undefined }
  const index = Math.floor((now - validAfter) / period)
  const part = Math.floor(period / PERIOD_PART)
  const first = validAfter + index * period + Math.min(begin, part)
  if (now < first) return { wait: first - now }
  if (now < first + period - Math.min(begin, part) - Math.min(end, part)) return { wait: 0, periodIndex: index }
  if (first + period > last) throw ending()
  return { wait: first + period - now }
}
