// Which errors a userOp can meet: all that the two ABIs have, but for those named here, each with the reason.
import { Interface } from 'ethers'

import { SessionKeyValidator__factory, SessionLens__factory } from '../../../typechain-types'

const GRANT = 'only a grant is refused for it'
const VIEW = 'only the views that encode and hash say so: '

/** Errors that no userOp can meet, in validateUserOp and in explain. */
export const NOT_OF_OPS: Readonly<Record<'module' | 'lens', Readonly<Record<string, string>>>> = {
  module: {
    SignerNotValid: GRANT,
    WindowEmpty: GRANT,
    ValidUntilTooLate: GRANT,
    PeriodTooShort: GRANT,
    PeriodWithoutLimit: GRANT,
    MaxCallsZero: GRANT,
    PermissionsEmpty: GRANT,
    PermissionsTooMany: GRANT,
    PermissionsNotAscending: GRANT,
    TargetNotAllowed: GRANT,
    SelectorMismatch: GRANT,
    SessionAlreadyRevoked: GRANT,
    ModuleNotInstalled: 'only grant and revokeAll need the module installed; an op finds its session not live',
    InstallDataNotValid: 'only an install is refused for it',
    RenounceSignatureNotValid: 'only a renunciation is refused for it',
  },
  lens: {
    PermissionIndexNotValid: `${VIEW}of an op, CallNotPermitted comes first`,
    PermissionsEmpty: `${VIEW}of an op, CallNotPermitted comes first`,
    PermissionsTooMany: `${VIEW}an op would have to be explained with 32,769 permissions`,
    SignerKindNotSupported: `${VIEW}of an op, SessionNotGranted comes first`,
    SafeCastOverflowedUintDowncast: `${VIEW}rules of more than 65,535 bytes; of an op, RulesNotSupported comes first`,
    InputNotDecodable: 'only arguments that are not ABI are answered so, or a Lens over what is no module',
    OutOfRangeAccess: 'of a library, in functions that the Lens does not use',
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
