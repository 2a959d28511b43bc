// All that a wallet shows of a request before its owner approves.
import { describeSession, type DescribeOptions } from '../session'
import {
  differenceOf,
  review,
  worstCase,
  type Finding,
  type ReviewOptions,
  type WorstCase,
  type WorstCaseOptions,
} from '../verdict'
import { RELEASE } from '../release'
import type { SessionRequest } from './SessionRequest'

/** What the wallet knows; of modules it trusts this version's alone if it names none. */
export type RequestReviewOptions = ReviewOptions & DescribeOptions & Pick<WorstCaseOptions, 'entryPoint'>

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
 * const { isRefused, worstCase } = reviewRequest(request, { now: NOW, trustedModules: [MODULE] })
 * isRefused // => false
 * worstCase.native.inAll // => 1n
 * ```
 */
export function reviewRequest(request: SessionRequest, options: RequestReviewOptions): RequestReview {
  const { account, module, session, before } = request
  const { trustedModules = [RELEASE.validator.address] } = options
  const findings = review({ session, account, module }, { ...options, trustedModules })
  return {
    text: describeSession(session, options),
    difference: before === undefined ? [] : differenceOf(before, session, options),
    worstCase: worstCase(session, options),
    findings,
    isRefused: findings.some(({ severity }) => severity === 'refusal'),
  }
}
