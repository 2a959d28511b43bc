// Requests of ERC-7715, read as requests for a session.
import { sameBytes } from '../session/fields'
import { jsonObject, refused } from '../session/jsonFields'
import { CALLS_PERMISSION } from './PermissionRequest'
import { notSupported, quantityOf, readPermission, type ReadPermission } from './readPermission'
import { requestFromJson } from './requestJson'
import type { SessionRequest } from './SessionRequest'
import { tokenSession, TOKEN_PERMISSIONS, type TokenPermissionOptions } from './tokenSession'

/**
 * The session that is asked for. `latchkey-contract-calls` says it itself; `erc20-token-allowance` and `erc20-token-periodic` become
 * a session that may call `transfer` of that token, which needs `options`: what they leave open is for the wallet to say.
 *
 * All that is asked for is in the session, and nothing else: what a session cannot say is refused. `isAdjustmentAllowed` lets a wallet
 * change a request, and does not make it.
 *
 * @throws PermissionNotSupported: a permission type, a rule or a signer that no session can express; its reason says which ·
 * JsonNotValid: no request, or one whose standard fields say something else than its session · FieldNotValid, and as
 * `requestFromJson` or `createSession`.
 *
 * @example
 * ```ts
 * const asked = {
 *   chainId: '0xa',
 *   from: ACCOUNT,
 *   to: KEY_ADDRESS,
 *   permission: {
 *     type: 'erc20-token-periodic',
 *     isAdjustmentAllowed: false,
 *     data: { tokenAddress: SOCIO3, periodAmount: '0x64', periodDuration: 86_400, startTime: NOW },
 *   },
 *   rules: [{ type: 'expiry', data: { timestamp: NOW + 604_800 } }],
 * }
 * const options = { app: 'socio3', account: ACCOUNT, module: MODULE, fees: { max: 10n ** 15n }, now: NOW }
 * requestFromPermission(asked, options).session.period // => 86_400
 * ```
 */
export function requestFromPermission(json: unknown, options?: TokenPermissionOptions): SessionRequest {
  const read = readPermission(json)
  const { type } = read.permission
  if (type === CALLS_PERMISSION) return sessionOf(read)
  if (!(TOKEN_PERMISSIONS as readonly string[]).includes(type)) throw notSupported(reasonAgainst(type))
  if (options === undefined) throw notSupported(`${type} says neither which module it is for nor who pays the fees`)
  if (read.from !== undefined && !sameBytes(read.from, options.account))
    throw refused('from is not the account that is to grant it.')
  const { app, account, module } = options
  return { app, chainId: read.chainId, account, module, session: tokenSession(read, options), before: undefined }
}

/** What the wallet shows of a request must be what it grants: each standard field repeats a term of the session. */
function sessionOf({ chainId, from, to, permission, rules }: ReadPermission): SessionRequest {
  const request = requestFromJson(permission.data)
  const { session, account } = request
  if (chainId !== request.chainId) throw refused('chainId is not that of the session request.')
  if (from === undefined || !sameBytes(from, account)) throw refused('from is not the account of the session request.')
  if (session.signerKind !== 0 || !sameBytes(to, session.signer)) throw refused('to is not the key of the session.')
  const [expiry, ...others] = rules
  if (expiry?.type !== 'expiry' || others.length > 0) throw notSupported('a session has one rule, its expiry')
  if (quantityOf('timestamp', jsonObject('expiry', expiry.data, ['timestamp'])) !== BigInt(session.validUntil))
    throw refused('expiry is not the end of the session.')
  return request
}

// The type is the app's own words: it may look like more than a word.
function reasonAgainst(type: string): string {
  const named = JSON.stringify(type)
  if (type.endsWith('-stream')) return `${named} grows with every second, and the limits of a session do not`
  if (type.startsWith('native-token-'))
    return `${named} may be paid to anyone, and a session names every address that it may pay to`
  return `there is no session for ${named}`
}
