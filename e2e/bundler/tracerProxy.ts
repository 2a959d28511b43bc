// Between bundler and node: makes the bundler's tracer run to its end on anvil. There, reading memory past its size ends a step
// of the tracer without a word, and an opcode's cost is that of the one before; both would have the bundler see less than there
// is, or other gas. So memory is read as far as it goes, and no cost is believed.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Processes } from '../processes/Processes'

/**
 * Listens on a free port of 127.0.0.1, and answers its URL. What is traced through it goes to the node with a tracer that suits
 * the node; all else as it is.
 */
export async function startTracerProxy(processes: Processes, nodeUrl: string): Promise<string> {
  const server = createServer((request, response) => {
    answer(nodeUrl, request, response).catch(() => response.writeHead(502).end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  processes.onEnd(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function answer(nodeUrl: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const asked = Buffer.concat(chunks).toString()
  const body = asked.includes('debug_traceCall') ? JSON.stringify(forAnvil(JSON.parse(asked))) : asked
  const answered = await fetch(nodeUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  response.writeHead(answered.status, { 'content-type': 'application/json' })
  response.end(Buffer.from(await answered.arrayBuffer()))
}

/** One call or a batch of them, as JSON-RPC has it. */
function forAnvil(asked: unknown): unknown {
  if (Array.isArray(asked)) return asked.map(forAnvil)
  const { method, params } = asked as { method?: unknown; params?: readonly unknown[] }
  if (method !== 'debug_traceCall' || params === undefined) return asked
  const [call, block, options] = params as [unknown, unknown, { tracer?: string } | undefined]
  if (options?.tracer === undefined) return asked
  return { ...(asked as object), params: [call, block, { ...options, tracer: boundedTracer(options.tracer) }] }
}

const READ =
  '(function (memory, from, to) { var end = Math.min(+to, memory.length()); return memory.slice(Math.min(+from, end), end) })'

/** The tracer's JavaScript, changed where anvil is not as the tracer thinks. */
const boundedTracer = (tracer: string): string =>
  tracer
    .replaceAll('log.getCost()', '0')
    .replaceAll(/log\.memory\.slice\(([^,]+), ([^)]+)\)/g, `${READ}(log.memory, $1, $2)`)
