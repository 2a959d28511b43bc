// The reason behind a refusal that says little.
import { LatchkeyError, type ErrorCode } from '../../errors'
import { explainOp, type ExplainOpOptions } from '../../userOp'
import type { QueueContext } from './QueueContext'

/** To the module most of what is outside a session is an unknown session; a bundler may say even less. */
const UNSPECIFIC: readonly ErrorCode[] = ['SessionNotLive', 'AA23', 'AA24']

/** What the Lens says of a dummy signature, which is no news. */
const OF_DUMMY: ErrorCode = 'SessionKeySignatureNotValid'

/**
 * The Lens's reason, with the refusal as its cause; the refusal itself where it is exact, or the Lens has no reason or cannot
 * be asked.
 *
 * @param isSigned false: the op has a dummy signature.
 *
 * @internal
 */
export async function exactReason(
  { lens, provider }: Pick<QueueContext, 'lens' | 'provider'>,
  op: Omit<ExplainOpOptions, 'lens'>,
  refusal: LatchkeyError,
  isSigned: boolean,
): Promise<LatchkeyError> {
  if (lens === undefined || !UNSPECIFIC.includes(refusal.code)) return refusal
  const reason = await explainOp(provider, { ...op, lens }).catch(() => undefined)
  if (reason === undefined || (!isSigned && reason.code === OF_DUMMY)) return refusal
  const onchain = refusal.onchain ?? reason.onchain
  return new LatchkeyError(reason.code, reason.args, { cause: refusal, ...(onchain && { onchain }) })
}
