// Kernel v3.1 of ZeroDev.
import { AbiCoder, concat, ZeroAddress } from 'ethers'

import { checkNumber, checksumAddress } from '../session/fields'
import type { AccountAdapter } from './AccountAdapter'
import { installModuleCall, uninstallModuleCall } from './configureModules'
import { encodeExecute } from './encodeExecute'

const LANES = 2 ** 16

/** Validate, and do not enable anything; by a validator that is not the root one. */
const MODE_AND_TYPE = 0x0001n

/** `execute(bytes32,bytes)`: a validator that is not the root one validates nothing else than what it was installed for. */
const EXECUTE = '0xe9ae5c53'
const NO_HOOK = ZeroAddress
const NO_HOOK_DATA = '0x'

const encode = (...parts: readonly string[]): string =>
  AbiCoder.defaultAbiCoder().encode(
    parts.map(() => 'bytes'),
    parts,
  )

/**
 * Nonce key: mode 1 byte (0) | type 1 byte (1, a validator) | validator 20 bytes | lane 2 bytes. Install data comes after a hook
 * (none) and before the one function that the validator may be used for, `execute`; the account does not look whether the module
 * is installed. It does not tell when a module's uninstall reverts either: end its sessions by `revokeAllCall` in the same batch.
 *
 * The root validator's nonce key is 0: see `kernelOwner`.
 *
 * @example
 * ```ts
 * kernelAccount.nonceKey(MODULE, 5) === (1n << 176n) + (BigInt(MODULE) << 16n) + 5n // => true
 * ```
 */
export const kernelAccount: AccountAdapter = {
  accountId: 'kernel.advanced.v0.3.1',
  lanes: LANES,
  // ERC-1271 asks a validator about Kernel(bytes32 hash).
  ownerSeesTypedData: false,
  nonceKey: (validator, lane) =>
    (MODE_AND_TYPE << 176n) |
    (BigInt(checksumAddress('validator', validator)) << 16n) |
    BigInt(checkNumber('lane', lane, LANES - 1)),
  encodeExecute,
  installValidator: ({ data, ...place }) =>
    installModuleCall({ ...place, data: concat([NO_HOOK, encode(data, NO_HOOK_DATA, EXECUTE)]) }),
  uninstallValidator: ({ data, ...place }) => uninstallModuleCall({ ...place, data: encode(data, NO_HOOK_DATA) }),
}
