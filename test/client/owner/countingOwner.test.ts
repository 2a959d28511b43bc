// The owner of tests: what it counts, what it passes on, and what it refuses.
import { expect } from 'chai'

import type { Owner, OwnerCalls } from '../../../src'
import { countingOwner } from '../../../src/testing'
import { ACCOUNT, expectRejection, UPVOTE, word } from '../builders'
import { grantOf, openOwned } from './ownedAccount'

const request: OwnerCalls = { chainId: 1n, account: ACCOUNT, calls: [UPVOTE] }
const sent = { id: '1', wait: async () => await Promise.resolve({ transactionHash: word(1), success: true }) }

/** An owner that remembers what reached it. */
function anOwner(): { readonly owner: Owner; readonly reached: OwnerCalls[] } {
  const reached: OwnerCalls[] = []
  const sendCalls = async (asked: OwnerCalls) => {
    reached.push(asked)
    return await Promise.resolve(sent)
  }
  return { owner: { sendCalls }, reached }
}

describe('countingOwner', () => {
  it('counts each prompt, and passes it on', async () => {
    const { owner, reached } = anOwner()
    const counting = countingOwner(owner)
    expect(counting.prompts).to.deep.equal([])
    expect(await counting.sendCalls(request)).to.equal(sent)
    await counting.sendCalls(request)
    expect(counting.prompts).to.deep.equal([
      { method: 'sendCalls', request },
      { method: 'sendCalls', request },
    ])
    expect(reached.length).to.equal(2)
  })

  it('says no once when it is told to, and the owner is not reached', async () => {
    const { owner, reached } = anOwner()
    const counting = countingOwner(owner)
    counting.rejectNext()
    await expectRejection(counting.sendCalls(request), 'OwnerRejected', { method: 'sendCalls' })
    expect([counting.prompts.length, reached.length]).to.deep.equal([1, 0])
    await counting.sendCalls(request)
    expect([counting.prompts.length, reached.length]).to.deep.equal([2, 1])
  })

  it('signs typed data if the owner does', async () => {
    const owned = await openOwned()
    expect(countingOwner(anOwner().owner).signTypedData).to.equal(undefined)
    const owner = owned.ownerWith({})
    const { chain, account, install } = owned
    await (await owner.sendCalls({ chainId: chain.chainId, account, calls: [install] })).wait()
    const counting = countingOwner(owner)
    const grant = await grantOf(owned)
    expect(await counting.signTypedData?.(grant)).to.equal(await owner.signTypedData?.(grant))
    expect(counting.prompts).to.deep.equal([{ method: 'signTypedData', grant }])
    counting.rejectNext()
    await expectRejection(Promise.resolve(counting.signTypedData?.(grant)), 'OwnerRejected', {
      method: 'signTypedData',
    })
  })
})
