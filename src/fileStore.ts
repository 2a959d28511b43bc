// The entry `./fileStore`, for Node alone: sessions and their keys in files.
export { fileStore, fileVault } from './node'
