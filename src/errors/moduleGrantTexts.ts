// Words for the module's errors about grants and the life cycle. createSession refuses with the same words before
// anything is sent.
import type { ContractErrorArgs } from './ContractError'
import type { ErrorWriter } from './ErrorText'
import type { ModuleGrantErrorName } from './moduleOpTexts'
import { timeText } from './timeText'
import { shortHex } from './valueTexts'

/** One writer per error, by its name in the ABI. */
export const moduleGrantTexts: { readonly [N in ModuleGrantErrorName]: ErrorWriter<ContractErrorArgs<N>> } = {
  SessionAlreadyRevoked: ({ id }) => ({
    title: 'revocation is final',
    why: `Session ${shortHex(id)} was revoked on this account and never lives again.`,
    fix: 'Grant a session that differs in some field, best with a new key.',
  }),
  ModuleNotInstalled: ({ account }) => ({
    title: 'module not installed',
    why: `The session key module is not installed on ${account}.`,
    fix: 'Have the owner install it, together with the first session.',
  }),
  SignerNotValid: ({ signerKind, signer }) => ({
    title: 'session key not valid',
    why: `${shortHex(signer)} is no signer of kind ${signerKind}: kind 0 is an address of 20 bytes, 1 a P-256 point of 64, 2 a verifier of 20 bytes and a key, none of them zero.`,
    fix: 'In this version, give an address of 20 bytes that is not zero.',
  }),
  WindowEmpty: ({ validAfter, validUntil }) => ({
    title: 'the session ends before it starts',
    why: `It would start at ${timeText(validAfter)} and end at ${timeText(validUntil)}.`,
    fix: 'Let it end after its start.',
  }),
  ValidUntilTooLate: ({ validUntil, end }) => ({
    title: 'expiry too late',
    why: `The session would end at second ${validUntil}; times are below ${end}.`,
    fix: "Give an expiry in seconds, not milliseconds, or a duration such as '1h'.",
  }),
  PeriodTooShort: ({ period, minimum }) => ({
    title: 'period too short',
    why: `The period is ${period} seconds; it is zero (none) or at least ${minimum}.`,
    fix: `Use ${minimum} seconds or more, such as '1h' or '1d'.`,
  }),
  PeriodWithoutLimit: ({ period }) => ({
    title: 'nothing is counted in the period',
    why: `The period is ${period} seconds, but no limit starts again with it: calls and fees are unlimited, value is none or unlimited.`,
    fix: 'Leave the period out, or limit calls, value or fees.',
  }),
  MaxCallsZero: () => ({
    title: 'no calls allowed',
    why: 'A session that may call nothing is no session.',
    fix: 'Allow at least one call, or leave calls out for no limit.',
  }),
  PermissionsEmpty: () => ({
    title: 'nothing allowed',
    why: 'A session needs at least one permission.',
    fix: "List what it may call: allow: [allow(contract, 'functionName')].",
  }),
  PermissionsTooMany: ({ count, maximum }) => ({
    title: 'too many permissions',
    why: `The session has ${count} permissions; it can hold ${maximum}.`,
    fix: 'Split it into several sessions.',
  }),
  PermissionsNotAscending: ({ index, leaf, previous }) => ({
    title: 'permissions not in order',
    why: `Permission ${index} has the leaf ${shortHex(leaf)}, not above ${shortHex(previous)} before it: leaves are strictly ascending.`,
    fix: 'Build the session with createSession, which sorts them, and list nothing twice.',
  }),
  TargetNotAllowed: ({ target }) => ({
    title: 'target not allowed',
    why: `No session may call ${target}: address zero, the account itself and the module are never targets.`,
    fix: 'Name the contract that the app uses.',
  }),
  SelectorMismatch: ({ functionSignature, selector, expected }) => ({
    title: 'selector and function differ',
    why: `The selector of ${functionSignature} is ${expected}, not ${selector}.`,
    fix: 'Build permissions with allow(), which derives one from the other.',
  }),
  InstallDataNotValid: () => ({
    title: 'install data not valid',
    why: 'Install data is abi.encode(bytes32 salt, Session[] sessions).',
    fix: 'Build it with encodeInstallData(salt, sessions).',
  }),
  RenounceSignatureNotValid: ({ id }) => ({
    title: 'renunciation not signed by the session key',
    why: `The signature over the renunciation of session ${shortHex(id)} is not that of its key.`,
    fix: 'Sign renounceDigest(...) for this chain, account and module with the key of that very session.',
  }),
  SignerKindNotSupported: ({ signerKind }) => ({
    title: 'kind of session key not supported',
    why: `This version of the module takes secp256k1 keys (kind 0), not kind ${signerKind}.`,
    fix: 'Use a secp256k1 key: give its address as signer.',
  }),
  RulesNotSupported: () => ({
    title: 'rules not supported',
    why: 'This version of the module refuses rules on arguments.',
    fix: 'Grant the permission without rules.',
  }),
  SignedGrantNotSupported: () => ({
    title: 'grants by signature not supported',
    why: 'This version of the module refuses a grant attached to an op.',
    fix: 'Let the owner grant the session with an op of their own.',
  }),
}
