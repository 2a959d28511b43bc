// The approval room: app and wallet as different programs. The wallet's half is pure: it asks no chain and keeps nothing.
export { approve, type Approval, type ApproveOptions } from './approve'
export {
  CALLS_PERMISSION,
  type CallsPermissionRequest,
  type PermissionRequest,
  type PermissionResponse,
  type Typed,
} from './PermissionRequest'
export { permissionRequestOf } from './permissionRequestOf'
export { grantedFromPermission, permissionResponseOf } from './permissionResponse'
export {
  GRANTED_FORMAT,
  grantedFromJson,
  grantedToJson,
  REQUEST_FORMAT,
  requestFromJson,
  requestToJson,
  type GrantedSessionJson,
  type SessionRequestJson,
} from './requestJson'
export { requestFromPermission } from './requestFromPermission'
export type { TokenPermissionOptions } from './tokenSession'
export type { WalletPlace } from './reviewPlace'
export { reviewRequest, type RequestReview, type RequestReviewOptions } from './reviewRequest'
export type { GrantedSession, SessionRequest } from './SessionRequest'
