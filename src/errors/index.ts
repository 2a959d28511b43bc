// The errors room: one error type, its words, and the one decoder of reverts.
export type { ContractError, ContractErrorArgs, LensErrorName, ModuleErrorName } from './ContractError'
export type { DecodedRevert, EntryPointRefusal, OtherRevert, UnknownRevert } from './DecodedRevert'
export { decodeRevert } from './decodeRevert'
export { explainRevert } from './explainRevert'
export { isLatchkeyError, LatchkeyError, type ErrorArgs, type ErrorCode } from './LatchkeyError'
export type { EntryPointCode } from './entryPointTexts'
export { revertData } from './revertData'
export { timeText } from './timeText'
