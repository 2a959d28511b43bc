// The clock of a restored chain goes on from the snapshot, however long ago that was taken.
import { expect } from 'chai'
import type { EIP1193Provider, RequestArguments } from 'hardhat/types'

import { steadyTime } from '../../scripts/network/steadyTime'

/** A chain at block 7, second 1,000, that restores any snapshot but 0x0, and what was sent to it. */
function chainAt1000(setTime: () => unknown = () => null) {
  const asked: string[] = []
  const block = { number: '0x7', timestamp: '0x3e8' }
  const answers: Record<string, (param: unknown) => unknown> = {
    evm_revert: (id) => id !== '0x0',
    eth_getBlockByNumber: () => block,
    evm_setNextBlockTimestamp: setTime,
  }
  const provider = {
    request: async ({ method, params }: RequestArguments) => {
      const [param] = params as unknown[]
      asked.push(method === 'eth_getBlockByNumber' ? 'look' : `${method} ${String(param)}`)
      return await Promise.resolve(answers[method]?.(param) ?? null)
    },
    on: () => provider,
    addListener: () => provider,
  }
  const steady = steadyTime(provider as unknown as EIP1193Provider)
  const ask = async (method: string, param: unknown) => await steady.request({ method, params: [param] })
  return { ask, sent: () => asked.filter((one) => one !== 'look'), mine: () => (block.number = '0x8') }
}

describe('steadyTime', () => {
  it('puts the block after a restored one a second behind it', async () => {
    const { ask, sent } = chainAt1000()
    expect(await ask('evm_revert', '0x1')).to.equal(true)
    expect(sent()).to.deep.equal(['evm_revert 0x1', 'evm_setNextBlockTimestamp 1001'])
  })

  it('sets no time where nothing was restored', async () => {
    const { ask, sent } = chainAt1000()
    expect(await ask('evm_revert', '0x0')).to.equal(false)
    expect(sent()).to.deep.equal(['evm_revert 0x0'])
  })

  it('restores also where a block was mined meanwhile', async () => {
    const { ask, sent } = chainAt1000(() => {
      throw new Error('Timestamp 1001 is equal to the previous block’s timestamp')
    })
    expect(await ask('evm_revert', '0x1')).to.equal(true)
    await ask('evm_increaseTime', 60)
    expect(sent().slice(2)).to.deep.equal(['evm_increaseTime 60'])
  })

  it('increases the time that it set, once and again', async () => {
    const { ask, sent } = chainAt1000()
    await ask('evm_revert', '0x1')
    await ask('evm_increaseTime', 60)
    await ask('evm_increaseTime', '0x3c')
    expect(sent().slice(2)).to.deep.equal(['evm_setNextBlockTimestamp 1061', 'evm_setNextBlockTimestamp 1121'])
  })

  it('leaves time alone once a block was mined, or somebody set it', async () => {
    const [mined, set] = [chainAt1000(), chainAt1000()]
    await mined.ask('evm_revert', '0x1')
    mined.mine()
    await mined.ask('evm_increaseTime', 60)
    expect(mined.sent().slice(2)).to.deep.equal(['evm_increaseTime 60'])
    await set.ask('evm_revert', '0x1')
    await set.ask('evm_setNextBlockTimestamp', 2_000)
    await set.ask('evm_increaseTime', 60)
    expect(set.sent().slice(2)).to.deep.equal(['evm_setNextBlockTimestamp 2000', 'evm_increaseTime 60'])
  })
})
