// The paymaster room: who pays in place of the account.
export { fixedPaymaster } from './fixedPaymaster'
export type { Paymaster, PaymasterPart, PaymasterStub, SponsorRequest } from './Paymaster'
export { rpcPaymaster, type RpcPaymasterOptions } from './rpcPaymaster'
