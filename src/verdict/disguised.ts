// Harmless names that were searched for because they have the selector of a function that is not.
import { id } from 'ethers'

import type { Permission } from '../session/Session'
import { KNOWN_FUNCTIONS } from './knownFunctions'

/** Besides those that move tokens: functions that hand over contracts, or run any call. */
const POWERFUL = [
  'transferOwnership(address)',
  'renounceOwnership()',
  'grantRole(bytes32,address)',
  'upgradeTo(address)',
  'upgradeToAndCall(address,bytes)',
  'installModule(uint256,address,bytes)',
  'execute(bytes32,bytes)',
  'execute(address,uint256,bytes)',
  'multicall(bytes[])',
] as const

const selectorOf = (text: string): string => id(text).slice(0, 10)

// Made when it is first needed: an import computes nothing.
let bySelector: ReadonlyMap<string, string> | undefined

/**
 * The known function that a contract would run where it is called by this text: a text with a wanted selector is found in
 * minutes. undefined: none, or it goes by its own name.
 *
 * @internal
 */
export function disguised({ functionSignature, selector }: Permission): string | undefined {
  bySelector ??= new Map([...KNOWN_FUNCTIONS.keys(), ...POWERFUL].map((text) => [selectorOf(text), text]))
  const known = functionSignature === '' ? undefined : bySelector.get(selector.toLowerCase())
  return known === functionSignature ? undefined : known
}
