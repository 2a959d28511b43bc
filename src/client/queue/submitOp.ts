// From a plan to an op that the bundler has accepted, with a remedy for every refusal that has one.
import { explainRevert, isLatchkeyError, LatchkeyError } from '../../errors'
import { sameBytes } from '../../session/fields'
import { signSessionOp, unpackUserOp, type SignedSessionOp } from '../../userOp'
import { exactReason } from './exactReason'
import { prepareOp, type OpPlan, type PreparedOp } from './prepareOp'
import type { QueueContext } from './QueueContext'
import { pauseAfter, remedyFor } from './remedyFor'

/** What an op in flight holds of the queue. */
export interface Place {
  lane(): number
  /** Reserves what the op will use of the session's limits. */
  admit(op: PreparedOp): Promise<void>
  /** Throws QueueClosed once the session is over. */
  checkOver(): void
  /** Gives that back. */
  release(): void
  /** Takes another lane. */
  exchangeLane(): void
  /**
   * Worst-case fees of the other ops in flight, in wei.
   *
   * @param fee Of each whose own is not known yet.
   */
  feesInFlight(fee: bigint): bigint
}

/** An op that is with the bundler, or may be. */
export interface SubmittedOp extends SignedSessionOp {
  readonly nonce: bigint
  /** A block from before it was sent. */
  readonly block: number
  readonly options: PreparedOp['options']
}

const ATTEMPTS_MAX = 7

/** By how much fees that were too low rise, in percent. */
const RISE = 125n

/**
 * Prepares, signs and sends.
 *
 * @throws What is refused, exactly, once no remedy helps; then the bundler does not have the op.
 *
 * @internal
 */
export async function submitOp(
  context: QueueContext,
  plan: Pick<OpPlan, 'calls' | 'permissionIndexes' | 'signedGrant'>,
  place: Place,
): Promise<SubmittedOp> {
  const { clock } = context
  let ready: SubmittedOp | undefined
  let mayHaveArrived = false
  let feePercent = 100n
  let exchanges = 0
  for (let attempt = 1; ; attempt++) {
    try {
      ready ??= await makeReady(
        context,
        { ...plan, lane: place.lane(), feePercent, feesInFlight: (fee) => place.feesInFlight(fee) },
        place,
      )
      place.checkOver()
      await hand(context, ready)
      return ready
    } catch (thrown) {
      const error = isLatchkeyError(thrown) ? thrown : explainRevert(thrown)
      if (ready !== undefined && error.code === 'OpAlreadyKnown') return ready
      const remedy = remedyFor(error.code)
      mayHaveArrived ||= ready !== undefined && isUncertain(error)
      const isLast = remedy === undefined || attempt >= ATTEMPTS_MAX
      // An op that may have arrived is never built again, else its calls could be executed twice: it is watched.
      if (ready !== undefined && mayHaveArrived && (isLast || remedy !== 'resend')) return ready
      if (isLast)
        throw ready === undefined ? error : await exactReason(context, { ...ready.options, ...ready }, error, true)
      if (remedy !== 'resend') {
        ready = undefined
        place.release()
      }
      // A bundler that says so of every lane is not believed: each could execute the calls once more.
      if (remedy === 'otherLane' && ++exchanges === 1) place.exchangeLane()
      if (remedy === 'payMore' || exchanges > 1) feePercent = (feePercent * RISE) / 100n
      await clock.sleep(pauseAfter(attempt - 1))
    }
  }
}

async function makeReady(context: QueueContext, plan: OpPlan, place: Place): Promise<SubmittedOp> {
  const block = await context.provider.getBlockNumber()
  const prepared = await prepareOp(context, plan)
  await place.admit(prepared)
  const { options } = prepared
  const signed = await signSessionOp({ ...options, key: context.key })
  return { ...signed, nonce: signed.userOp.nonce, block, options }
}

async function hand(
  { bundler, entryPoint }: QueueContext,
  { userOp, userOpHash: computed }: SubmittedOp,
): Promise<void> {
  const answered = await bundler.send(unpackUserOp(userOp), entryPoint.address)
  if (!sameBytes(answered, computed)) throw new LatchkeyError('UserOpHashMismatch', { computed, answered })
}

/** Of these nobody knows whether the bundler has the op. */
const isUncertain = ({ code }: LatchkeyError): boolean => code === 'ServiceNotReachable' || code === 'AnswerNotValid'
