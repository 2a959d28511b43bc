// Words for the module's errors about grants and the life cycle. createSession refuses with the same words before
// anything is sent.
import type { ContractErrorArgs } from './ContractError'
import type { ErrorWriter } from './ErrorText'
import type { ModuleGrantErrorName } from './moduleErrorNames'
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
    why: `${shortHex(signer)} is no signer of kind ${signerKind}: kind 0 is an address of 20 bytes, 1 a P-256 point of 64, 2 a verifier of 20 bytes and a key. No address is zero; no verifier is the account, the module or a precompile (up to 0xffff).`,
    fix: 'Give the public key as the session key itself says it: { kind, ... }, or an address alone.',
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
    why: `The period is ${period} seconds, but no limit starts again with it: calls and fees are unlimited, value is none or unlimited, and there is no allowance.`,
    fix: 'Leave the period out, or limit calls, value, fees or an amount by spend.',
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
    why: `There are secp256k1 (0), P-256 (1) and ERC-7913 (2) keys, no kind ${signerKind}.`,
    fix: 'Use one of these kinds.',
  }),
  GrantDataNotValid: () => ({
    title: 'attached grant not valid',
    why: 'What is attached to the op is not abi.encode(Session, SignedGrant).',
    fix: 'Attach it with signedGrant, and let encodeAuthorization encode it.',
  }),
  GrantOfOtherSession: ({ id, expected }) => ({
    title: 'grant of another session',
    why: `The op attaches the grant of session ${shortHex(id)}, and claims session ${shortHex(expected)}.`,
    fix: 'Attach the grant of the very session that the op is signed under.',
  }),
  GrantSignatureNotValid: ({ id }) => ({
    title: 'grant not signed by the owner',
    why: `The account does not accept the signature over the grant of session ${shortHex(id)} as its owner's.`,
    fix: "Have the account's owner sign, and no other key: grantTypedData(...) for this module, chain, account and its present epoch.",
  }),
  ReplacesItself: ({ id }) => ({
    title: 'a session cannot replace itself',
    why: `The grant of session ${shortHex(id)} would end that very session.`,
    fix: 'Name the session that is to end in replaces, or zero.',
  }),
  SiblingsNotAscending: ({ index, chainId, previous }) => ({
    title: 'entries of other chains not in order',
    why: `Sibling ${index} is for chain ${chainId}, after chain ${previous}: chain ids ascend strictly and leave out this chain's.`,
    fix: 'List the entries of the other chains by chain id, one for each.',
  }),
  // OpenZeppelin gave its argument no name.
  MissingPrecompile: ({ '': precompile }) => ({
    title: 'chain without P-256',
    why: `The chain has no P-256 verification (RIP-7212, EIP-7951) at ${precompile}.`,
    fix: 'Use a secp256k1 session key there, or an ERC-7913 verifier of P-256.',
  }),
}
