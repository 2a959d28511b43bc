// What an account says of itself, as far as that can be asked.
import { Contract, isError } from 'ethers'

import { findModule } from '../client/sessions/findModule'
import { isLatchkeyError } from '../errors'
import type { Given } from './Given'
import type { Owned } from './readOwned'

/** @internal One thing that was looked at; the shape of a behavior's outcome. */
export interface Check {
  readonly group: string
  readonly title: string
  readonly verdict: 'holds' | 'fails' | 'notTried'
  /** What was measured, or why it does not hold. */
  readonly remark: string | undefined
}

const ABI = [
  'function supportsModule(uint256) view returns (bool)',
  'function supportsExecutionMode(bytes32) view returns (bool)',
  'function isModuleInstalled(uint256,address,bytes) view returns (bool)',
]

const VALIDATOR = 1
const SINGLE = `0x${'00'.repeat(32)}`
const BATCH = `0x01${'00'.repeat(31)}`

/** @internal */
export async function accountReads(given: Given, owned: Owned): Promise<readonly Check[]> {
  const { chain, account, module, epoch } = owned
  const contract = new Contract(account, ABI, chain.provider)
  const says = async (title: string, name: string, ...args: readonly unknown[]): Promise<Check> =>
    checkOf('read', title, (await ask(contract, name, args)) ?? 'it does not answer')
  const isOdd = BigInt(epoch) % 2n === 1n
  return [
    await says('says that it takes validators', 'supportsModule', VALIDATOR),
    await says('says that it executes single calls', 'supportsExecutionMode', SINGLE),
    await says('says that it executes batches', 'supportsExecutionMode', BATCH),
    await says('says that it has the module', 'isModuleInstalled', VALIDATOR, module, '0x'),
    checkOf('read', 'has told the module of its installation', isOdd || 'the counter of its epoch is even'),
    checkOf('read', 'has a module with the code of this version', await isReleased(given, owned)),
  ]
}

/** @internal true: it holds; a text: why it does not. */
export const checkOf = (group: string, title: string, found: true | string): Check => ({
  group,
  title,
  verdict: found === true ? 'holds' : 'fails',
  remark: found === true ? undefined : found,
})

async function ask(contract: Contract, name: string, args: readonly unknown[]): Promise<true | string | undefined> {
  try {
    return (await contract.getFunction(name).staticCall(...args)) === true ? true : 'it says no'
  } catch (thrown) {
    if (isError(thrown, 'CALL_EXCEPTION') || isError(thrown, 'BAD_DATA')) return undefined
    throw thrown
  }
}

/** A module that is named is asked for its version alone. */
async function isReleased(given: Given, { chain: { provider, chainId } }: Owned): Promise<true | string> {
  try {
    await findModule({ provider, module: given.address('module'), lens: given.address('lens') }, chainId)
    return true
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return thrown.why
    throw thrown
  }
}
