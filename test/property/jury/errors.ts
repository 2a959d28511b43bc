// Which errors a userOp can meet: all that the two ABIs have, but for those named here, each with the reason.
import { Interface } from 'ethers'

import { SessionKeyValidator__factory, SessionLens__factory } from '../../../typechain-types'

/** Why an error is met by no userOp, and the tests below test/unit that meet it; without, nothing can meet it. */
interface Excuse {
  readonly reason: string
  readonly test?: string
}

const GRANT: Excuse = { reason: 'only a grant is refused for it', test: 'validator/grant.fields.test.ts' }
const VIEW = 'only the views that encode and hash say so'
const HASHES = 'lens/SessionLens.hashes.test.ts'

/** Errors that no userOp can meet, in validateUserOp and in explain. */
export const NOT_OF_OPS: Readonly<Record<'module' | 'lens', Readonly<Record<string, Excuse>>>> = {
  module: {
    SignerNotValid: GRANT,
    WindowEmpty: GRANT,
    ValidUntilTooLate: GRANT,
    PeriodTooShort: GRANT,
    PeriodWithoutLimit: GRANT,
    MaxCallsZero: GRANT,
    PermissionsEmpty: GRANT,
    PermissionsTooMany: { ...GRANT, test: 'validator/grant.calldata.test.ts' },
    PermissionsNotAscending: GRANT,
    TargetNotAllowed: GRANT,
    SelectorMismatch: GRANT,
    SessionAlreadyRevoked: { ...GRANT, test: 'validator/grant.test.ts' },
    ModuleNotInstalled: {
      reason: 'only grant and revokeAll need the module installed; an op finds its session not live',
      test: 'validator/grant.test.ts',
    },
    InstallDataNotValid: { reason: 'only an install is refused for it', test: 'validator/installData.test.ts' },
    RenounceSignatureNotValid: { reason: 'only a renunciation is refused for it', test: 'validator/renounce.test.ts' },
  },
  lens: {
    PermissionIndexNotValid: { reason: `${VIEW}; of an op, CallNotPermitted comes first`, test: HASHES },
    PermissionsEmpty: { reason: `${VIEW}; of an op, CallNotPermitted comes first`, test: HASHES },
    PermissionsTooMany: { reason: `${VIEW}; an op would have to be explained with 32,769 permissions`, test: HASHES },
    SignerKindNotSupported: { reason: `${VIEW}; of an op, SessionNotGranted comes first`, test: HASHES },
    SafeCastOverflowedUintDowncast: {
      reason: `${VIEW}, of rules of more than 65,535 bytes; of an op, RulesNotSupported comes first`,
      test: HASHES,
    },
    InputNotDecodable: {
      reason: 'only arguments that are not ABI are answered so, or a Lens over what is no module',
      test: 'lens/SessionLens.reasons.test.ts',
    },
    OutOfRangeAccess: { reason: 'of a library, in functions that the Lens does not use' },
  },
}

const errorsOf = (abi: Interface): readonly string[] => {
  const names: string[] = []
  abi.forEachError(({ name }) => names.push(name))
  return names
}

/** All errors of the ABIs. */
export const ERRORS = {
  module: errorsOf(new Interface(SessionKeyValidator__factory.abi)),
  lens: errorsOf(new Interface(SessionLens__factory.abi)),
} as const
