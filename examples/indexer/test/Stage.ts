// Where sessions live: a local chain with the module, some accounts on it, and sessions that each of them may grant.
import { id, SigningKey, computeAddress, zeroPadValue } from 'ethers'

import { startAnvil, richWallet, type Chain } from '../../../e2e/chain/anvil'
import type { Processes } from '../../../e2e/processes/Processes'
import { allow, createSession, toAddress, type Address, type Session } from '../../../src'
import { AccountMock__factory, SessionKeyValidator__factory, type SessionKeyValidator } from '../../../typechain-types'

/** The chain and who is on it. */
export interface Stage extends Chain {
  readonly module: SessionKeyValidator
  readonly address: Address
  /** In which the module was deployed. */
  readonly block: number
  readonly accounts: readonly Address[]
  readonly keys: readonly SigningKey[]
  readonly targets: readonly Address[]
  readonly sessions: readonly Session[]
  /** When the stage was built: seconds since 1970. */
  readonly now: number
}

const ACCOUNTS = 5
const KEYS = 3
const TARGETS = 4
const SESSIONS = 8
const HOUR = 3_600

/** Blocks come with transactions alone, so that a run is the same each time. */
export async function buildStage(processes: Processes): Promise<Stage> {
  const chain = await startAnvil(processes, 'anvil', [])
  const deployer = await richWallet(chain, 'deployer')
  const module = await (await new SessionKeyValidator__factory(deployer).deploy()).waitForDeployment()
  const receipt = await module.deploymentTransaction()?.wait()
  const accounts: Address[] = []
  for (let n = 0; n < ACCOUNTS; n++) {
    const account = await new AccountMock__factory(deployer).deploy(await module.getAddress())
    accounts.push(toAddress(await (await account.waitForDeployment()).getAddress()))
  }
  const latest = await chain.provider.getBlock('latest')
  if (latest === null || !receipt) throw new Error('The chain has no blocks')
  const keys = Array.from({ length: KEYS }, (_, n) => new SigningKey(id(`session key ${n}`)))
  const targets = Array.from({ length: TARGETS }, (_, n) => toAddress(zeroPadValue(`0x70${n}0`, 20)))
  const now = latest.timestamp
  const address = toAddress(await module.getAddress())
  const sessions = Array.from({ length: SESSIONS }, (_, n) => sessionOf(n, { keys, targets, now }))
  return { ...chain, module, address, block: receipt.blockNumber, accounts, keys, targets, sessions, now }
}

/** Each with a key, two functions of one contract, and another contract; each with an end of its own, some with a later start. */
function sessionOf(n: number, { keys, targets, now }: Pick<Stage, 'keys' | 'targets' | 'now'>): Session {
  const abi = ['function upvotePost(uint256 postId)', 'function createPost(string content)']
  const [first, second] = [targets[n % TARGETS], targets[(n + 1) % TARGETS]].map((address) => ({ address, abi }))
  const key = keys[n % KEYS]
  if (first?.address === undefined || second?.address === undefined || key === undefined)
    throw new Error('There are fewer keys or contracts than that')
  const [one, other] = [
    { address: first.address, abi },
    { address: second.address, abi },
  ]
  return createSession({
    signer: toAddress(computeAddress(key)),
    allow: [allow(one, 'upvotePost'), allow(one, 'createPost'), allow(other, 'upvotePost')],
    ...(n % 4 === 3 ? { starts: now + HOUR } : {}),
    expires: now + HOUR * (n + 2),
    fees: { max: 10n ** 15n },
    now,
  })
}
