// The Node room: stores in files, and keys of servers.
export { fileStore } from './fileStore'
export { fileVault } from './fileVault'
export { keyFromEnvironment, keyFromFile, type ServerKey } from './keyFrom'
