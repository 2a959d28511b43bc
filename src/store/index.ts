// The store room: where sessions and their keys are kept over a reload, apart from each other. Files and browsers are entries of
// their own.
export type { KeyVault, NewKey, VaultKey } from './KeyVault'
export { memoryStore } from './memoryStore'
export { memoryVault } from './memoryVault'
export type { SessionStore, StoredSession, StorePlace } from './SessionStore'
export { storedFromJson } from './storedFromJson'
export { STORED_FORMAT, storedToJson, type StoredSessionJson } from './storedToJson'
export type { TabLine, Tabs } from './Tabs'
