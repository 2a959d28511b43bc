// Nexus 1.0 of Biconomy.
import { checkNumber, checksumAddress } from '../session/fields'
import type { AccountAdapter } from './AccountAdapter'
import { encodeExecute } from './encodeExecute'
import { linkedValidators } from './linkedValidators'

const LANES = 2 ** 24

/**
 * Nonce key: lane 3 bytes | mode 1 byte (0, validate) | validator 20 bytes. So a key of one more is another validator's. Install
 * data is as it is; uninstalling wants the validator before in the account's list: see `readUninstallCall`.
 *
 * @example
 * ```ts
 * nexusAccount.nonceKey(MODULE, 5) === (5n << 168n) + BigInt(MODULE) // => true
 * ```
 */
export const nexusAccount: AccountAdapter = {
  accountId: 'biconomy.nexus.1.0.0',
  lanes: LANES,
  ownerSeesTypedData: true,
  nonceKey: (validator, lane) =>
    (BigInt(checkNumber('lane', lane, LANES - 1)) << 168n) | BigInt(checksumAddress('validator', validator)),
  encodeExecute,
  ...linkedValidators,
}
