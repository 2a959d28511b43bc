// From a request that the owner approves of to what has to be executed or signed, and to the app's answer. Pure.
import { ZeroHash } from 'ethers'

import { grantCall, installCall, randomSalt, revokeCall, type AccountAdapter } from '../accounts'
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import {
  describeGrant,
  grantFitsOp,
  grantTypedData,
  sessionId,
  signedGrantFor,
  type Call,
  type Session,
} from '../session'
import { pickWords } from '../session/words'
import { review, type ReviewOptions } from '../verdict'
import { reviewPlace, type WalletPlace } from './reviewPlace'
import type { GrantedSession, SessionRequest } from './SessionRequest'

/** What {@link approve} needs to know of the account. */
export interface ApproveOptions extends ReviewOptions {
  readonly place: WalletPlace
  readonly adapter: AccountAdapter
  /** `getEpoch` of the module for the account, as the wallet's own provider answers it. */
  readonly epoch: Hex
  /** Whether the account itself has the module installed; as the epoch says, if omitted. */
  readonly isInstalled?: boolean | undefined
  /** For an installation; drawn at random if omitted. */
  readonly salt?: Hex | undefined
}

/** Two ways to the same session; either is one prompt. */
export interface Approval {
  /** For the account to execute, all or none. */
  readonly calls: readonly Call[]
  /** The app's answer once they are executed. */
  readonly granted: GrantedSession
  /** A signature in place of the calls; undefined where there is no module yet, the owner would not see what is signed, or no op could bring it. */
  readonly bySignature:
    | {
        /** For the owner to sign, in the form that the account's ERC-1271 takes. */
        readonly typedData: ReturnType<typeof grantTypedData>
        /** What it says, in plain words. */
        readonly text: string
        /** The app's answer. */
        readonly granted: (ownerSignature: Hex) => GrantedSession
      }
    | undefined
}

/**
 * What grants the session of a request and ends the one before it.
 *
 * @throws RequestRefused: it is for another place, or `review` finds what nobody should approve; and as `grantCall`.
 *
 * @example
 * ```ts
 * const request = { app: 'socio3', chainId: 1n, account: ACCOUNT, module: MODULE, session, before: undefined }
 * const place = { chainId: 1n, account: ACCOUNT, module: MODULE }
 * const { calls, bySignature } = approve(request, { place, adapter: openZeppelinAccount, epoch: ONE_WORD, now: NOW })
 * calls.map(({ to }) => to) // => [MODULE]
 * bySignature.granted('0x1234').signedGrant.ownerSignature // => '0x1234'
 * ```
 */
export function approve(request: SessionRequest, options: ApproveOptions): Approval {
  const { chainId, account, module, session, before } = request
  refuseDangerous(request, options)
  const isOdd = BigInt(options.epoch) % 2n === 1n
  const isInstalled = isOdd && (options.isInstalled ?? true)
  const place = { chainId, account, module, session }
  const ended = before === undefined || !isInstalled ? undefined : sessionId(before)
  const granted = { ...place, ended, signedGrant: undefined }
  if (!isInstalled) {
    const { adapter, salt = randomSalt() } = options
    const calls = [installCall({ adapter, account, module, salt, sessions: [session] })]
    return { calls, granted, bySignature: undefined }
  }
  const calls = [
    ...(ended === undefined ? [] : [revokeCall({ module, id: ended })]),
    grantCall({ module, session, account }),
  ]
  const maySign = options.adapter.ownerSeesTypedData && grantFitsOp(session)
  return { calls, granted, bySignature: maySign ? signing(granted, before, options) : undefined }
}

function signing(
  granted: GrantedSession,
  before: Session | undefined,
  options: ApproveOptions,
): Approval['bySignature'] {
  const { chainId, account, module, session, ended } = granted
  const { epoch, now } = options
  const entries = [{ chainId, account, epoch, replaces: ended ?? (ZeroHash as Hex), session }]
  const chains = { [String(chainId)]: pickWords(options) }
  return {
    typedData: grantTypedData({ module }, entries),
    text: describeGrant(entries, { now, chainId, chains, known: before === undefined ? [] : [before] }),
    granted: (ownerSignature) => ({ ...granted, signedGrant: signedGrantFor({ entries, chainId, ownerSignature }) }),
  }
}

function refuseDangerous(request: SessionRequest, options: ApproveOptions): void {
  const { account, module, session } = request
  const findings = [...reviewPlace(request, options.place), ...review({ session, account, module }, options)]
  const refusals = findings.filter(({ severity }) => severity === 'refusal')
  if (refusals.length > 0) throw new LatchkeyError('RequestRefused', { findings: refusals.map(({ text }) => text) })
}
