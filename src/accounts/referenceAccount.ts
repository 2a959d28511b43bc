// The reference implementation of ERC-7579, with hooks.
import type { AccountAdapter } from './AccountAdapter'
import { encodeExecute } from './encodeExecute'
import { linkedValidators } from './linkedValidators'
import { openZeppelinAccount } from './openZeppelinAccount'

/**
 * Nonce key: validator 20 bytes | lane 4 bytes, as `openZeppelinAccount`. Uninstalling wants the validator before in the account's
 * list: see `readUninstallCall`.
 *
 * @example
 * ```ts
 * referenceAccount.nonceKey(MODULE, 5) === openZeppelinAccount.nonceKey(MODULE, 5) // => true
 * ```
 */
export const referenceAccount: AccountAdapter = {
  accountId: 'uMSA.advanced/withHook.v0.1',
  lanes: openZeppelinAccount.lanes,
  ownerSeesTypedData: true,
  nonceKey: (validator, lane) => openZeppelinAccount.nonceKey(validator, lane),
  encodeExecute,
  ...linkedValidators,
}
