// Words for the module's errors about the signature field: an op that encodeAuthorization made has none of them,
// but for PermissionNotSame where it was told to claim one permission for unlike calls.
import type { ContractErrorArgs } from './ContractError'
import type { ErrorWriter } from './ErrorText'
import type { ModuleWireErrorName } from './moduleErrorNames'
import { headText, shortHex } from './valueTexts'

const fix = 'Encode it with encodeAuthorization.'
const title = 'signature field not valid'

/** One writer per error, by its name in the ABI. */
export const moduleWireTexts: { readonly [N in ModuleWireErrorName]: ErrorWriter<ContractErrorArgs<N>> } = {
  AuthorizationLengthMismatch: ({ actual, expected }) => ({
    title,
    why: `The signature field has ${actual} bytes; what it says needs ${expected}.`,
    fix,
  }),
  CallHeaderNotValid: ({ callIndex, flags }) => ({
    title,
    why: `The header of call ${callIndex} has flags ${flags}: a bit without meaning, or "same permission" beside other parts.`,
    fix,
  }),
  CapNotOmitted: ({ callIndex }) => ({
    title,
    why: `The header of call ${callIndex} carries a cap of zero, which is left out.`,
    fix,
  }),
  GrantNotOmitted: () => ({ title, why: 'An attached grant of no bytes is left out.', fix }),
  HeadNotValid: ({ head }) => ({ title, why: `The first byte is ${head}: a bit has no meaning.`, fix }),
  LimitsNotOmitted: () => ({
    title,
    why: 'Limits that say "unlimited calls and fees, no value, no period" are left out.',
    fix,
  }),
  PaymasterNotOmitted: ({ paymaster }) => ({
    title,
    why: `The paymaster ${paymaster} is carried; only a self-paid op of a session that names one carries it.`,
    fix,
  }),
  PermissionNotSame: ({ callIndex, head, expected }) => ({
    title: 'call not permitted',
    why: `Call ${callIndex} is ${headText(head)}, but claims the permission of the call before: ${headText(expected)}.`,
    fix: 'Call what the session allows, and claim for each call its own permission.',
  }),
  RepeatNotMarked: ({ callIndex }) => ({
    title,
    why: `Call ${callIndex} repeats the permission of the call before in full.`,
    fix,
  }),
  RulesNotOmitted: ({ callIndex }) => ({
    title,
    why: `The header of call ${callIndex} carries rules of no bytes, which are left out.`,
    fix,
  }),
  RootsDiffer: ({ callIndex, root, expected }) => ({
    title,
    why: `Call ${callIndex} leads to the root ${shortHex(root)}, the calls before to ${shortHex(expected)}: all are of one session.`,
    fix,
  }),
}
