// The port of what is started on this machine: the one that is wanted, where it can be had.
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

import { expect } from 'chai'

import { freePort } from '../../scripts/freePort'

const TRIES = 20

async function take(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function give(servers: readonly Server[]): Promise<void> {
  for (const server of servers) {
    server.close()
    await once(server, 'close')
  }
}

/** As many ports in a row that nobody has. */
async function freeRow(length: number): Promise<number> {
  for (;;) {
    const first = await freePort()
    const row = Array.from({ length }, (_, i) => first + i)
    const taken = await Promise.allSettled(row.map(take))
    const servers = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    await give(servers)
    if (servers.length === length) return first
  }
}

describe('freePort', () => {
  it('is the port that is wanted, where nobody has it', async () => {
    const wanted = await freeRow(1)
    expect(await freePort(wanted)).to.equal(wanted)
  })

  it('is the next one that is free, where somebody has it', async () => {
    const first = await freeRow(3)
    const taken = [await take(first), await take(first + 1)]
    expect(await freePort(first)).to.equal(first + 2)
    await give(taken)
  })

  it('is none, where twenty in a row are taken', async () => {
    const first = await freeRow(TRIES + 1)
    const taken = await Promise.all(Array.from({ length: TRIES }, async (_, i) => await take(first + i)))
    const refusal = await freePort(first).catch((thrown: unknown) => thrown)
    expect(refusal).to.have.property('code', 'EADDRINUSE')
    await give(taken)
  })
})
