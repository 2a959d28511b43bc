// What validation uses beyond an estimate. An estimate is made with a wrong signature, so that the module stops before it
// writes; each figure is a little more than the most that was measured on the three EntryPoints.
import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../../session'
import { PREFUND_GAS } from '../../userOp/prefund'

/** Bundlers want this much to be left over (ERC-7562, LIM-030). */
export const LEFT_OVER_GAS = 4_000n

/** What is different on the way of a right signature. */
export const RIGHT_SIGNATURE_GAS = 500n

/** Writing the usage of a session whose limits are counted. */
export const USAGE_GAS = 4_000n

/** Writing one allowance for the first time. */
export const ALLOWANCE_GAS = 23_500n

/** A contract that checks signatures, such as a P-256 verifier in Solidity (240,000): wrong signatures it refuses early. */
export const VERIFIER_GAS = 300_000n

/** What an op does besides what its estimate saw. */
export interface MarginTerms {
  readonly session: Pick<Session, 'signerKind' | 'maxCalls' | 'maxFee' | 'maxValue' | 'period'>
  /** How many different allowances its calls charge. */
  readonly allowances: number
  /** Gas of the grant that it brings; see `grantGas`. */
  readonly grant?: bigint
  /** Gas of an ERC-7913 verifier; {@link VERIFIER_GAS} if omitted. */
  readonly verifier?: bigint | undefined
  /** Whether the account may have to pay the EntryPoint though it need not at the time of the estimate. */
  readonly mayPrefund?: boolean
}

/**
 * Gas to be added to the verification gas of an estimate. The number of calls makes no difference.
 *
 * @example
 * ```ts
 * verificationMargin({ session, allowances: 0 }) // => 8500n
 * verificationMargin({ session, allowances: 2 }) // => 55_500n
 * ```
 */
export function verificationMargin({ session, allowances, grant = 0n, verifier, mayPrefund }: MarginTerms): bigint {
  const isCounted =
    session.period > 0 ||
    session.maxCalls !== UNLIMITED_CALLS ||
    session.maxFee !== UNLIMITED_FEE ||
    (session.maxValue !== 0n && session.maxValue !== UNLIMITED_VALUE)
  return (
    LEFT_OVER_GAS +
    RIGHT_SIGNATURE_GAS +
    (isCounted ? USAGE_GAS : 0n) +
    BigInt(allowances) * ALLOWANCE_GAS +
    grant +
    (session.signerKind === 2 ? (verifier ?? VERIFIER_GAS) : 0n) +
    (mayPrefund === true ? PREFUND_GAS : 0n)
  )
}
