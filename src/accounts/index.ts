// The accounts room: what an account executes and how a module gets onto it. Pure.
export type { AccountAdapter, ModuleInstall, ModuleUninstall } from './AccountAdapter'
export { encodeExecute } from './encodeExecute'
export { encodeInstallData, randomSalt } from './encodeInstallData'
export { installCall, uninstallCall, type InstallOptions, type UninstallOptions } from './installCalls'
export { kernelAccount } from './kernelAccount'
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
