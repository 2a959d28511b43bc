// What a chain must be able to do, and what is read of it: nothing here sends a transaction.
import { Contract, type Provider } from 'ethers'

import type { Release } from '../src/release'
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
