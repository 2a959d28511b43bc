// The EntryPoints that the client knows, by where they are on every chain.
import type { Address } from '../../contracts'
import type { EntryPointVersion } from '../../userOp'

const VERSIONS: Readonly<Record<string, EntryPointVersion>> = {
  '0x0000000071727de22e5e9d8baf0edac6f37da032': '0.7',
  '0x4337084d9e255ff0702461cf8895ce9e3b5ff108': '0.8',
  '0x433709009b8330fda32311df1c2afa402ed8d009': '0.9',
}

/** @internal undefined: none that is known. */
export const entryPointVersion = (address: Address): EntryPointVersion | undefined => VERSIONS[address.toLowerCase()]
