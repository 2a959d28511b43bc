// AccountERC7579 of OpenZeppelin. The reference MSA and Etherspot have the same nonce key.
import { Interface } from 'ethers'

import type { Hex } from '../contracts'
import { checkNumber, checksumAddress } from '../session/fields'
import type { AccountAdapter } from './AccountAdapter'
import { encodeExecute } from './encodeExecute'

const account = new Interface([
  'function installModule(uint256 moduleTypeId,address module,bytes initData)',
  'function uninstallModule(uint256 moduleTypeId,address module,bytes deInitData)',
])

const VALIDATOR_TYPE = 1
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
  installValidator: ({ account: to, validator, data }) => ({
    to,
    value: 0n,
    data: account.encodeFunctionData('installModule', [VALIDATOR_TYPE, validator, data]) as Hex,
  }),
  uninstallValidator: ({ account: to, validator, data }) => ({
    to,
    value: 0n,
    data: account.encodeFunctionData('uninstallModule', [VALIDATOR_TYPE, validator, data]) as Hex,
  }),
}
