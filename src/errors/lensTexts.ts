// Words for the reasons that only the Lens gives. Where the client refuses for the same reason, it uses these.
import type { ContractErrorArgs, LensErrorName } from './ContractError'
import type { ErrorText, ErrorWriter, NoArgs } from './ErrorText'
import { callText, shortHex } from './valueTexts'

const NO_SELECTOR = '0x00000000'

/** What the client knows besides: the functions that the session allows on this target. */
export interface CallNotPermittedArgs extends ContractErrorArgs<'CallNotPermitted'> {
  readonly allowed?: readonly string[]
}

/** One writer per error, by its name in the ABI. */
export const lensTexts = {
  CallNotPermitted: ({ callIndex, target, selector, allowed }: CallNotPermittedArgs): ErrorText => ({
    title: 'call not permitted',
    why: `Call ${callIndex} is ${callText(target, selector === NO_SELECTOR ? undefined : selector)}: ${boundText(allowed)}.`,
    fix: 'Call what the session allows, or ask the owner for a session that allows this.',
  }),
  PermissionIndexNotValid: ({ index, count }) => ({
    title: 'no such permission',
    why: `Permission ${index} is claimed; the session has ${count}, counted from 0.`,
    fix: 'Give one index into session.permissions for each call.',
  }),
  ClaimNotOnePerCall: ({ claimed, calls }) => ({
    title: 'not one permission for each call',
    why: `${claimed} permissions are claimed for ${calls} calls.`,
    fix: 'Give one index into session.permissions for each call.',
  }),
  PeriodIndexNotExpected: ({ periodIndex }) => ({
    title: 'period index not expected',
    why: `The op claims period ${periodIndex}, but the session has no period.`,
    fix: 'Leave periodIndex out; in a claim for the Lens it is 0.',
  }),
  SessionNotGranted: ({ id }) => ({
    title: 'session not granted',
    why: `Nobody granted session ${shortHex(id)} on this account.`,
    fix: 'Ask the owner to grant it, and compare every term with the grant: one other term is another session.',
  }),
  SessionOfOlderEpoch: ({ id, grantCounter, currentCounter }) => ({
    title: 'session ended with its epoch',
    why: `Session ${shortHex(id)} was granted in epoch ${grantCounter}, the account is in ${currentCounter}: all sessions were revoked, or the module was installed anew.`,
    fix: 'Ask the owner for a new session.',
  }),
  SessionRenounced: ({ id }) => ({
    title: 'session renounced by its key',
    why: `The key of session ${shortHex(id)} ended it; in this epoch only the account itself can grant it anew.`,
    fix: 'Ask the owner to grant it with an op, not by a signature; what was used of it stays used.',
  }),
  AuthorizationNotExpected: ({ expectedHash, actualHash }) => ({
    title: 'signature field not that of the claim',
    why: `The signature field before the key's signature hashes to ${shortHex(actualHash)}; session, claim and payer encode to ${shortHex(expectedHash)}.`,
    fix: 'Claim what the op was built with: the same session, permission indexes and period index.',
  }),
  SessionKeySignatureNotValid: ({ id }) => ({
    title: 'not signed by the session key',
    why: `The signature is not that of the key of session ${shortHex(id)} over this op, chain and module.`,
    fix: 'Sign the sessionDigest of this very op, chain, module and EntryPoint with the key of the session.',
  }),
  RuleNotPackable: ({ ruleIndex }) => ({
    title: 'rule not valid',
    why: `Rule ${ruleIndex} has no packed form: too many steps or values, no such comparison, or an allowance without charge.`,
    fix: 'See the table of packed rules in docs/encoding.md.',
  }),
  InputNotDecodable: (_: NoArgs) => ({
    title: 'nothing to judge',
    why: 'The Lens broke off: an argument is not valid ABI, its module is no module, or gas ran out.',
    fix: 'Pass sessionStruct(session) and a packed userOp, to the Lens of this very module.',
  }),
  OutOfRangeAccess: (_: NoArgs) => ({
    title: 'nothing to judge',
    why: 'The Lens read past the end of its input.',
    fix: 'Pass sessionStruct(session) and a packed userOp.',
  }),
  SafeCastOverflowedUintDowncast: ({ bits, value }) => ({
    title: 'value too large',
    why: `${value} does not fit into ${bits} bits: the packed rules of a permission have at most 65535 bytes.`,
    fix: 'Use fewer rules or values.',
  }),
} satisfies { readonly [N in LensErrorName]: ErrorWriter<ContractErrorArgs<N>> }

function boundText(allowed: readonly string[] | undefined): string {
  if (allowed === undefined) return 'the permission that is claimed for it is none of this target and function'
  if (allowed.length === 0) return 'the session does not name this target'
  return `there the session allows only ${allowed.join(', ')}`
}
