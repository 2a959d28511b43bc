// What goes wrong between viem's clients and their services: told in the client's words, with nothing of a URL in it.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { inspect } from 'node:util'

import { expect } from 'chai'
import { createPublicClient, http } from 'viem'
import { createBundlerClient } from 'viem/account-abstraction'
import { hardhat as chain } from 'viem/chains'

import { LatchkeyError, type ErrorCode } from '../../../src'
import type { RpcError } from '../../../src/rpc'
import { refusalIn } from '../../../src/viem/refusalIn'
import { openViemLoop, transportTo, type Asked } from './stage'

const SECRET = 'c0ffee5ec2e7'

/** A service on this machine that answers everything alike. */
async function serving(status: number, body: object): Promise<{ readonly url: string; readonly end: () => void }> {
  const server: Server = createServer((_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}/rpc?apikey=${SECRET}`, end: () => void server.close() }
}

/** All that an error says, its causes too. */
const saidBy = (error: unknown): string => `${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`

describe('a service behind a client of viem', () => {
  const refusal = { jsonrpc: '2.0', id: 1, error: { code: -32_601, message: 'no such method' } }
  const cases: readonly (readonly [string, number, object, ErrorCode])[] = [
    ['that is down', 0, {}, 'ServiceNotReachable'],
    ['that fails', 500, {}, 'ServiceNotReachable'],
    ['that has had enough', 429, {}, 'RateLimited'],
    ['that refuses', 200, refusal, 'MethodNotSupported'],
  ]
  for (const [name, status, body, code] of cases)
    it(`${name} is ${code}, and its key is nowhere in the error`, async () => {
      const loop = await openViemLoop()
      const service = await serving(status, body)
      if (status === 0) service.end()
      const transport = http(service.url, { retryCount: 0 })
      for (const clients of [
        { client: createBundlerClient({ client: createPublicClient({ chain, transport }), transport }) },
        { publicClient: createPublicClient({ chain, transport }) },
      ]) {
        const error = await loop.openViem(clients).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(error).to.be.instanceOf(LatchkeyError)
        expect((error as LatchkeyError).code).to.equal(code)
        expect(saidBy(error)).not.to.contain(SECRET)
      }
      service.end()
    })

  it('is heard in its own words, with its data and nothing that viem says around them', async () => {
    const error = { code: -32_000, message: 'execution reverted', data: '0x1234' }
    const service = await serving(200, { jsonrpc: '2.0', id: 1, error })
    const client = createPublicClient({ chain, transport: http(service.url, { retryCount: 0 }) })
    const thrown: unknown = await client.getBlockNumber().catch((caught: unknown) => caught)
    service.end()
    const { code, message, data } = refusalIn(thrown, 'the service') as RpcError
    expect({ code, message, data }).to.deep.equal(error)
  })

  it('that says what ops offer has its key nowhere in the error either', async () => {
    const loop = await openViemLoop()
    const service = await serving(500, {})
    const [transport, priced] = [transportTo(loop.bundler), http(service.url, { retryCount: 0 })]
    const prices = createPublicClient({ chain, transport: priced })
    const client = createBundlerClient({
      client: createPublicClient({ chain, transport }),
      transport,
      userOperation: { estimateFeesPerGas: async () => await prices.estimateFeesPerGas() },
    })
    // The account has an op of its owner's before, by the loop's own client.
    await (await loop.openViem()).ensure(loop.request())
    const session = await (await loop.openViem({ client })).ensure(loop.request())
    const error = await session
      .contract(loop.chain.socio3)
      .upvotePost(0)
      .catch((thrown: unknown) => thrown)
    service.end()
    expect(error).to.be.instanceOf(LatchkeyError)
    expect((error as LatchkeyError).code).to.equal('ServiceNotReachable')
    expect(saidBy(error)).not.to.contain(SECRET)
  })

  it('sends an op once: whether it may have arrived is for the queue to judge', async () => {
    const loop = await openViemLoop()
    const asked: Asked[] = []
    let isDown = false
    const bundler: typeof loop.bundler = {
      ...loop.bundler,
      send: async (op, to) => {
        // viem would ask again after this.
        if (isDown) throw Object.assign(new Error('limit exceeded'), { code: -32_603 })
        return await loop.bundler.send(op, to)
      },
    }
    const transport = transportTo(bundler, asked, 3)
    const client = createBundlerClient({ client: createPublicClient({ chain, transport }), transport })
    const session = await (await loop.openViem({ client })).ensure(loop.request())
    isDown = true
    const count = asked.filter(({ method }) => method === 'eth_sendUserOperation').length
    await session
      .contract(loop.chain.socio3)
      .upvotePost(0)
      .catch(() => undefined)
    const sends = asked.filter(({ method }) => method === 'eth_sendUserOperation').length - count
    expect(sends).to.equal(1)
  })
})
