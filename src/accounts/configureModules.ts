// The two functions by which every ERC-7579 account gets and loses a validator; what the data has to be differs.
import { Interface } from 'ethers'

import type { Address, Hex } from '../contracts'
import type { Call } from '../session'

const abi = new Interface([
  'function installModule(uint256 moduleTypeId,address module,bytes initData)',
  'function uninstallModule(uint256 moduleTypeId,address module,bytes deInitData)',
])

const VALIDATOR_TYPE = 1

/** A module, and all of the bytes that its account takes with it. */
interface Configuration {
  readonly account: Address
  readonly validator: Address
  readonly data: string
}

const configure =
  (name: 'installModule' | 'uninstallModule') =>
  ({ account, validator, data }: Configuration): Call => ({
    to: account,
    value: 0n,
    data: abi.encodeFunctionData(name, [VALIDATOR_TYPE, validator, data]) as Hex,
  })

/** @internal The account's call to itself that installs a validator. */
export const installModuleCall = configure('installModule')

/** @internal The account's call to itself that uninstalls it. */
export const uninstallModuleCall = configure('uninstallModule')
