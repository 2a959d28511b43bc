// Contracts of one address on every chain that no session should call.
import type { FindingCode } from './Finding'

/** @internal What such a contract is, and in words. */
export interface PowerfulContract {
  readonly code: FindingCode
  readonly name: string
}

const entryPoint = (version: string): PowerfulContract => ({
  code: 'TargetIsEntryPoint',
  name: `the EntryPoint ${version}`,
})
const accountModule = (name: string): PowerfulContract => ({ code: 'TargetIsModuleContract', name })
const relay = (name: string): PowerfulContract => ({ code: 'TargetIsRelay', name })

/** @internal By address in lower case. The chain cannot list them, nor can this: modules of an account are its wallet's to name. */
export const POWERFUL_CONTRACTS: ReadonlyMap<string, PowerfulContract> = new Map([
  ['0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789', entryPoint('v0.6')],
  ['0x0000000071727de22e5e9d8baf0edac6f37da032', entryPoint('v0.7')],
  ['0x4337084d9e255ff0702461cf8895ce9e3b5ff108', entryPoint('v0.8')],
  ['0x433709009b8330fda32311df1c2afa402ed8d009', entryPoint('v0.9')],
  ['0x00000000002b0ecfbd0496ee71e01257da0e37de', accountModule('Smart Sessions, another session module')],
  ['0x7579ee8307284f293b1927136486880611f20002', accountModule('the Safe7579 adapter, a module of Safe accounts')],
  ['0x000000000069e2a187aeffb852bf3ccdc95151b2', accountModule('the registry of modules (ERC-7484)')],
  ['0xca11bde05977b3631167028862be2a173976ca11', relay('Multicall3')],
  ['0x38869bf66a61cf6bdb996a6ae40d5853fd43b526', relay("Safe's MultiSend")],
  ['0x9641d764fc13c8b624c04430c7356c1c7c8102e2', relay("Safe's MultiSendCallOnly")],
  ['0xd8253782c45a12053594b9deb72d8e8ab2fca54c', relay('a relay of Gelato (ERC-2771)')],
])
