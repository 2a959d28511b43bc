// Contract verification: the compiler's standard-JSON input as a file, and its submission to an explorer.
//
// hardhat-verify's own task reads the compiler's version from the metadata at the end of the code, and this code ends
// without any (settings.metadata in hardhat.config.ts). So its Etherscan client is used, and what it needs is known here.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { Etherscan } from '@nomicfoundation/hardhat-verify/etherscan'
import { getAddress, isAddress } from 'ethers'
import type { HardhatRuntimeEnvironment } from 'hardhat/types'

import { deployables, type Deployable } from './contracts'
import { requireExplorerKey } from './networks'
import { DeploymentRefused } from './refuse'

/** Writes deploy/verification/NAME.json: sources and settings, all that solc needs. Answers the path. */
export async function writeStandardInput(hre: HardhatRuntimeEnvironment, contract: Deployable): Promise<string> {
  const folder = join(hre.config.paths.root, 'deploy/verification')
  const file = join(folder, `${contract.name}.json`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `${JSON.stringify(await standardInput(hre, contract), null, 2)}\n`)
  return relative(hre.config.paths.root, file)
}

/** Of one contract: its own source and those that it imports, nothing else of the project. */
export async function standardInput(hre: HardhatRuntimeEnvironment, { source }: Deployable): Promise<unknown> {
  const [sourceName] = source.split(':')
  return (await hre.run('verify:etherscan-get-minimal-input', { sourceName })) as unknown
}

/** What this class of hardhat-verify can do, as it is used here. */
export type Explorer = Pick<Etherscan, 'isVerified' | 'verify' | 'getVerificationStatus' | 'getContractUrl'>

/** Verifies one of the two contracts on the explorer of the network. */
export async function verifyAt(hre: HardhatRuntimeEnvironment, address: string): Promise<void> {
  const checksummed = isAddress(address) && getAddress(address)
  const contract = Object.values(await deployables(hre)).find((known) => known.address === checksummed)
  if (contract === undefined)
    throw new DeploymentRefused(
      `${address} is neither the module nor the Lens of this version: nothing else is verified`,
    )
  console.log(await submit(hre, await explorerOf(hre), contract))
}

/** @throws DeploymentRefused: no explorer of this chain is known, or there is no key for it. */
export async function explorerOf({ config, network }: HardhatRuntimeEnvironment): Promise<Explorer> {
  const { apiKey, customChains } = config.etherscan
  const chain = await Etherscan.getCurrentChainConfig(network.name, network.provider, customChains).catch(
    (error: unknown) => {
      throw new DeploymentRefused(
        `No explorer of the chain of ${network.name} is known here: leave out --verify, and upload the files of ` +
          'deploy/verification by hand (docs/deploying.md)',
        error,
      )
    },
  )
  requireExplorerKey(process.env)
  return Etherscan.fromChainConfig(apiKey, chain)
}

/** Answers what became of it. @throws DeploymentRefused: the explorer could not reproduce the code. */
export async function submit(
  hre: HardhatRuntimeEnvironment,
  explorer: Explorer,
  contract: Deployable,
): Promise<string> {
  const { name, source, args, address } = contract
  const url = explorer.getContractUrl(address)
  if (await explorer.isVerified(address)) return `${name} is verified already: ${url}`
  const input = JSON.stringify(await standardInput(hre, contract))
  const { message: ticket } = await explorer.verify(address, input, source, `v${compilerVersion()}`, args.slice(2))
  const status = await explorer.getVerificationStatus(ticket)
  if (!status.isSuccess() && !status.isAlreadyVerified())
    throw new DeploymentRefused(`The explorer did not verify ${name}: ${status.message}`)
  return `${name} is verified: ${url}`
}

/** Such as `0.8.37+commit.f401782d`, as explorers list it. */
export function compilerVersion(): string {
  const text = execFileSync(process.execPath, [require.resolve('solc/solc.js'), '--version'], { encoding: 'utf8' })
  const version = /^\d+\.\d+\.\d+\+commit\.[0-9a-f]+/.exec(text)?.[0]
  if (version === undefined) throw new DeploymentRefused(`solc does not tell its version: ${text}`)
  return version
}
