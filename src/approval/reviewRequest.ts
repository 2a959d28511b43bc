// All that a wallet shows of a request before its owner approves.
import { describeSession, sessionId, type DescribeOptions } from '../session'
import {
  differenceOf,
  review,
  worstCase,
  type Finding,
  type ReviewOptions,
  type Severity,
  type WorstCase,
  type WorstCaseOptions,
} from '../verdict'
import { finding } from '../verdict/Finding'
import { reviewPlace, type WalletPlace } from './reviewPlace'
import type { SessionRequest } from './SessionRequest'

const SEVERITIES: readonly Severity[] = ['refusal', 'warning', 'note']

/** What the wallet knows. */
export type RequestReviewOptions = ReviewOptions &
  DescribeOptions &
  Pick<WorstCaseOptions, 'entryPoint'> & { readonly place: WalletPlace }

/** What the owner should see. */
export interface RequestReview {
  /** The prompt's text. */
  readonly text: string
  /** What is different from the session that ends with it; empty if none does. */
  readonly difference: readonly string[]
  readonly worstCase: WorstCase
  /** The worst first. */
  readonly findings: readonly Finding[]
  /** Whether one of them says that nothing of it is to be approved. */
  readonly isRefused: boolean
}

/**
 * The text of the prompt, what a thief of the app's key could cost, and what is odd about the request.
 *
 * @throws As `checkSession`: a session that cannot be granted is not described.
 *
 * @example
 * ```ts
 * const request = { app: 'socio3', chainId: 1n, account: ACCOUNT, module: MODULE, session, before: undefined }
 * const { isRefused, worstCase } = reviewRequest(request, { place: { chainId: 1n, account: ACCOUNT, module: MODULE }, now: NOW })
 * isRefused // => false
 * worstCase.native.inAll // => 1n
 * ```
 */
export function reviewRequest(request: SessionRequest, options: RequestReviewOptions): RequestReview {
  const { account, module, session, before } = request
  const findings = [
    ...reviewPlace(request, options.place),
    ...reviewBefore(request, options),
    ...review({ session, account, module }, options),
  ].sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity))
  return {
    text: describeSession(session, options),
    difference: before === undefined ? [] : differenceOf(before, session, options),
    worstCase: worstCase(session, options),
    findings,
    isRefused: findings.some(({ severity }) => severity === 'refusal'),
  }
}

/** The difference is from what the app says that there is. */
function reviewBefore({ before }: SessionRequest, { others = [] }: ReviewOptions): readonly Finding[] {
  if (before === undefined || others.some((other) => sessionId(other) === sessionId(before))) return []
  return [finding('BeforeUnknown', 'The session that it is to take the place of is not known to the wallet.')]
}
