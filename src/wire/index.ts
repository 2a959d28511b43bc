// The wire room: the signature field of a userOp.
export { dummySignature } from './dummySignature'
export { encodeAuthorization, type AuthorizationOptions } from './encodeAuthorization'
export { joinSignature, type SignatureParts } from './joinSignature'
export { p256Signature } from './p256Signature'
export { sessionDigest, type DigestOptions } from './sessionDigest'
export { signDigest } from './signDigest'
