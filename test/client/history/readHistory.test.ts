// Reading from nodes: their limits, their failures, and chains that change meanwhile.
import { expect } from 'chai'
import fc from 'fast-check'

import { isLatchkeyError, type ErrorCode } from '../../../src'
import {
  EVENT_TOPICS,
  fetchLogs,
  foldEvents,
  historyFromJson,
  historyToJson,
  isTooMuch,
  newHistory,
  readHistory,
  type History,
  type LogPage,
} from '../../../src/history'
import { RUNS } from '../../helpers/arbitraries'
import { MODULE, the } from '../builders'
import { forks } from './arbitraries'
import { FakeNode } from './fakeNode'
import { ACCOUNTS, chainOf, deed, type LogBlock } from './logChain'
import { seen } from './seen'

const EMPTY = newHistory({ chainId: 1n, module: MODULE })

/** So many blocks, some of them with events. */
const longChain = (length: number, name = 'main') =>
  chainOf(
    Array.from({ length }, (_, i) =>
      i === 0 ? [deed('install'), deed('grant')] : i % 7 === 0 ? [deed('revokeAll'), deed('grant')] : [],
    ),
    name,
  )

const scratch = (chain: readonly LogBlock[]): History =>
  foldEvents(
    EMPTY,
    chain.flatMap(({ logs }) => logs),
  )

async function refusal(action: Promise<unknown>, code: ErrorCode) {
  const caught = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isLatchkeyError(caught, code)) throw new Error(`expected ${code}, caught ${String(caught)}`)
  return caught
}

async function pagesOf(pages: AsyncIterable<LogPage>): Promise<LogPage[]> {
  const all: LogPage[] = []
  for await (const page of pages) all.push(page)
  return all
}

describe('fetchLogs', () => {
  const { blocks, logs } = longChain(400)
  const query = { address: MODULE, topics: [], fromBlock: 1, toBlock: 400 }

  it('gives every log once, in order, whatever the node allows', async () => {
    for (const limits of [{}, { maxBlocks: 1 }, { maxBlocks: 37 }, { maxLogs: 2 }, { maxBlocks: 50, maxLogs: 5 }]) {
      const pages = await pagesOf(fetchLogs(new FakeNode(blocks, limits), query))
      const places = pages.flatMap((page) => page.logs.map(({ blockNumber, index }) => [blockNumber, index]))
      expect(places).to.deep.equal(logs.map(({ blockNumber, index }) => [blockNumber, index]))
      expect(pages[0]?.from).to.equal(1)
      expect(pages[pages.length - 1]?.to).to.equal(400)
      for (const [i, page] of pages.slice(1).entries()) expect(page.from).to.equal(the(pages[i]).to + 1)
    }
  })

  it('halves what is too much, and grows again', async () => {
    const node = new FakeNode(blocks, { maxBlocks: 30 })
    await pagesOf(fetchLogs(node, { ...query, pageBlocks: 100 }))
    expect(node.refused[0]).to.equal(100)
    expect(node.pages.slice(0, 4)).to.deep.equal([25, 25, 25, 25])
    expect(node.refused.slice(0, 3)).to.deep.equal([100, 50, 50])
    const free = new FakeNode(blocks)
    await pagesOf(fetchLogs(free, { ...query, pageBlocks: 10, maxPageBlocks: 70 }))
    expect(free.pages).to.deep.equal([10, 10, 10, 20, 20, 20, 40, 40, 40, 70, 70, 50])
  })

  it('says which block cannot be read, and why', async () => {
    const error = await refusal(pagesOf(fetchLogs(new FakeNode(blocks, { maxLogs: 1 }), query)), 'LogsNotReadable')
    expect(error.args).to.deep.include({ from: 1, to: 1 })
    expect(error.why).to.contain('query returned more than')
  })

  it('does not ask for less where that is of no help', async () => {
    for (const message of ['connection refused', 'Too Many Requests', 'project ID request rate exceeded']) {
      let asked = 0
      const fails = (): unknown => (
        asked++,
        Object.assign(new Error(message), { code: -32005 * Number(message !== 'connection refused') })
      )
      await refusal(pagesOf(fetchLogs(new FakeNode(blocks, { fails }), query)), 'LogsNotReadable')
      expect(asked, message).to.equal(1)
    }
  })

  it('believes no answer that is no list of logs', async () => {
    const range = { fromBlock: '0x1', toBlock: '0x1' }
    const [log] = (await new FakeNode(blocks).send('eth_getLogs', [range])) as object[]
    const bad: readonly object[] = [
      { topics: undefined },
      { topics: ['0x12'] },
      { topics: [7] },
      { blockNumber: `0x${'f'.repeat(64)}` },
    ]
    const wrong: readonly unknown[] = [null, {}, [7], [{ address: MODULE }]]
    for (const answer of [...wrong, ...bad.map((change) => [{ ...log, ...change }])])
      await refusal(pagesOf(fetchLogs({ send: () => Promise.resolve(answer) }, query)), 'LogsNotReadable')
  })

  it('refuses pages of no blocks', async () => {
    for (const sizes of [{ pageBlocks: 0 }, { pageBlocks: 0.5 }, { maxPageBlocks: 0 }, { pageBlocks: NaN }]) {
      const fails = (request: number): unknown => (request > 0 ? new Error('asked again') : undefined)
      await refusal(pagesOf(fetchLogs(new FakeNode(blocks, { fails }), { ...query, ...sizes })), 'FieldNotValid')
    }
  })
})

describe('isTooMuch', () => {
  it('knows what services say', () => {
    const said: readonly (readonly [number, string])[] = [
      [-32005, 'query returned more than 10000 results'],
      [-32602, 'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range'],
      [-32600, 'block range is too wide'],
      [-32614, 'eth_getLogs is limited to a 10,000 range'],
      [-32000, 'exceed maximum block range: 50000'],
      [-32000, 'query exceeds max results 20000, retry with the range 1-2'],
      [-32005, 'limit exceeded'],
      [-32000, 'query timeout exceeded'],
      [35, 'ranges over 10000 blocks are not supported on freetier'],
      [
        -32701,
        'Please specify an address in your request or, to remove restrictions, order a dedicated full node: block range too large',
      ],
    ]
    for (const [code, message] of said) expect(isTooMuch({ code, message }), message).to.equal(true)
    expect(isTooMuch({ error: { code: -32005, message: 'x' } })).to.equal(true)
    expect(isTooMuch(new Error('server response 413 Request Entity Too Large'))).to.equal(true)
    for (const message of [
      'rate limit exceeded',
      'exceeded its compute units per second capacity',
      '429',
      'unauthorized',
    ])
      expect(isTooMuch({ code: -32000, message }), message).to.equal(false)
    expect(isTooMuch(undefined)).to.equal(false)
  })
})

describe('readHistory', () => {
  const { blocks } = longChain(300)

  it('reads to the latest block, and on from a kept history', async () => {
    const first = await readHistory(new FakeNode(blocks.slice(0, 120), { maxBlocks: 20 }), EMPTY, { pageBlocks: 50 })
    expect(seen(first)).to.deep.equal(seen(scratch(blocks.slice(0, 120))))
    const node = new FakeNode(blocks)
    const second = await readHistory(node, historyFromJson(JSON.stringify(historyToJson(first))))
    expect(seen(second)).to.deep.equal(seen(scratch(blocks)))
    expect(node.pages).to.deep.equal([180])
    expect(historyToJson(await readHistory(node, second))).to.deep.equal(historyToJson(second))
  })

  it('asks for the module’s events alone, of one account if one is followed', async () => {
    const node = new FakeNode(blocks.slice(0, 9))
    await readHistory(node, newHistory({ chainId: 1n, module: MODULE, account: ACCOUNTS[0] }))
    const account = `0x${'00'.repeat(12)}${ACCOUNTS[0].slice(2)}`
    expect(node.queries[0]).to.deep.equal({ address: MODULE, topics: [Object.values(EVENT_TOPICS), account] })
  })

  it('also asks what has request in place of send', async () => {
    const node = new FakeNode(blocks)
    const request = ({ method, params }: { method: string; params: unknown[] }) => node.send(method, params)
    expect(seen(await readHistory({ request }, EMPTY))).to.deep.equal(seen(scratch(blocks)))
  })

  it('begins and stops where it is told, and tells how far it is', async () => {
    const told: number[] = []
    const history = await readHistory(new FakeNode(blocks), EMPTY, {
      fromBlock: 100,
      toBlock: 200,
      pageBlocks: 40,
      onProgress: ({ block, toBlock, history: sofar }) => {
        expect(toBlock).to.equal(200)
        expect((sofar.recent[sofar.recent.length - 1] ?? the(sofar.settled)).number).to.equal(block)
        told.push(block)
      },
    })
    expect(told).to.deep.equal([139, 179, 200])
    expect(seen(history)).to.deep.equal(seen(scratch(blocks.slice(99, 200))))
  })

  it('leaves nothing out of a history that has begun, wherever it is told that an empty one begins', async () => {
    const begun = await readHistory(new FakeNode(blocks.slice(0, 100)), EMPTY, { fromBlock: 1 })
    const history = await readHistory(new FakeNode(blocks), begun, { fromBlock: 250 })
    expect(seen(history)).to.deep.equal(seen(scratch(blocks)))
  })

  it('lets an error of its listener pass as it is', async () => {
    const own = new Error('the disk is full')
    const onProgress = (): never => {
      throw own
    }
    const caught: unknown = await readHistory(new FakeNode(blocks), EMPTY, { onProgress }).catch(
      (thrown: unknown) => thrown,
    )
    expect(caught).to.equal(own)
  })

  it('holds no more than reorgDepth can undo', async () => {
    const history = await readHistory(new FakeNode(blocks), EMPTY, { reorgDepth: 50, pageBlocks: 10 })
    expect(the(history.settled).number).to.be.within(240, 250)
    expect(history.recent.every(({ number }) => number > 240)).to.equal(true)
  })

  it('refuses another chain, one whose reorg is too deep, and a node that lags behind', async () => {
    const history = await readHistory(new FakeNode(blocks), EMPTY, { reorgDepth: 50, pageBlocks: 10 })
    const other = await refusal(readHistory(new FakeNode(blocks, { chainId: 2 }), history), 'HistoryOfOtherChain')
    expect(other.args).to.deep.equal({ kept: 1n, found: 2n })
    await refusal(readHistory(new FakeNode(longChain(300, 'other').blocks), history), 'HistoryReorganized')
    await refusal(readHistory(new FakeNode(blocks.slice(0, 100)), history), 'LogsNotReadable')
    await refusal(readHistory(new FakeNode([]), history), 'LogsNotReadable')
    const fails = (): Error => new Error('socket hang up')
    expect((await refusal(readHistory(new FakeNode(blocks, { fails }), history), 'LogsNotReadable')).why).to.contain(
      'socket',
    )
  })

  it('gives up on a chain that never holds still', async () => {
    const chains = [longChain(9, 'a').blocks, longChain(9, 'b').blocks]
    const node = new FakeNode(blocks, { chainAt: (request) => the(chains[request % 2]) })
    expect((await refusal(readHistory(node, EMPTY), 'LogsNotReadable')).why).to.contain('changed')
  })

  it('keeps nothing of a page that was read while the chain changed', async () => {
    const property = fc.asyncProperty(
      forks,
      fc.nat({ max: 40 }),
      fc.nat({ max: 20 }),
      fc.integer({ min: 1, max: 5 }),
      async (forked, at, before, pageBlocks) => {
        const { main, other } = forked
        const started = await readHistory(new FakeNode(main.slice(0, before)), EMPTY, { pageBlocks }).catch(() => EMPTY)
        const node = new FakeNode(main, { chainAt: (request) => (request < at ? main : other) })
        const during = await readHistory(node, started, { pageBlocks })
        const read = await readHistory(new FakeNode(other), during, { pageBlocks })
        expect(seen(read)).to.deep.equal(seen(scratch(other)))
        const exact = [seen(scratch(main)), seen(scratch(other))]
        expect(exact).to.deep.include(seen(during))
      },
    )
    await fc.assert(property, { numRuns: 2 * RUNS })
  })

  describe('after logs of a subscription', () => {
    const { blocks: chain, logs } = chainOf([
      [deed('install'), deed('grant')],
      [deed('revoke'), deed('install', 1)],
      [],
      [deed('grant', 1, 1)],
    ])
    const kept = (history: History): History => historyFromJson(JSON.stringify(historyToJson(history)))

    it('leaves no gap where one of them was lost, also with a pause between', async () => {
      const started = await readHistory(new FakeNode(chain.slice(0, 1)), EMPTY)
      for (const given of [[3], [4], [2, 4], [3, 4]].map((places) => places.map((place) => the(logs[place])))) {
        for (const before of [EMPTY, started]) {
          const history = foldEvents(before, given)
          expect(seen(await readHistory(new FakeNode(chain), history))).to.deep.equal(seen(scratch(chain)))
          expect(seen(await readHistory(new FakeNode(chain), kept(history)))).to.deep.equal(seen(scratch(chain)))
        }
      }
    })

    it('undoes what a reorg took away unseen', async () => {
      const { blocks: other } = chainOf([[deed('install')], [], [], [deed('install', 1)]], 'other')
      const history = foldEvents(
        await readHistory(new FakeNode(chain.slice(0, 2)), EMPTY),
        other.flatMap((block) => block.logs).slice(1),
      )
      expect(seen(await readHistory(new FakeNode(other), history))).to.deep.equal(seen(scratch(other)))
    })

    it('reads on from where it was said that every log is in, and not from before', async () => {
      const history = foldEvents(EMPTY, logs, { through: the(chain[2]) })
      for (const one of [history, kept(history), foldEvents(history, [{ ...the(logs[4]), removed: true }])]) {
        const node = new FakeNode(chain)
        expect(seen(await readHistory(node, one))).to.deep.equal(seen(scratch(chain)))
        expect(node.pages).to.deep.equal([1])
      }
    })

    it('reads again from a block that was taken back', async () => {
      const read = await readHistory(new FakeNode(chain), EMPTY)
      const taken = foldEvents(read, [{ ...the(logs[2]), removed: true }])
      const node = new FakeNode(chain)
      expect(seen(await readHistory(node, taken))).to.deep.equal(seen(scratch(chain)))
      expect(node.pages).to.deep.equal([3])
    })
  })

  it('learns of a chain that became shorter', async () => {
    const history = await readHistory(new FakeNode(blocks), EMPTY, { reorgDepth: 200 })
    const shorter = await readHistory(new FakeNode(blocks.slice(0, 150)), history)
    expect(seen(shorter)).to.deep.equal(seen(scratch(blocks.slice(0, 150))))
    expect(the(shorter.recent[shorter.recent.length - 1])).to.deep.include({ number: 150, hash: the(blocks[149]).hash })
  })
})
