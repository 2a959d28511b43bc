// What a JSON-RPC service answers in place of a result.

/** As EIP-1193 has it. Never leaves the client: the rooms that send make a LatchkeyError of it. */
export class RpcError extends Error {
  override readonly name = 'RpcError'

  constructor(
    message: string,
    readonly code: number,
    readonly data?: unknown,
  ) {
    super(message)
  }
}
