// The entry `./wallet`: what a wallet needs to show a session, and to grant or end it. Pure: it asks no chain and keeps nothing.
export { MODULE_VERSION, type Address, type Hex, type SessionStruct } from './contracts'
export * from './accounts'
export * from './approval'
export * from './errors'
export * from './session'
export * from './verdict'
