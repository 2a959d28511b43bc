// Whether an account has the module.
import { Contract } from 'ethers'

import { sessionKeyValidatorAt } from '../../contracts'
import type { SessionsContext } from './SessionsContext'

const VALIDATOR_TYPE = 1
const ACCOUNT_ABI = ['function isModuleInstalled(uint256,address,bytes) view returns (bool)']

/** @internal The module's word alone does not tell: it may have been removed without being told. */
export async function isInstalled({
  provider,
  module,
  account,
}: Pick<SessionsContext, 'provider' | 'module' | 'account'>): Promise<boolean> {
  if ((await provider.getCode(account)) === '0x') return false
  if (BigInt(await sessionKeyValidatorAt(module, provider).getEpoch(account)) % 2n === 0n) return false
  try {
    const ask = new Contract(account, ACCOUNT_ABI, provider).getFunction('isModuleInstalled')
    return (await ask.staticCall(VALIDATOR_TYPE, module, '0x')) as boolean
  } catch {
    return true
  }
}
