// Whether a session may do this now, asked before anything is sent.
import { isLatchkeyError, LatchkeyError } from '../errors'
import { toCall } from '../session/Call'
import type { Session } from '../session/Session'
import { chargeUsage } from './chargeUsage'
import { choosePermissions, claimsFor, notPermitted, type Claimed } from './choosePermissions'
import { bannedTarget, isFor, judgeCall, readCall, type ReadCall } from './judgeCall'
import { clockRefusal, opWindow } from './opWindow'
import { sendMoment } from './sendMoment'
import { requireLive, requirePayer, usageBefore } from './standing'
import type { CanOptions, Verdict } from './Verdict'

const INDEX_MAX = 2 ** 32 - 1

/**
 * Whether the module and the EntryPoint would take these calls as one op of this session; if not, the exact reason, in the
 * order and under the names of the Lens. Arguments are judged as the ABI coder decodes them; what it would encode
 * differently is ArgumentsNotCanonical, though the chain might take it. Nothing is asked of a chain, and the signature is
 * taken for good.
 *
 * @returns Errors, in this order: BatchEmpty · SelectorIncomplete · ClaimNotOnePerCall · PeriodIndexNotExpected; of each call
 * TargetNotAllowed · CallNotPermitted · ValueOverCap · ArgumentsNotCanonical · RuleNotOfFunction · ArgumentNotReadable ·
 * WordNotCanonical · RuleNotMet; ModuleNotInstalled · SessionAlreadyRevoked · SessionRenounced · SessionNotGranted ·
 * SessionOfOlderEpoch; PaymasterRequired · PaymasterNotAllowed; those of {@link chargeUsage}; SessionExpired ·
 * SessionNotStarted · PeriodNotCurrent; with margins ExpiryTooNear · EdgeTooNear. FieldNotValid for what is no call.
 *
 * @example
 * ```ts
 * const op = { session, account: ACCOUNT, module: MODULE, at: NOW, usage, payer: 'account', fee: 1n, entryPoint: '0.8' } as const
 * can({ ...op, calls: [upvote] }).ok // => true
 * can({ ...op, calls: [{ ...upvote, value: 1n }] }).error.code // => 'ValueOverCap'
 * can({ ...op, calls: [upvote], at: session.validUntil, margins: {} }).error.code // => 'ExpiryTooNear'
 * ```
 */
export function can(options: CanOptions): Verdict {
  try {
    return judged(options)
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return { ok: false, error: thrown }
    throw thrown
  }
}

function judged(options: CanOptions): Verdict {
  const { session, at, entryPoint, margins } = options
  if (options.calls.length === 0) throw new LatchkeyError('BatchEmpty', {})
  const reads = options.calls.map((call, i) => readCall(toCall(call, i), i))
  const periodIndex = claimedPeriod(options)
  const claimed = claimsOf(options, reads, periodIndex)
  requireLive(options)
  requirePayer(options)

  const spending = {
    calls: reads.length,
    value: reads.reduce((sum, { call }) => sum + call.value, 0n),
    fee: options.fee,
    gas: options.gas,
    charges: claimed.flatMap(({ charges }) => charges),
  }
  const charged = chargeUsage(session, usageBefore(options), periodIndex, spending)
  if ('error' in charged) throw charged.error
  const refusal = clockRefusal(session, periodIndex, at, entryPoint)
  if (refusal !== undefined) throw refusal
  const { wait } = margins === undefined ? { wait: 0 } : sendMoment(session, at, margins)
  if (wait > 0) throw new LatchkeyError('EdgeTooNear', { at, wait })
  return {
    ok: true,
    permissionIndexes: claimed.map(({ permissionIndex }) => permissionIndex),
    periodIndex: session.period === 0 ? undefined : periodIndex,
    window: opWindow(session, periodIndex, entryPoint),
    usage: charged.usage,
  }
}

/** A moment before the session has no period: its error comes with the clock. */
function claimedPeriod({
  session: { validAfter, period },
  at,
  periodIndex,
  calls,
  permissionIndexes,
}: CanOptions): number {
  if (permissionIndexes !== undefined && permissionIndexes.length !== calls.length)
    throw new LatchkeyError('ClaimNotOnePerCall', {
      claimed: BigInt(permissionIndexes.length),
      calls: BigInt(calls.length),
    })
  if (period === 0) {
    if (periodIndex !== undefined && periodIndex !== 0)
      throw new LatchkeyError('PeriodIndexNotExpected', { periodIndex: BigInt(periodIndex) })
    return 0
  }
  return periodIndex ?? Math.min(INDEX_MAX, Math.max(0, Math.floor((at - validAfter) / period)))
}

/** One permission for each call: those that are claimed, or those that fit. */
function claimsOf(options: CanOptions, reads: readonly ReadCall[], periodIndex: number): readonly Claimed[] {
  const { session, account, module, permissionIndexes } = options
  const choices = reads.map((read, i) => {
    const banned = bannedTarget(read.call, account, module)
    if (banned !== undefined) throw banned
    if (permissionIndexes !== undefined) return [claimOf(session, read, permissionIndexes[i] ?? -1)]
    const choice = claimsFor(session.permissions, read)
    if ('error' in choice) throw choice.error
    return choice.claims
  })
  const { spent, periodIndex: current } = usageBefore(options)
  const isCurrent = session.period === 0 || current === periodIndex
  return choosePermissions(choices, ({ allowance, cap }) => cap - (isCurrent ? (spent[allowance] ?? 0n) : 0n))
}

function claimOf({ permissions }: Session, read: ReadCall, permissionIndex: number): Claimed {
  const permission = permissions[permissionIndex]
  if (permission === undefined || !isFor(permission, read.call)) throw notPermitted(permissions, read)
  const ruling = judgeCall(permission, read)
  if ('error' in ruling) throw ruling.error
  return { permissionIndex, charges: ruling.charges }
}
