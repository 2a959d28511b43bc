// The entry `./testing`: doubles for the tests of apps, and tests for the accounts of wallets.
export { countingOwner, type CountingOwner, type OwnerPrompt } from './owner/countingOwner'
export { accountBehaviors } from './testing/accountBehaviors'
export type { Behavior, BehaviorGroup, BehaviorOutcome } from './testing/Behavior'
export { checkBehaviors } from './testing/checkBehaviors'
export { conforms, type ConformsOptions, type RunningTest, type TestRunner } from './testing/conforms'
export { matrixRow } from './testing/matrixRow'
export type {
  DeployedAccount,
  DeployPlace,
  EntryPointPlace,
  TestedAccount,
  TestedEntryPoint,
} from './testing/TestedAccount'
