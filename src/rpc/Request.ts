// JSON-RPC as a port.

/** One JSON-RPC call, in the shape of EIP-1193: resolves with the result, rejects with an error that has `code` and `data`. */
export type Request = (call: { readonly method: string; readonly params: readonly unknown[] }) => Promise<unknown>

/** Where a JSON-RPC service is: its URL, or anything that answers requests. */
export type RpcEndpoint = { readonly url: string } | { readonly request: Request }
