// A Safe with the adapter Safe7579 1.0 of Rhinestone.
import type { AccountAdapter } from './AccountAdapter'
import { encodeExecute } from './encodeExecute'
import { linkedValidators } from './linkedValidators'
import { openZeppelinAccount } from './openZeppelinAccount'

/**
 * Nonce key: validator 20 bytes | lane 4 bytes, as `openZeppelinAccount`. Uninstalling wants the validator before in the account's
 * list: see `readUninstallCall`. A validator of owners is shown the grant that an owner signs; the Safe's own owners are not: give
 * their `Owner` no `signTypedData`.
 *
 * @example
 * ```ts
 * safe7579Account.nonceKey(MODULE, 5) === openZeppelinAccount.nonceKey(MODULE, 5) // => true
 * ```
 */
export const safe7579Account: AccountAdapter = {
  accountId: 'rhinestone.safe7579.v1.0.0',
  lanes: openZeppelinAccount.lanes,
  ownerSeesTypedData: true,
  nonceKey: (validator, lane) => openZeppelinAccount.nonceKey(validator, lane),
  encodeExecute,
  ...linkedValidators,
}
