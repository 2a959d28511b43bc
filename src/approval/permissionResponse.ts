// What was approved, as ERC-7715 answers.
import { hexlify, isHexString, toUtf8Bytes, toUtf8String } from 'ethers'

import type { Hex } from '../contracts'
import { sessionId } from '../session'
import { sameBytes } from '../session/fields'
import { refused } from '../session/jsonFields'
import type { PermissionRequest, PermissionResponse } from './PermissionRequest'
import { quantityOf, readPermission } from './readPermission'
import { grantedFromJson, grantedToJson } from './requestJson'
import type { GrantedSession } from './SessionRequest'

/**
 * The wallet's answer to one permission of `wallet_requestExecutionPermissions`; `from` is the account that granted it.
 *
 * @throws JsonNotValid: what was granted is on another chain or account, for another key, or ends at another time; and no request.
 *
 * @example
 * ```ts
 * const request = { app: 'socio3', chainId: 10n, account: ACCOUNT, module: MODULE, session, before: undefined }
 * const granted = { chainId: 10n, account: ACCOUNT, module: MODULE, session, signedGrant: undefined, ended: undefined }
 * const response = permissionResponseOf(permissionRequestOf(request), granted)
 * grantedFromPermission(response, session) // => granted
 * ```
 */
export function permissionResponseOf(request: PermissionRequest, granted: GrantedSession): PermissionResponse {
  requireSame(request, granted)
  return {
    ...request,
    from: granted.account,
    context: hexlify(toUtf8Bytes(JSON.stringify(grantedToJson(granted)))) as Hex,
    dependencies: [],
    delegationManager: granted.module,
  }
}

/** The answer repeats the request: it must be true of what was granted. */
function requireSame(request: PermissionRequest, { chainId, account, session }: GrantedSession): void {
  const asked = readPermission(request)
  if (asked.chainId !== chainId) throw refused('What was granted is on another chain than was asked.')
  if (!sameBytes(asked.from ?? account, account))
    throw refused('What was granted is of another account than was asked.')
  if (!sameBytes(asked.to, session.signer)) throw refused('What was granted is for another key than was asked.')
  const expiry = asked.rules.find(({ type }) => type === 'expiry')
  if (expiry === undefined || quantityOf('timestamp', expiry.data) !== BigInt(session.validUntil))
    throw refused('What was granted ends at another time than was asked.')
}

/**
 * The session in a wallet's answer, to be taken up by `accept`.
 *
 * @param asked The session that was asked for: an answer with any other is refused.
 * @throws JsonNotValid: the context is no approval of this session; another kind of wallet answered. And as `grantedFromJson`.
 *
 * @example
 * ```ts
 * const refusal = await Promise.resolve().then(() => grantedFromPermission({ context: '0x' }, session)).catch((error) => error)
 * refusal.code // => 'JsonNotValid'
 * ```
 */
export function grantedFromPermission(
  { context }: Pick<PermissionResponse, 'context'>,
  asked: GrantedSession['session'],
): GrantedSession {
  if (!isHexString(context, true)) throw refused('context is not bytes.')
  const granted = grantedFromJson(toUtf8String(context, (_reason, _offset, _bytes, output) => (output.push(0xfffd), 0)))
  if (sessionId(granted.session) !== sessionId(asked)) throw refused('The wallet approved of another session.')
  return granted
}
