// Whom the server of the demo in a browser answers: the page that it serves, and no other.
import { expect } from 'chai'
import { request } from 'node:http'

import type { Backstage } from '../../demo/web/server/gateway'
import { startGateway } from '../../demo/web/server/gateway'
import { Processes } from '../../e2e/processes/Processes'

const JSON_TYPE = 'application/json'
const QUESTION = JSON.stringify({ method: 'eth_signTypedData_v4', params: [] })

/** A wallet that signs whatever it is asked, behind a server. */
async function open() {
  const processes = new Processes()
  const asked: string[] = []
  const answer = async (method: string): Promise<unknown> => {
    asked.push(method)
    return await Promise.resolve('0x1234')
  }
  const bundler = { answer: async () => await Promise.resolve('"taken"') }
  const url = await startGateway(processes, { bundler, wallet: { signed: [], answer } } as unknown as Backstage)
  const send = async (method: string, headers: Readonly<Record<string, string>>): Promise<number> =>
    await new Promise((resolve, reject) => {
      const sent = request(`${url}/api/wallet`, { method, headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      sent.on('error', reject)
      sent.end(method === 'POST' ? QUESTION : undefined)
    })
  const end = async (): Promise<void> => {
    await processes.end()
    processes.forget()
  }
  /** As the browser of another page would. */
  const share = async (path: string, origin: string, method = 'POST') => {
    const [headers, body] = [{ origin, 'content-type': JSON_TYPE }, QUESTION]
    const answered = await fetch(`${url}${path}`, method === 'POST' ? { method, headers, body } : { method, headers })
    return [answered.status, answered.headers.get('access-control-allow-origin')]
  }
  return { asked, send, share, end, host: new URL(url).host }
}

describe('the server of the demo in a browser', () => {
  it('has its wallet sign for its own page', async () => {
    const { asked, send, end, host } = await open()
    const headers = { 'content-type': `${JSON_TYPE}; charset=utf-8` }
    expect(await send('POST', headers)).to.equal(200)
    expect(await send('POST', { ...headers, origin: `http://${host}` })).to.equal(200)
    expect(asked).to.have.length(2)
    await end()
  })

  it('has it sign for no other page, name or form', async () => {
    const { asked, send, end, host } = await open()
    const headers = { 'content-type': JSON_TYPE }
    const cases: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ['POST', { ...headers, origin: 'http://127.0.0.1:1' }],
      ['POST', { ...headers, origin: `https://${host}` }],
      ['POST', { ...headers, origin: 'https://evil.example' }],
      ['POST', { ...headers, origin: 'null' }],
      ['POST', { ...headers, host: 'evil.example' }],
      ['POST', { ...headers, host: 'evil.localhost' }],
      ['POST', { 'content-type': 'text/plain' }],
      ['POST', { 'content-type': 'application/jsonp' }],
      ['POST', {}],
      ['GET', headers],
      ['OPTIONS', { origin: 'http://127.0.0.1:1', 'access-control-request-method': 'POST' }],
    ]
    for (const [method, given] of cases) expect(await send(method, given), JSON.stringify(given)).to.equal(404)
    expect(asked).to.deep.equal([])
    await end()
  })

  it('lets a page of this machine, from another port, ask chain and bundler, and not the wallet', async () => {
    const { asked, share, end } = await open()
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1:5173']) {
      expect(await share('/api/bundler', origin)).to.deep.equal([200, origin])
      for (const path of ['/api/bundler', '/api/chain'])
        expect(await share(path, origin, 'OPTIONS'), path).to.deep.equal([204, origin])
      for (const path of ['/api/wallet', '/api/stage', '/api/bundler/'])
        for (const method of ['POST', 'OPTIONS', 'GET'])
          expect(await share(path, origin, method), path).to.deep.equal([404, null])
    }
    for (const origin of ['https://localhost:5173', 'http://evil.example', 'http://localhost.evil.example', 'null'])
      for (const method of ['POST', 'OPTIONS'])
        expect(await share('/api/bundler', origin, method), origin).to.deep.equal([404, null])
    expect(asked).to.deep.equal([])
    await end()
  })
})
