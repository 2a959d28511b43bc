// Accounts that keep their validators in a linked list, the last installed first: what they want to be told when one goes.
import { AbiCoder, Contract, isError, type Provider } from 'ethers'

import type { Address } from '../contracts'
import { explainRevert } from '../errors'
import { notValid, sameBytes } from '../session/fields'
import type { AccountAdapter } from './AccountAdapter'
import { installModuleCall, uninstallModuleCall } from './configureModules'

/** Before the first, and after the last. */
const SENTINEL: Address = '0x0000000000000000000000000000000000000001'
const PAGE = 100
const PAGES_MAX = 100
const ACCOUNT_ABI = [
  'function getValidatorsPaginated(address cursor,uint256 size) view returns (address[] array,address next)',
]

/** What all such accounts have in common. */
type Linked = Required<Pick<AccountAdapter, 'installValidator' | 'uninstallValidator' | 'previousValidator'>>

/** @internal Install data as it is; uninstall data is abi.encode(address previous, bytes data). */
export const linkedValidators: Linked = {
  installValidator: installModuleCall,
  uninstallValidator: ({ account, validator, data, previous }) => {
    if (previous === undefined)
      throw notValid('previous', previous, 'the validator before it in the list: ask previousValidator')
    return uninstallModuleCall({
      account,
      validator,
      data: AbiCoder.defaultAbiCoder().encode(['address', 'bytes'], [previous, data]),
    })
  },
  previousValidator: async (provider, { account, validator }) => {
    let previous = SENTINEL
    for await (const one of validatorsOf(provider, account)) {
      if (sameBytes(one, validator)) return previous
      previous = one
    }
    throw notValid('validator', validator, `a validator that is installed on ${account}`)
  },
}

// A page begins after its cursor, and the next one's cursor is the last of this page. No account has so many validators; what
// goes on for ever is no list.
async function* validatorsOf(provider: Provider, account: Address): AsyncGenerator<Address> {
  const ask = new Contract(account, ACCOUNT_ABI, provider).getFunction('getValidatorsPaginated')
  let cursor: Address | undefined = SENTINEL
  for (let pages = 0; cursor !== undefined && pages < PAGES_MAX; pages++) {
    const page = (await ask.staticCall(cursor, PAGE).catch(explain)) as [readonly Address[], Address]
    const [validators] = page
    yield* validators
    cursor = validators.length < PAGE ? undefined : validators.at(-1)
  }
}

// A node that cannot be reached says nothing of the account.
function explain(thrown: unknown): never {
  throw isError(thrown, 'CALL_EXCEPTION') || isError(thrown, 'BAD_DATA') ? explainRevert(thrown) : thrown
}
