// A session asked for by ERC-7715.
import { LatchkeyError } from '../errors'
import { CALLS_PERMISSION, type CallsPermissionRequest } from './PermissionRequest'
import { requestToJson } from './requestJson'
import type { SessionRequest } from './SessionRequest'

/**
 * What an app puts into the list of `wallet_requestExecutionPermissions`, for wallets that know `latchkey-contract-calls`.
 *
 * @throws PermissionNotSupported: the session has a key that is no address, and ERC-7715 gives permissions to addresses.
 *
 * @example
 * ```ts
 * const request = { app: 'socio3', chainId: 10n, account: ACCOUNT, module: MODULE, session, before: undefined }
 * permissionRequestOf(request).to // => session.signer
 * requestFromPermission(permissionRequestOf(request)) // => request
 * ```
 */
export function permissionRequestOf(request: SessionRequest): CallsPermissionRequest {
  const { chainId, account, session } = request
  if (session.signerKind !== 0)
    throw new LatchkeyError('PermissionNotSupported', {
      reason: 'ERC-7715 gives a permission to an address, and the key of this session has none',
    })
  return {
    chainId: `0x${chainId.toString(16)}`,
    from: account,
    to: session.signer,
    permission: { type: CALLS_PERMISSION, isAdjustmentAllowed: false, data: requestToJson(request) },
    rules: [{ type: 'expiry', data: { timestamp: session.validUntil } }],
  }
}
