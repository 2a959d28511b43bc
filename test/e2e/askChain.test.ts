// What the server of the demo in a browser passes on to the chain: what pages need, and nothing else.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect } from 'chai'

import { askChain } from '../../demo/web/server/askChain'

const ENTRY_POINT = '0x0000000071727De22E5E9d8BAf0edAc6f37da032'
const SOMEBODY = '0x00000000000000000000000000000000000000AA'

/** A node that answers whatever it is asked, and what it was asked. */
async function open() {
  const asked: string[] = []
  const node = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => asked.push(text))
    request.on('end', () => response.end('"answered"'))
  })
  node.listen(0, '127.0.0.1')
  await once(node, 'listening')
  const url = `http://127.0.0.1:${(node.address() as AddressInfo).port}`
  const stage = { url, entryPoint: { address: ENTRY_POINT, version: '0.7' } } as const
  const end = async (): Promise<void> => {
    node.close()
    node.closeAllConnections()
    await once(node, 'close')
  }
  return { asked, end, ask: async (question: unknown) => await askChain(stage, JSON.stringify(question)) }
}

const question = (method: unknown, ...params: readonly unknown[]) => ({ jsonrpc: '2.0', id: 7, method, params })
const refusal = (id: unknown, ...methods: readonly string[]) => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32601, message: `Pages cannot ask this of the demo's chain: ${methods.join(', ')}` },
})

describe('what pages may ask of the chain of the demo in a browser', () => {
  it('is passed on as it is, alone and in a batch', async () => {
    const { ask, asked, end } = await open()
    const one = question('eth_call', { to: SOMEBODY }, 'latest')
    const many = [question('eth_blockNumber'), question('eth_getLogs', { fromBlock: '0x0' })]
    expect(await ask(one)).to.equal('"answered"')
    expect(await ask(many)).to.equal('"answered"')
    expect(asked.map((text) => JSON.parse(text) as unknown)).to.deep.equal([one, many])
    await end()
  })

  it('is nothing by which a development chain is changed, looked into or signed with', async () => {
    const { ask, asked, end } = await open()
    const methods = ['eth_sign', 'eth_signTypedData_v4', 'eth_sendRawTransaction', 'eth_sendUnsignedTransaction']
    const others = ['anvil_setBalance', 'evm_mine', 'debug_traceCall', 'personal_sign', 'net_version', 'web3_sha3', '']
    for (const method of [...methods, ...others, 'ETH_CALL', 'eth_call '])
      expect(JSON.parse(await ask(question(method)))).to.deep.equal(refusal(7, method))
    for (const odd of [null, 7, 'eth_call', {}, { method: ['eth_call'] }, { method: { toString: 'eth_call' } }])
      expect(JSON.parse(await ask(odd))).to.deep.equal(refusal(null, 'no method'))
    expect(asked).to.deep.equal([])
    await end()
  })

  it('is a transaction to the EntryPoint, and to nobody else', async () => {
    const { ask, asked, end } = await open()
    const method = 'eth_sendTransaction'
    for (const to of [ENTRY_POINT, ENTRY_POINT.toLowerCase()])
      expect(await ask(question(method, { to }))).to.equal('"answered"')
    for (const params of [[{ to: SOMEBODY }], [{ to: [ENTRY_POINT] }], [{}], [null], []])
      expect(JSON.parse(await ask(question(method, ...params)))).to.deep.equal(refusal(7, method))
    expect(JSON.parse(await ask({ id: 8, method, params: { 0: { to: ENTRY_POINT } } }))).to.deep.equal(
      refusal(8, method),
    )
    expect(asked).to.have.length(2)
    await end()
  })

  it('is refused with all of its batch, which names what is not for pages', async () => {
    const { ask, asked, end } = await open()
    const batch = [{ id: 1, method: 'eth_chainId' }, { id: 2, method: 'evm_mine' }, { method: 'eth_sign' }]
    expect(JSON.parse(await ask(batch))).to.deep.equal([1, 2, null].map((id) => refusal(id, 'evm_mine', 'eth_sign')))
    expect(asked).to.deep.equal([])
    await end()
  })
})
