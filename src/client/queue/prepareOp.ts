// An op for some calls, all but its signature: when, which nonce, for what fees, with how much gas.
import { explainRevert, LatchkeyError } from '../../errors'
import { CHARGE, type Call, type SignedGrant } from '../../session'
import { OP_BYTES_MAX } from '../../session/grantFitsOp'
import { buildSessionOp, readNonce, unpackUserOp, worstCaseFee, type SessionOpOptions, type UserOp } from '../../userOp'
import { mayPrefund } from '../../userOp/prefund'
import { sendMoment } from '../../verdict'
import { exactReason } from './exactReason'
import { feesFor } from './feesFor'
import { grantGas } from './grantGas'
import { opBytes } from './opBytes'
import type { QueueContext } from './QueueContext'
import { gasOf, partOf, unnamed, unsponsored } from './sponsoring'
import { verificationMargin } from './verificationMargin'

/** What is to be sent, and how. */
export interface OpPlan {
  readonly calls: readonly Call[]
  readonly permissionIndexes: readonly number[]
  readonly lane: number
  /** Of what is usual: 100 or more. */
  readonly feePercent: bigint
  /** The grant that it brings, if any. */
  readonly signedGrant: SignedGrant | undefined
  /** Wei, worst case, of the account's other ops in flight, if those cost `fee` of which it is not known yet. */
  readonly feesInFlight: (fee: bigint) => bigint
}

/** An op that can be signed. */
export interface PreparedOp {
  readonly options: SessionOpOptions
  /** Wei, worst case. */
  readonly fee: bigint
  /** Seconds since 1970, the chain's time. */
  readonly now: number
}

type Terms = SessionOpOptions['userOp']

/**
 * Prepares an op. Waits where the session or its period has hardly begun, or the period is about to end.
 *
 * @throws ExpiryTooNear · SessionExpired · SessionNotStarted · GrantTooLong, what bundler or paymaster refuse, and as
 * `buildSessionOp`.
 *
 * @internal
 */
export async function prepareOp(context: QueueContext, plan: OpPlan): Promise<PreparedOp> {
  const { account: sender, adapter, bundler, chainId, entryPoint, module, provider, session } = context
  const { now, periodIndex } = await momentToSend(context)
  const [nonce, fees] = await Promise.all([
    readNonce(provider, { entryPoint: entryPoint.address, sender, key: adapter.nonceKey(module, plan.lane) }),
    feesFor(bundler, provider, plan.feePercent),
  ])
  const { calls, permissionIndexes, signedGrant } = plan
  const { signatureLength } = context
  const fixed = { session, calls, permissionIndexes, periodIndex, signatureLength, signedGrant }
  const optionsFor = (userOp: Terms): SessionOpOptions => ({
    ...fixed,
    account: adapter,
    module,
    entryPoint,
    chainId,
    userOp,
  })
  const draftOf = (userOp: Terms): UserOp => unpackUserOp(buildSessionOp(optionsFor(userOp)).userOp)

  const bare: Terms = { sender, nonce, callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n, ...fees }
  const request = { entryPoint, chainId }
  const { paymaster } = context
  // The signature field of a sponsored op is another one, so the paymaster is in the op from the start.
  const stub =
    paymaster &&
    (await paymaster.stub({ ...request, userOp: unsponsored(draftOf({ ...bare, paymaster: paymaster.address })) }))
  const stubbed: Terms = { ...bare, ...partOf(stub) }
  const unsigned = buildSessionOp(optionsFor(stubbed))
  const bytes = opBytes(unsigned.userOp)
  if (signedGrant !== undefined && bytes > OP_BYTES_MAX)
    throw new LatchkeyError('GrantTooLong', { bytes, maximum: OP_BYTES_MAX })
  const estimate = await bundler
    .estimate(unpackUserOp(unsigned.userOp), entryPoint.address)
    .catch(async (thrown: unknown) => {
      throw await exactReason(context, { ...fixed, ...unsigned }, explainRevert(thrown), false)
    })

  const margin = { session, allowances: allowancesOf(context, plan), verifier: context.verifierGas }
  const grant =
    signedGrant === undefined ? 0n : await grantGas(provider, { account: sender, module, session, signedGrant })
  const gasFor = (pays: boolean): Terms => ({
    ...stubbed,
    ...gasOf(estimate, stub),
    verificationGasLimit: estimate.verificationGasLimit + verificationMargin({ ...margin, grant, mayPrefund: pays }),
  })
  const fee = worstCaseFee(gasFor(false))
  const unpaid = { entryPoint: entryPoint.address, sender, fee, inFlight: plan.feesInFlight(fee) }
  const terms = gasFor(paymaster === undefined && (await mayPrefund(provider, unpaid)))
  const part =
    stub?.isFinal === true ? undefined : await paymaster?.part({ ...request, userOp: unnamed(draftOf(terms)) })
  const complete = { ...terms, ...partOf(part) }
  return { options: optionsFor(complete), fee: worstCaseFee(complete), now }
}

async function momentToSend({ provider, session, margins, clock }: QueueContext): Promise<{
  now: number
  periodIndex: number | undefined
}> {
  for (;;) {
    const now = (await provider.getBlock('latest'))?.timestamp ?? 0
    const moment = sendMoment(session, now, margins)
    if ('periodIndex' in moment) return { now, periodIndex: moment.periodIndex }
    await clock.sleep(moment.wait * 1000)
  }
}

/** How many different allowances the calls charge. */
function allowancesOf({ session }: QueueContext, { permissionIndexes }: OpPlan): number {
  const rules = permissionIndexes.flatMap((index) => session.permissions[index]?.rules ?? [])
  return new Set(rules.flatMap(({ comparison, allowance }) => (comparison === CHARGE ? [allowance] : []))).size
}
