// A contract as a session calls it: what is wrong with arguments is said of the argument.
import { expect } from 'chai'

import type { CallLike } from '../../../src'
import { sessionContract, type CallSender } from '../../../src/client/sessions/sessionContract'
import { expectRefusal, expectRejection, SOCIO3 } from '../builders'

const abi = ['function upvotePost(uint256 postId)', 'function pay(address to, (uint256, bool) terms) payable'] as const

function opened() {
  const sent: (readonly CallLike[])[] = []
  const sender: CallSender = {
    send: async (calls) => {
      sent.push(calls)
      return await Promise.reject(new Error('sent'))
    },
    can: async () => await Promise.reject(new Error('asked')),
  }
  return { contract: sessionContract(sender, { address: SOCIO3, abi }), sender, sent }
}

describe('session.contract', () => {
  it('names the argument that is not of its type', async () => {
    const { contract, sent } = opened()
    const { upvotePost, pay } = contract as unknown as Record<
      'upvotePost' | 'pay',
      (...args: unknown[]) => Promise<unknown>
    >
    await expectRejection(upvotePost('abc'), 'FieldNotValid', { field: 'upvotePost: postId', expected: 'uint256' })
    await expectRejection(pay(SOCIO3, [1n, 2n, 3n]), 'FieldNotValid', {
      field: 'pay: terms',
      expected: '(uint256,bool)',
    })
    await expectRejection(pay('0x12', [1n, true]), 'FieldNotValid', { field: 'pay: to', value: '"0x12"' })
    await expectRejection(upvotePost(), 'FieldNotValid', { field: 'upvotePost', value: '"0 arguments"' })
    expect(sent).to.deep.equal([])
  })

  it('reads an ABI once, however often a contract is named by it', () => {
    const reads: number[] = []
    const counted = new Proxy([...abi], {
      get: (items, name, receiver) => {
        if (name === 'length') reads.push(items.length)
        return Reflect.get(items, name, receiver) as unknown
      },
    })
    const { sender } = opened()
    const name = () => sessionContract(sender, { address: SOCIO3, abi: counted })
    const first = name().upvotePost.toCall(42)
    const once = reads.length
    expect(once).to.be.greaterThan(0)
    expect(name().upvotePost.toCall(42)).to.deep.equal(first)
    expect(reads).to.have.length(once)
  })

  it('makes a call without sending it', () => {
    const { contract, sent } = opened()
    expect(contract.upvotePost.toCall(42)).to.deep.equal({
      to: SOCIO3,
      value: 0n,
      data: `0x8d2f8268${'0'.repeat(62)}2a`,
    })
    expectRefusal(() => contract.upvotePost.toCall(-1), 'FieldNotValid', { field: 'upvotePost: postId' })
    expect(sent).to.deep.equal([])
  })
})
