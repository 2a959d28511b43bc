// What the compiler refuses. Nothing here runs: `tsc` checks it, and an expectation that is not met is an error.
import type { Interface } from 'ethers'
import { Contract } from 'ethers'

import type { sessionKeyValidatorAt } from '../../src'
import { allow, createSession, parseDuration, sessionKeyValidatorAbi, type Session } from '../../src'
import { ACCOUNT, KEY_ADDRESS, SOCIO3 } from './builders'

const jsonAbi = [
  { type: 'function', name: 'post', inputs: [{ type: 'string', name: 'text' }], stateMutability: 'nonpayable' },
  { type: 'function', name: 'like', inputs: [{ type: 'uint256', name: 'id' }], stateMutability: 'nonpayable' },
  {
    type: 'function',
    name: 'like',
    inputs: [{ type: 'tuple[]', name: 'all', components: [{ type: 'uint256' }, { type: 'address' }] }],
    stateMutability: 'payable',
  },
  { type: 'event', name: 'Posted', inputs: [] },
  { type: 'error', name: 'Refused', inputs: [] },
] as const

const textAbi = ['function upvotePost(uint256 postId)', 'function tip(uint256) payable', 'event Tipped()'] as const

export function constantJsonAbi(): void {
  const contract = { address: SOCIO3, abi: jsonAbi }
  allow(contract, 'post')
  allow(contract, 'post(string)')
  allow(contract, 'like(uint256)')
  allow(contract, 'like((uint256,address)[])')
  // @ts-expect-error no such function
  allow(contract, 'psot')
  // @ts-expect-error several functions have this name
  allow(contract, 'like')
  // @ts-expect-error no function with these arguments
  allow(contract, 'like(address)')
  // @ts-expect-error an event is no function
  allow(contract, 'Posted')
  // @ts-expect-error an error is no function
  allow(contract, 'Refused')
}

export function constantTextAbi(): void {
  allow({ address: SOCIO3, abi: textAbi }, 'upvotePost')
  allow({ address: SOCIO3, abi: textAbi }, 'tip(uint256)')
  allow({ address: SOCIO3, abi: ['function inline() external'] }, 'inline')
  // @ts-expect-error no such function
  allow({ address: SOCIO3, abi: textAbi }, 'upvote')
  // @ts-expect-error an event is no function
  allow({ address: SOCIO3, abi: textAbi }, 'Tipped')
}

export function generatedContract(contract: ReturnType<typeof sessionKeyValidatorAt>): void {
  allow(contract, 'revokeAll')
  allow({ address: SOCIO3, abi: sessionKeyValidatorAbi }, 'revokeAll')
  // @ts-expect-error no such function
  allow(contract, 'revokeEverything')
  // @ts-expect-error no such function
  allow({ address: SOCIO3, abi: sessionKeyValidatorAbi }, 'revokeEverything')
}

export function checkedAtRunTimeOnly(names: string[], abi: Interface): void {
  allow(new Contract(SOCIO3, names), 'anything')
  allow({ address: SOCIO3, abi: names }, 'anything')
  allow({ address: SOCIO3, abi }, 'anything')
}

export function sessions(session: Session): void {
  const rest = { signer: KEY_ADDRESS, allow: session.permissions, now: 0 }
  createSession({ ...rest, expires: '1h', fees: { max: 1n } })
  createSession({ ...rest, expires: parseDuration('1h'), fees: { sponsor: ACCOUNT } })
  // @ts-expect-error there is no expiry
  createSession({ ...rest, fees: { max: 1n } })
  // @ts-expect-error no bound on fees
  createSession({ ...rest, expires: '1h', fees: {} })
  // @ts-expect-error no duration
  createSession({ ...rest, expires: 'tomorrow', fees: { max: 1n } })
  // @ts-expect-error amounts are bigint
  createSession({ ...rest, expires: '1h', fees: { max: 1 } })
  // @ts-expect-error sessions are read-only
  session.maxCalls = 1
  // @ts-expect-error and so are their permissions
  session.permissions.length = 0
}
