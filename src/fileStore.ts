// The entry `./fileStore`, for Node alone: sessions and their keys in files, and keys of servers.
export { fileStore, fileVault, keyFromEnvironment, keyFromFile, type ServerKey } from './node'
