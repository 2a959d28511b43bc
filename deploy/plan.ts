// What is to be done on a chain, found by reading only: nothing here sends a transaction.
import { keccak256, toBigInt, type Provider } from 'ethers'

import type { Release } from '../src/release'
import { requireCancun } from './chain'
import type { Deployable, Deployables } from './contracts'
import { CREATE_X, createXData, hasCreateX } from './createX'
import { rpc } from './developmentChain'
import { DeploymentRefused } from './refuse'

export type Step = {
  readonly contract: Deployable
  /** Of the runtime code, as the release has it. */
  readonly codeHash: string
  readonly deployed: boolean
  /** What deploying costs; 0 if it is there. */
  readonly gas: bigint
}

export type Cost = {
  readonly gas: bigint
  /** At the present price. */
  readonly likely: bigint
  /** At the highest price that is offered: what the deployer must have. */
  readonly most: bigint
}

/** @throws DeploymentRefused: the compiled contracts are not those of the release. */
export function requireReleasedBuild({ validator, lens }: Deployables, release: Release): void {
  const pairs = [
    [validator, release.validator],
    [lens, release.lens],
  ] as const
  for (const [{ name, initCode, address }, { initCodeHash, address: released }] of pairs)
    if (keccak256(initCode) !== initCodeHash || address !== released)
      throw new DeploymentRefused(
        `This build of ${name} is not version ${release.version}: its creation code has the hash ${keccak256(initCode)}, ` +
          `src/release.ts says ${initCodeHash}. Check out the released sources, or make a new version of it`,
      )
}

/**
 * Asks the chain first what is at the addresses.
 *
 * @throws DeploymentRefused: the chain cannot run the code, other code is there, or no CreateX to deploy what is missing.
 */
export async function planDeployment(provider: Provider, contracts: Deployables, release: Release): Promise<Step[]> {
  await requireCancun(provider)
  const validator = await stepFor(provider, contracts.validator, release.validator.codeHash)
  const lens = await stepFor(provider, contracts.lens, release.lens.codeHash)
  const steps = [validator, lens]
  if (steps.every(({ deployed }) => deployed)) return steps
  if (!(await hasCreateX(provider)))
    throw new DeploymentRefused(
      `This chain has no CreateX at ${CREATE_X}, and without it the addresses would not be those of other chains. ` +
        'On a development chain add --local, which puts it there; for any other chain see https://createx.rocks',
    )
  return steps
}

/** @throws DeploymentRefused: there is other code. */
export async function stepFor(provider: Provider, contract: Deployable, codeHash: string): Promise<Step> {
  const { name, address } = contract
  const code = await provider.getCode(address)
  if (code !== '0x' && keccak256(code) !== codeHash)
    throw new DeploymentRefused(
      `Other code than ${name} is at ${address}: its hash is ${keccak256(code)}, ${name} has ${codeHash}. ` +
        'Do not use this address on this chain',
    )
  const deployed = code !== '0x'
  return { contract, codeHash, deployed, gas: 0n }
}

/**
 * What the missing ones cost, from the chain's own estimate. It is asked for without a key, and of the last mined block: a
 * pending deployment would make another one fail.
 */
export async function withGas(provider: Provider, steps: readonly Step[]): Promise<Step[]> {
  const estimate = async (step: Step): Promise<Step> =>
    step.deployed ? step : { ...step, gas: await estimateGas(provider, createXData(step.contract.initCode)) }
  return await Promise.all(steps.map(estimate))
}

async function estimateGas(provider: Provider, data: string): Promise<bigint> {
  return toBigInt(String(await rpc(provider, 'eth_estimateGas', [{ to: CREATE_X, data }, 'latest'])))
}

export async function costOf(provider: Provider, steps: readonly Step[]): Promise<Cost> {
  const gas = steps.reduce((sum, step) => sum + step.gas, 0n)
  const { gasPrice, maxFeePerGas } = await provider.getFeeData()
  const price = gasPrice ?? maxFeePerGas ?? 0n
  return { gas, likely: gas * price, most: gas * (maxFeePerGas ?? price) }
}
