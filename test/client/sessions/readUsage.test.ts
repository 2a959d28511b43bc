// What is read of a session where the nodes behind a provider are at different heights.
import { expect } from 'chai'
import type { BlockTag, Provider, TransactionRequest } from 'ethers'
import { ethers } from 'hardhat'

import { readUsage } from '../../../src'
import { openLoop } from './stage'

/** Notes of which block the epoch is asked; answers the first time from the block before the latest, if it lags. */
function watched(epochSelector: string, asked: (BlockTag | undefined)[], lags: boolean): Provider {
  let isFirst = lags
  const call = async (tx: TransactionRequest): Promise<string> => {
    const isAboutEpoch = tx.data?.startsWith(epochSelector) === true
    if (isAboutEpoch) asked.push(tx.blockTag ?? undefined)
    if (!isAboutEpoch || !isFirst) return await ethers.provider.call(tx)
    isFirst = false
    return await ethers.provider.call({ ...tx, blockTag: (await ethers.provider.getBlockNumber()) - 1 })
  }
  return new Proxy(ethers.provider, {
    get: (target, name) => (name === 'call' ? call : (Reflect.get(target, name, target) as unknown)),
  })
}

describe('readUsage', () => {
  it('takes a grant without its epoch for no end of the session, and asks both of one block', async () => {
    const { open, request, chain, account, module } = await openLoop()
    const { session } = await (await open()).ensure(request())
    const { selector } = chain.module.interface.getFunction('getEpoch')
    const place = { module, account, session }
    expect((await readUsage(ethers.provider, place)).status).to.equal('Live')
    const asked: (BlockTag | undefined)[] = []
    const usage = await readUsage(watched(selector, asked, true), place)
    expect(usage.status).to.equal('Live')
    expect(asked).to.deep.equal(['latest', await ethers.provider.getBlockNumber()])
  })

  it('asks once where all is of one height', async () => {
    const { open, request, chain, account, module } = await openLoop()
    const sessions = await open()
    const { session, id } = await sessions.ensure(request())
    await sessions.revoke(id)
    const asked: (BlockTag | undefined)[] = []
    const { selector } = chain.module.interface.getFunction('getEpoch')
    const usage = await readUsage(watched(selector, asked, false), { module, account, session })
    expect(usage.status).to.equal('Revoked')
    expect(asked).to.deep.equal(['latest'])
  })
})
