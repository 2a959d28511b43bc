// AccountERC7579 of OpenZeppelin. Etherspot has the same nonce key.
import { checkNumber, checksumAddress } from '../session/fields'
import type { AccountAdapter } from './AccountAdapter'
import { installModuleCall, uninstallModuleCall } from './configureModules'
import { encodeExecute } from './encodeExecute'

const LANES = 2 ** 32

/**
 * Nonce key: validator 20 bytes | lane 4 bytes. Modules are installed and uninstalled with their data as it is.
 *
 * @example
 * ```ts
 * openZeppelinAccount.nonceKey(MODULE, 5) === (BigInt(MODULE) << 32n) + 5n // => true
 * ```
 */
export const openZeppelinAccount: AccountAdapter = {
  accountId: '@openzeppelin/contracts.AccountERC7579',
  lanes: LANES,
  ownerSeesTypedData: true,
  nonceKey: (validator, lane) =>
    (BigInt(checksumAddress('validator', validator)) << 32n) | BigInt(checkNumber('lane', lane, LANES - 1)),
  encodeExecute,
  installValidator: installModuleCall,
  uninstallValidator: uninstallModuleCall,
}
