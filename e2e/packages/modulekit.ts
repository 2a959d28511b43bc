// Creation code of accounts that stands in @rhinestone/modulekit as constants of Solidity.
import type { Hex } from '../../src'
import { fetchPackage } from './fetchPackage'

const MODULEKIT = {
  name: '@rhinestone/modulekit',
  version: '0.5.9',
  integrity: 'sha512-Zc5Qo3dkyVhBo7OQRKOltYd+jlGCtV18TWSmpSvIdXKwUgo5xj8zL73wAwFKTww00zt/wXMbW6Z6ysIQWH3Ezw==',
}

/** The files that have constants. */
type File = 'Kernel' | 'Nexus' | 'Safe7579' | 'ERC7579'

/**
 * The creation codes of these names, without constructor arguments.
 *
 * @throws If the file has no constant of a name.
 */
export function modulekitCodes<Name extends string>(file: File, names: readonly Name[]): Readonly<Record<Name, Hex>> {
  const text = fetchPackage(MODULEKIT).read(`src/deployment/precompiles/${file}Precompiles.sol`)
  const codes = names.map((name) => {
    const [, code] = new RegExp(`\\b${name}\\s*=\\s*hex"((?:[0-9a-f]{2})+)"`).exec(text) ?? []
    if (code === undefined) throw new Error(`${file}Precompiles.sol has no constant ${name}`)
    return [name, `0x${code}`]
  })
  return Object.fromEntries(codes) as Record<Name, Hex>
}
