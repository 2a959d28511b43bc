// What the compiler refuses of lists of permissions. Nothing here runs: `tsc` checks it.
import { allow, allowAll, allowAny, and, atMost, createSession, equals, every, not, or, some, spend } from '../../src'
import { KEY_ADDRESS, SOCIO3 } from './builders'

const abi = ['function upvotePost(uint256 postId)', 'function tip(uint256) payable'] as const
const contract = { address: SOCIO3, abi }

export function names(): void {
  allowAny(contract, 'upvotePost', { postId: not(equals(1n)) })
  allowAll(contract, { except: ['tip'] })
  // @ts-expect-error no such function
  allowAny(contract, 'upvote', { postId: not(equals(1n)) })
  // @ts-expect-error no such function
  allowAll(contract, { except: ['upvote'] })
  // @ts-expect-error amounts are bigint
  allowAny(contract, 'tip', {}, { maxValue: 1 })
  // @ts-expect-error a demand is missing: allow() has none
  allowAny(contract, 'tip')
}

export function joined(): void {
  allowAny(contract, 'tip', or({ 0: and(atMost(5n), not(1n)) }, not({ 0: [spend({ max: 1n })] })))
  allowAny(contract, 'tip', and({ 0: every(equals(1n), { max: 3 }) }, { 0: some({ 0: equals(1n) }) }))
  // @ts-expect-error values are compared by equals() and its like
  or(1n, 2n)
  // @ts-expect-error no such option
  every(equals(1n), { most: 3 })
}

export function lists(): void {
  const rest = { signer: KEY_ADDRESS, expires: '1h', fees: { max: 1n }, now: 0 } as const
  createSession({ ...rest, allow: [allowAll(contract), allow(contract, 'tip')] })
  createSession({ ...rest, allow: allowAll(contract) })
  // @ts-expect-error lists of lists of permissions are not flattened further
  createSession({ ...rest, allow: [[allowAll(contract)]] })
}
