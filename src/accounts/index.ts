// The accounts room: what an account executes and how a module gets onto it. Pure, but for
// what asks an account for its list of validators.
export type { AccountAdapter, ModuleInstall, ModuleUninstall } from './AccountAdapter'
export { encodeExecute } from './encodeExecute'
export { encodeInstallData, randomSalt } from './encodeInstallData'
export {
  installCall,
  readUninstallCall,
  uninstallCall,
  type InstallOptions,
  type UninstallOptions,
} from './installCalls'
export { kernelAccount } from './kernelAccount'
export { nexusAccount } from './nexusAccount'
export { referenceAccount } from './referenceAccount'
export { safe7579Account } from './safe7579Account'
export {
  grantCall,
  grantSignedCall,
  renounceCall,
  revokeAllCall,
  revokeCall,
  type GrantCallOptions,
  type GrantSignedCallOptions,
  type RenounceCallOptions,
} from './moduleCalls'
export { openZeppelinAccount } from './openZeppelinAccount'
