// Which targets of a session are modules of accounts.
import { Contract, isError } from 'ethers'

import type { Address } from '../contracts'
import type { Session } from '../session'
import type { Chain } from './openChain'

const ABI = ['function isModuleType(uint256) view returns (bool)']

/** Of ERC-7579: validators, executors, fallback handlers, hooks. */
const TYPES = [1, 2, 3, 4]

/** @internal Those that say so; a target that says nothing is none. A node that does not answer is no target that says nothing. */
export async function askModules({ provider }: Chain, { permissions }: Session): Promise<readonly Address[]> {
  const targets = [...new Set(permissions.map(({ target }) => target))]
  const answers = await Promise.all(
    targets.map(async (target) => {
      const ask = new Contract(target, ABI, provider).getFunction('isModuleType')
      const said = await Promise.all(
        TYPES.map(async (type) => (await ask.staticCall(type).catch(unlessSilent)) as boolean),
      )
      return said.includes(true) ? [target] : []
    }),
  )
  return answers.flat()
}

function unlessSilent(thrown: unknown): false {
  if (isError(thrown, 'CALL_EXCEPTION') || isError(thrown, 'BAD_DATA')) return false
  throw thrown
}
