// Puts the session key module and its Lens on a chain: the one way for tests, bench, demo and `npm run deploy`. The chain is
// the truth: what is there stays, what is missing is deployed through CreateX by the Ignition modules.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Signer } from 'ethers'
import type { HardhatRuntimeEnvironment } from 'hardhat/types'

import { deployables, type Deployable } from './contracts'
import { hasCode, providerOf } from './create2'
import { SALT } from './createX'
import { installCreateX } from './developmentChain'
import { sessionKeyValidatorModule } from './modules/SessionKeyValidator'
import { sessionLensModule } from './modules/SessionLens'
import { DeploymentRefused } from './refuse'

export type Latchkey = { readonly validator: string; readonly lens: string }

/** Deploys what is missing on a development chain, and answers the addresses. */
export async function deployLatchkey(hre: HardhatRuntimeEnvironment, signer: Signer): Promise<Latchkey> {
  await installCreateX(providerOf(signer))
  const { validator, lens } = await deployables(hre)
  for (const contract of [validator, lens])
    if (!(await hasCode(hre.ethers.provider, contract.address))) await deployContract(hre, signer, contract)
  return { validator: validator.address, lens: lens.address }
}

/**
 * Deploys one contract that is not there, and fails if it is not there afterwards.
 *
 * Ignition's journal serves only to go on with a transaction that is still pending. Otherwise the chain knows better: it
 * may be a local one begun anew, or have been reorganized.
 */
export async function deployContract(hre: HardhatRuntimeEnvironment, signer: Signer, contract: Deployable) {
  const { name, address, args } = contract
  const defaultSender = await signer.getAddress()
  const { deploymentId, journal } = await journalOf(hre, address)
  const pending = await pendingTransactions(hre, defaultSender)
  if (pending > 0 && !existsSync(journal))
    throw new DeploymentRefused(
      `Transactions of ${defaultSender} are pending (${pending}). Wait until they are mined, then run again`,
    )
  if (pending > 0) console.log('Going on with the transaction that is pending')
  else rmSync(journal, { recursive: true, force: true })

  const options = { strategy: 'create2', strategyConfig: { salt: SALT }, defaultSender, deploymentId } as const
  try {
    if (name === 'SessionKeyValidator') await hre.ignition.deploy(sessionKeyValidatorModule, options)
    else
      await hre.ignition.deploy(sessionLensModule, {
        ...options,
        parameters: { SessionLens: { validator: `0x${args.slice(-40)}` } },
      })
  } catch (error) {
    // Anybody may deploy: another one was quicker, or a resumed transaction was mined after all.
    if (!(await hasCode(hre.ethers.provider, address))) throw error
  }
  if (!(await hasCode(hre.ethers.provider, address)))
    throw new DeploymentRefused(`The deployment left nothing at ${address}`)
  rmSync(journal, { recursive: true, force: true })
}

/** Removes the journals of contracts that are there, unless a transaction of the signer is pending. */
export async function removeJournals(hre: HardhatRuntimeEnvironment, signer: Signer, contracts: readonly Deployable[]) {
  if ((await pendingTransactions(hre, await signer.getAddress())) > 0) return
  for (const { address } of contracts) rmSync((await journalOf(hre, address)).journal, { recursive: true, force: true })
}

async function journalOf({ config, ethers }: HardhatRuntimeEnvironment, address: string) {
  const { chainId } = await ethers.provider.getNetwork()
  const deploymentId = `chain-${chainId}-${address}`
  return { deploymentId, journal: join(config.paths.ignition, 'deployments', deploymentId) }
}

/** How many transactions of an account the node knows and has not mined. */
async function pendingTransactions({ ethers }: HardhatRuntimeEnvironment, sender: string): Promise<number> {
  const [all, mined] = await Promise.all(
    ['pending', 'latest'].map((block) => ethers.provider.getTransactionCount(sender, block)),
  )
  return (all ?? 0) - (mined ?? 0)
}
