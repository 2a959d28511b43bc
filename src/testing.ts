// The entry `./testing`: doubles for the tests of apps.
export { countingOwner, type CountingOwner, type OwnerPrompt } from './owner/countingOwner'
