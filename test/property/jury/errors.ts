// Which errors a userOp can meet: all that the two ABIs have, but for those named here, each with the reason.
import { Interface } from 'ethers'

import { GrantJudge__factory, SessionKeyValidator__factory, SessionLens__factory } from '../../../typechain-types'

/** Why an error is met by no userOp, and the tests below test/unit that meet it; without, nothing can meet it. */
interface Excuse {
  readonly reason: string
  readonly test?: string
}

const VIEW = 'only the views that encode and hash say so'
const HASHES = 'lens/SessionLens.hashes.test.ts'
const PRECOMPILE: Excuse = {
  reason: 'the test chain has the precompile for P-256',
  test: '../integration/chainWithoutP256.test.ts',
}

/** Errors that no userOp can meet, in validateUserOp and in explain. */
export const NOT_OF_OPS: Readonly<Record<'module' | 'lens', Readonly<Record<string, Excuse>>>> = {
  module: {
    PermissionsTooMany: { reason: 'more than an op can carry', test: 'validator/grant.calldata.test.ts' },
    GrantSignatureNotValid: {
      reason: 'of an attached grant validateUserOp returns 1',
      test: 'validator/grantSigned.answers.test.ts',
    },
    InstallDataNotValid: { reason: 'only an install is refused for it', test: 'validator/installData.test.ts' },
    RenounceSignatureNotValid: { reason: 'only a renunciation is refused for it', test: 'validator/renounce.test.ts' },
    MissingPrecompile: PRECOMPILE,
  },
  lens: {
    PermissionIndexNotValid: { reason: `${VIEW}; of an op, CallNotPermitted comes first`, test: HASHES },
    PermissionsEmpty: { reason: `${VIEW}; of an op, CallNotPermitted comes first`, test: HASHES },
    PermissionsTooMany: { reason: `${VIEW}; an op would have to be explained with 32,769 permissions`, test: HASHES },
    SignerKindNotSupported: { reason: `${VIEW}; of an op, SessionNotGranted comes first`, test: HASHES },
    AllowanceNotValid: { reason: 'of such a rule RuleNotPackable comes first' },
    SafeCastOverflowedUintDowncast: {
      reason: `${VIEW}, of rules of more than 65,535 bytes; of an op, RulesNotSupported comes first`,
      test: HASHES,
    },
    InputNotDecodable: {
      reason: 'only arguments that are not ABI are answered so, or a Lens over what is no module',
      test: 'lens/SessionLens.reasons.test.ts',
    },
    MissingPrecompile: PRECOMPILE,
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
  lens: [
    ...new Set([SessionLens__factory.abi, GrantJudge__factory.abi].flatMap((abi) => errorsOf(new Interface(abi)))),
  ],
} as const
