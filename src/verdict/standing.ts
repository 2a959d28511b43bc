// Whether a session lives on its account, and whether this payer may pay.
import { LatchkeyError } from '../errors'
import { UNLIMITED_FEE } from '../session/Session'
import type { UsageSnapshot } from './UsageSnapshot'
import type { CanOptions } from './Verdict'

/** @internal Refuses a session that is not live, and that the op does not grant either. */
export function requireLive({ account, usage, attachesGrant = false }: CanOptions): void {
  const { id, status, grantCounter, epochCounter } = usage
  if (status === 'NotInstalled') throw new LatchkeyError('ModuleNotInstalled', { account })
  if (status === 'Revoked') throw new LatchkeyError('SessionAlreadyRevoked', { id })
  if (status === 'Renounced') throw new LatchkeyError('SessionRenounced', { id })
  if (attachesGrant) return
  if (status === 'NotGranted') throw new LatchkeyError('SessionNotGranted', { id })
  if (status === 'OlderEpoch')
    throw new LatchkeyError('SessionOfOlderEpoch', {
      id,
      grantCounter: BigInt(grantCounter),
      currentCounter: BigInt(epochCounter),
    })
}

/** @internal Of a session that the op itself grants nothing is used. */
export function usageBefore({ usage, attachesGrant = false }: CanOptions): UsageSnapshot {
  if (usage.status === 'Live' || !attachesGrant) return usage
  const { epochCounter } = usage
  return {
    ...usage,
    status: 'Live',
    grantCounter: epochCounter,
    periodIndex: 0,
    calls: 0,
    value: 0n,
    fee: 0n,
    spent: {},
  }
}

/** @internal Refuses a payer that the session does not name; fees without limit are never the account's. */
export function requirePayer({ session: { maxFee, paymaster }, account, module, payer }: CanOptions): void {
  if (payer === 'account') {
    if (maxFee === UNLIMITED_FEE) throw new LatchkeyError('PaymasterRequired', {})
    return
  }
  const isUsable = BigInt(payer) !== 0n && ![account, module].some((address) => BigInt(address) === BigInt(payer))
  if (!isUsable || BigInt(payer) !== BigInt(paymaster))
    throw new LatchkeyError('PaymasterNotAllowed', { paymaster: payer })
}
