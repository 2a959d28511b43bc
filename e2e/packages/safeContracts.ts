// Creation code of Safe 1.4.1, from the artifacts in @safe-global/safe-contracts.
import type { Hex } from '../../src'
import { fetchPackage } from './fetchPackage'

const SAFE_CONTRACTS = {
  name: '@safe-global/safe-contracts',
  version: '1.4.1',
  integrity: 'sha512-fP1jewywSwsIniM04NsqPyVRFKPMAuirC3ftA/TA4X3Zc5EnwQp/UCJUU2PL/37/z/jMo8UUaJ+pnFNWmMU7dQ==',
}

const PATHS = {
  Safe: 'Safe.sol/Safe.json',
  SafeProxyFactory: 'proxies/SafeProxyFactory.sol/SafeProxyFactory.json',
} as const

/** The creation code of one contract, which takes no constructor arguments. */
export function safeCode(name: keyof typeof PATHS): Hex {
  const artifact = JSON.parse(fetchPackage(SAFE_CONTRACTS).read(`build/artifacts/contracts/${PATHS[name]}`)) as unknown
  if (typeof artifact === 'object' && artifact !== null && 'bytecode' in artifact) return artifact.bytecode as Hex
  throw new Error(`The artifact of ${name} has no bytecode`)
}
