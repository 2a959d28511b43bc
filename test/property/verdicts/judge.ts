// Both answers to each case, and what the clock makes of it.
import { isLatchkeyError, type LatchkeyError } from '../../../src'
import { collectGarbage } from '../jury/collectGarbage'
import type { Court } from '../jury/court'
import { askLens, lensAbi, optionsOf, Usages, verdictOf, type LensAnswer } from './ask'
import type { VerdictCase } from './generate'
import type { CanOptions, Hex, SendMargins, Session, Verdict } from '../../../src'

export const ACCEPTED = 'accepted'

export interface Judged {
  readonly asked: VerdictCase
  readonly options: CanOptions
  readonly verdict: Verdict
  /** `accepted`, or the code of the error. */
  readonly code: string
  readonly lens: LensAnswer
  /** `accepted`, or the name of the error. */
  readonly lensCode: string
  /** What the clock refuses it for by the Lens's window, if the Lens accepts it. */
  readonly clock: string
}

/** So many questions are under way: the chain answers one while the next is made. */
const AT_ONCE = 2
const GARBAGE_EVERY = 4

export async function judgeVerdicts({ module, lens }: Court, cases: Iterable<VerdictCase>): Promise<readonly Judged[]> {
  const usages = new Usages(module)
  const address = await lens.getAddress()
  const judged: Judged[] = []
  const asked: Promise<Judged>[] = []
  for (const one of cases) {
    asked.push(judge(one, address, usages))
    if (asked.length < AT_ONCE) continue
    judged.push(await asked.shift()!)
    if (judged.length % GARBAGE_EVERY === 0) await collectGarbage()
  }
  return [...judged, ...(await Promise.all(asked))]
}

async function judge(asked: VerdictCase, address: string, usages: Usages): Promise<Judged> {
  const answer = askLens(address, asked)
  const options = optionsOf(asked, await usages.of(asked.one.jury, asked.one.session))
  const verdict = verdictOf(options)
  const lens = await answer
  const lensCode = lens.reason === '0x' ? ACCEPTED : (lensAbi.parseError(lens.reason)?.name ?? lens.reason)
  return {
    asked,
    options,
    verdict,
    code: verdict.ok ? ACCEPTED : verdict.error.code,
    lens,
    lensCode,
    clock: lensCode === ACCEPTED ? clockOf(asked, lens.window) : '',
  }
}

/** The EntryPoint's comparison, and the margins, in plain words of docs/encoding.md and of the options. */
function clockOf({ one: { session }, at, entryPoint, margins }: VerdictCase, window: bigint): string {
  const after = Number(window >> 208n)
  const until = Number((window >> 160n) & 0xffff_ffff_ffffn)
  const isOpen = at <= until && (entryPoint === '0.7' ? at >= after : at > after)
  if (!isOpen) {
    if (at > session.validUntil) return 'SessionExpired'
    const isEarly = entryPoint === '0.7' ? at < session.validAfter : at <= session.validAfter
    return isEarly ? 'SessionNotStarted' : 'PeriodNotCurrent'
  }
  return margins === undefined ? ACCEPTED : edgeOf(session, at, after, margins)
}

/** A period keeps at most a tenth of itself at either end; where the next one begins too late to send, the end counts. */
function edgeOf(
  { validUntil, period }: Session,
  at: number,
  opened: number,
  { end = 60, begin = 5 }: SendMargins,
): string {
  if (validUntil - at < end) return 'ExpiryTooNear'
  const most = period === 0 ? Infinity : Math.trunc(period / 10)
  if (at - opened < Math.min(begin, most)) return 'EdgeTooNear'
  if (period === 0 || opened + period - at > Math.min(end, most)) return ACCEPTED
  const next = opened + period + Math.min(begin, most)
  return validUntil - next < end ? 'ExpiryTooNear' : 'EdgeTooNear'
}

/** An error as the contract would revert with it. */
export function encoded(error: LatchkeyError): Hex {
  const { name, inputs } = lensAbi.getError(error.code)!
  const args = error.args as unknown as Readonly<Record<string, unknown>>
  return lensAbi.encodeErrorResult(
    name,
    inputs.map((input) => args[input.name]),
  ) as Hex
}

/** One case in full, to be judged again by hand. */
export function describeVerdict({ asked: { one }, options, verdict, lensCode, lens, clock }: Judged): string {
  const { usage, calls, at, entryPoint, margins, permissionIndexes, periodIndex, payer, fee, gas } = options
  const said = verdict.ok ? ACCEPTED : [verdict.error.code, isLatchkeyError(verdict.error) && verdict.error.args]
  const asked = { at, entryPoint, margins, permissionIndexes, periodIndex, payer, fee, gas, calls, usage }
  return JSON.stringify(
    { mutations: one.mutations, said, lensCode, reason: lens.reason, clock, ...asked, session: one.session },
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  )
}
