// The Node room: stores in files.
export { fileStore } from './fileStore'
export { fileVault } from './fileVault'
