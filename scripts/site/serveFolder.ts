// A folder of files over HTTP, for this machine alone.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/**
 * Serves what the folder holds on 127.0.0.1; `404.html` for what it does not.
 *
 * @param port 0: one that is free.
 */
export async function serveFolder(folder: string, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer(({ url = '/', method }, response) => {
    if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405).end()
    const file = fileAt(folder, url)
    const type = TYPES[extname(file ?? '404.html')] ?? 'application/octet-stream'
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': type, 'cache-control': 'no-store' })
    response.end(readFileSync(file ?? join(folder, '404.html')))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

/** undefined: there is none, or it is not below the folder. */
function fileAt(folder: string, url: string): string | undefined {
  const path = pathOf(url)
  if (path === undefined) return undefined
  const places = [path, `${path}.html`, join(path, 'index.html')].map((place) => join(folder, place))
  return places.find((place) => place.startsWith(join(folder, '/')) && existsSync(place) && statSync(place).isFile())
}

function pathOf(url: string): string | undefined {
  try {
    return normalize(decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname))
  } catch {
    return undefined
  }
}
