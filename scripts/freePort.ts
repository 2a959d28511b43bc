// A port that nobody has.
import { once } from 'node:events'
import { createServer } from 'node:net'

/** How many are tried from the one that is wanted on. */
const TRIES = 20

/**
 * A port of 127.0.0.1 that was free a moment ago.
 *
 * @param first The one that is wanted, else the next after it; any if omitted.
 * @throws As listening does, if the twenty from there on are taken.
 */
export async function freePort(first = 0): Promise<number> {
  for (let port = first; ; port++) {
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch (taken) {
      if (port + 1 < first + TRIES) continue
      throw taken
    }
    const address = server.address()
    server.close()
    await once(server, 'close')
    if (address === null || typeof address === 'string') throw new Error('There is no free port')
    return address.port
  }
}
