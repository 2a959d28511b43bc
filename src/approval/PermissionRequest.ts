// ERC-7715 as it is on the wire: `wallet_requestExecutionPermissions` takes and answers lists of these.
import type { Address, Hex } from '../contracts'
import type { SessionRequestJson } from './requestJson'

/** The permission type that says all that a session says: calls, conditions on arguments, limits. */
export const CALLS_PERMISSION = 'latchkey-contract-calls'

/** A permission, or a condition on it, of any type. */
export interface Typed<Type extends string = string, Data extends object = object> {
  readonly type: Type
  readonly data: Data
}

/** One permission that is asked for. */
export interface PermissionRequest {
  readonly chainId: Hex
  /** The account that is to grant it. */
  readonly from: Address
  /** Who is to have it: the address of the session's key. */
  readonly to: Address
  readonly permission: Typed & { readonly isAdjustmentAllowed: boolean }
  readonly rules: readonly Typed[]
}

/** A session as a permission: `data` is docs/session-request.schema.json. */
export interface CallsPermissionRequest extends PermissionRequest {
  readonly permission: Typed<typeof CALLS_PERMISSION, SessionRequestJson> & { readonly isAdjustmentAllowed: false }
  readonly rules: readonly [Typed<'expiry', { readonly timestamp: number }>]
}

/** A permission that was granted. */
export interface PermissionResponse extends PermissionRequest {
  /** `grantedToJson` as text in UTF-8: what the app's client takes up. */
  readonly context: Hex
  /** Accounts to be deployed first: none. */
  readonly dependencies: readonly { readonly factory: Address; readonly factoryData: Hex }[]
  /** Where ERC-7710 would redeem it. A session is used by userOps and not redeemed: this is the module, which refuses the call. */
  readonly delegationManager: Address
}
