// A Safe that has the adapter from the start, by the launchpad, in its owner's first op.
import { id, Interface } from 'ethers'

import { openZeppelinOwner, safe7579Account, toAddress } from '../../src'
import type { AccountKind } from './AccountKind'
import { deploySafeParts, SAFE7579_VERSION, safeCreation } from './safeParts'

const MODULES = '(address,bytes)[]'
const launchpadAbi = new Interface([
  `function addSafe7579(address,${MODULES},${MODULES},${MODULES},${MODULES},address[],uint8)`,
])

export const safe7579: AccountKind = {
  name: 'Safe7579 by the launchpad',
  version: SAFE7579_VERSION,
  code: 'Safe and adapter: canonical, at their canonical addresses; the launchpad: of @rhinestone/modulekit, at another address',
  adapter: safe7579Account,
  entryPoints: ['0.7'],
  // ExecutionFailed()
  hidesErrors: true,
  prepare: async (stage, entryPoint) => {
    const parts = await deploySafeParts(stage, entryPoint)
    const { adapter, factory, launchpad, ownerValidator } = parts
    return async (ownerKey, name) => {
      const owner = toAddress(ownerKey.address)
      const modules = [[[ownerValidator, owner]], [], [], [], [], 0]
      const data = launchpadAbi.encodeFunctionData('addSafe7579', [adapter, ...modules])
      const { address, factoryData } = await safeCreation(parts, {
        owner,
        salt: id(name),
        first: { to: launchpad, data },
      })
      return { address, deployment: { factory, factoryData }, signatures: openZeppelinOwner(ownerValidator) }
    }
  },
}
