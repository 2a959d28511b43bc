// A JSON-RPC server on this machine that answers as it is told.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'

/** A JSON-RPC call as it came in. */
export interface RpcCall {
  readonly jsonrpc: unknown
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

/** A result, an error, or a bare HTTP answer. */
export type RpcAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } }
  | { readonly status: number; readonly body: string }

/** Runs `use` with the server's URL, and closes the server whatever happens. */
export async function withRpcServer(
  answer: (call: RpcCall) => RpcAnswer | Promise<RpcAnswer>,
  use: (url: string, calls: readonly RpcCall[]) => Promise<void>,
): Promise<void> {
  const calls: RpcCall[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const call = JSON.parse(await textOf(request)) as RpcCall
      calls.push(call)
      const said = await answer(call)
      const { status, body } =
        'body' in said ? said : { status: 200, body: JSON.stringify({ jsonrpc: '2.0', id: call.id, ...said }) }
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  try {
    await use(`http://127.0.0.1:${address.port}/rpc?apikey=SECRET`, calls)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
