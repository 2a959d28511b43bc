// The rpc room: JSON-RPC as a port, over HTTP, and the reading of its answers and refusals.
export { explainRefusal } from './explainRefusal'
export { httpRequest, requestOf } from './httpRequest'
export type { Request, RpcEndpoint } from './Request'
export { RpcError } from './RpcError'
