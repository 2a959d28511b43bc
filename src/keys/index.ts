// The browser's room: sessions and their keys over reloads, in IndexedDB.
export { browserStore, type BrowserStoreOptions } from './browserStore'
export { browserVault, type BrowserVaultOptions } from './browserVault'
export { hasP256 } from './hasP256'
