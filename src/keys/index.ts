// The browser's room: sessions and their keys over reloads, in IndexedDB, and tabs that know of each other.
export { browserStore, type BrowserStoreOptions } from './browserStore'
export { browserTabs, type BrowserTabsOptions } from './browserTabs'
export { browserVault, type BrowserVaultOptions } from './browserVault'
export { hasP256 } from './hasP256'
