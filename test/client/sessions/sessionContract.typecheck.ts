// Compiled, not run: what may be called of a contract whose type is known, and with what.
import { Contract } from 'ethers'

import type { Call, LiveSession, SentOp } from '../../../src'
import type { Socio3 } from '../../../typechain-types'

const abi = [
  'function upvotePost(uint256 postId)',
  'function tip(uint256 postId) payable',
  'function name(address who, string text, bool is, bytes data)',
] as const

export async function typed(session: LiveSession, socio3: Socio3): Promise<readonly unknown[]> {
  const generated = session.contract(socio3)
  const sent: SentOp = await generated.upvotePost(42)
  const constant = session.contract({ address: '0x', abi })
  const call: Call = constant.tip.toCall(42n, { value: 1n })
  const free = session.contract(new Contract('0x', [...abi]))

  // @ts-expect-error text is no number
  void generated.createPost(7)
  // @ts-expect-error one argument is missing
  void constant.upvotePost()
  // @ts-expect-error an object is no number
  void constant.upvotePost({})
  // @ts-expect-error a number is no text
  void constant.name('0x', 7, true, '0x')
  const unknown = [
    // @ts-expect-error no function of that name
    generated.upvote,
    // @ts-expect-error no function of that name
    constant.upvote,
  ]
  return [unknown, sent, call, await constant.name('0x', 'text', true, '0x', { alone: true }), free]
}
