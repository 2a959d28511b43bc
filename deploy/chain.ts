// What a chain must be able to do, and what is read of it: nothing here sends a transaction.
import { Contract, id, zeroPadValue, type Filter, type Provider } from 'ethers'

import type { Release } from '../src/release'
import { CREATE_X } from './createX'
import { rpc } from './developmentChain'
import { DeploymentRefused } from './refuse'

/** PUSH0 PUSH0 PUSH0 MCOPY PUSH0 PUSH0 RETURN: the newest instructions that the compiler uses. */
const CANCUN_CODE = '0x5f5f5f5e5f5ff3'

/** PUSH1 0 PUSH1 0 RETURN: runs on every chain. */
const ANY_CODE = '0x60006000f3'

/** @throws DeploymentRefused: the chain has no PUSH0 or no MCOPY. */
export async function requireCancun(provider: Provider): Promise<void> {
  const run = (data: string) => rpc(provider, 'eth_call', [{ data }, 'latest'])
  try {
    await run(CANCUN_CODE)
  } catch (error) {
    // A node that refuses this one too says nothing about its instructions: its own error goes on.
    await run(ANY_CODE)
    throw new DeploymentRefused(
      "This chain's EVM is older than Cancun (PUSH0, MCOPY): the code would be there and not run",
      error,
    )
  }
}

/** @throws DeploymentRefused: the code is there, and does not answer as this release does. */
export async function requireAnswers(provider: Provider, { version, validator, lens }: Release): Promise<void> {
  const questions = [
    [validator.address, 'version', 'string', version],
    [lens.address, 'module', 'address', validator.address],
  ] as const
  for (const [address, name, type, expected] of questions) {
    const contract = new Contract(address, [`function ${name}() view returns (${type})`], provider)
    const problem = `${name}() of the code at ${address} does not answer ${expected}: it does not run on this chain`
    let answer: unknown
    try {
      answer = await contract.getFunction(name).staticCall()
    } catch (error) {
      throw new DeploymentRefused(problem, error)
    }
    if (answer !== expected) throw new DeploymentRefused(problem)
  }
}

type History = Pick<Provider, 'getBlockNumber' | 'getCode'> & {
  readonly getLogs: (filter: Filter) => Promise<readonly unknown[]>
}

/** Of CreateX: `ContractCreation(address indexed newContract, bytes32 indexed salt)`. */
const CREATION = id('ContractCreation(address,bytes32)')

/**
 * The block in which CreateX made the contract. Searched from the newest block back, in steps that double: where a node keeps
 * only the last states, what was deployed lately is found all the same. undefined: the node no longer knows.
 */
export async function deploymentBlock(history: History, address: string): Promise<number | undefined> {
  const isThere = async (block: number) => (await history.getCode(address, block)) !== '0x'
  try {
    let there = await history.getBlockNumber()
    let before = there - 1
    for (let step = 2; before >= 0 && (await isThere(before)); step *= 2) {
      there = before
      before -= step
    }
    before = Math.max(before, -1)
    while (there - before > 1) {
      const middle = Math.floor((there + before) / 2)
      if (await isThere(middle)) there = middle
      else before = middle
    }
    // A node that answers "no code" for a state that it dropped leads to a block without the event.
    const topics = [CREATION, zeroPadValue(address, 32)]
    const logs = await history.getLogs({ address: CREATE_X, topics, fromBlock: there, toBlock: there })
    return logs.length === 0 ? undefined : there
  } catch {
    return undefined
  }
}
