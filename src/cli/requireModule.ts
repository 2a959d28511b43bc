// A chain without the module has no sessions, and is most often the wrong chain.
import { LatchkeyError } from '../errors'
import type { Chain } from './openChain'
import type { Place } from './placeOf'

/**
 * @internal
 * @throws ModuleNotDeployed.
 */
export async function requireModule({ provider, chainId }: Chain, { module }: Pick<Place, 'module'>): Promise<void> {
  if ((await provider.getCode(module)) === '0x')
    throw new LatchkeyError('ModuleNotDeployed', { address: module, chainId })
}
