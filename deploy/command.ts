// `npm run deploy`: looks first, says what it finds and what it would cost, and deploys only what is missing.
import { formatEther, formatUnits, type Signer } from 'ethers'
import type { HardhatRuntimeEnvironment } from 'hardhat/types'

import { RELEASE, type Release } from '../src/release'
import { deploymentBlock, requireAnswers, requireCancun } from './chain'
import { deployables } from './contracts'
import { installCreateX } from './developmentChain'
import { deployContract, removeJournals } from './latchkey'
import { requireSettings, rpcVariable } from './networks'
import { costOf, planDeployment, requireReleasedBuild, stepFor, withGas, type Cost, type Step } from './plan'
import { DeploymentRefused } from './refuse'
import { explorerOf, verifyAt, writeStandardInput } from './verification'

export type DeployOptions = {
  /** Look and reckon only; needs no key. */
  readonly dryRun: boolean
  /** Put CreateX on a development chain first. */
  readonly local: boolean
  /** Submit the sources to the explorer afterwards. */
  readonly verify: boolean
}

/** @throws DeploymentRefused, before anything is sent. */
export async function deployCommand(hre: HardhatRuntimeEnvironment, options: DeployOptions, release = RELEASE) {
  const { dryRun, local, verify } = options
  if (dryRun && (local || verify))
    throw new DeploymentRefused('A dry run sends nothing: leave out --local and --verify')
  requireSettings(process.env, { network: hre.network.name, key: !dryRun, explorer: verify })
  await hre.run('compile', { quiet: true })
  const contracts = await deployables(hre)
  requireReleasedBuild(contracts, release)
  const inputs = await Promise.all(Object.values(contracts).map((contract) => writeStandardInput(hre, contract)))

  const chainId = await connect(hre)
  const { provider } = hre.ethers
  console.log(`Latchkey ${release.version} on ${hre.network.name}, chain id ${chainId}`)
  console.log(`What an explorer needs to verify it: ${inputs.join(', ')}`)
  if (verify) await explorerOf(hre)
  if (local) {
    await requireCancun(provider)
    await putCreateX(hre)
  }
  const steps = await withGas(provider, await planDeployment(provider, contracts, release))
  steps.forEach(printStep)

  if (steps.every(({ deployed }) => deployed)) {
    console.log('\nDeployed already: nothing to do')
  } else {
    const cost = await costOf(provider, steps)
    printCost(cost)
    if (dryRun) {
      console.log('\nA dry run: nothing was sent')
      return
    }
    await deployMissing(hre, steps, cost)
  }
  await requireAnswers(provider, release)
  const [signer] = await hre.ethers.getSigners()
  if (signer !== undefined) await removeJournals(hre, signer, Object.values(contracts))
  printRegistryLine(chainId, release, await deploymentBlock(provider, release.validator.address))
  if (verify) for (const { contract } of steps) await verifyAt(hre, contract.address)
}

async function connect({ network }: HardhatRuntimeEnvironment): Promise<number> {
  try {
    return Number(await network.provider.send('eth_chainId'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DeploymentRefused(`${why}\nThe node is the one that ${rpcVariable(network.name)} names`, error)
  }
}

async function putCreateX({ ethers }: HardhatRuntimeEnvironment): Promise<void> {
  try {
    await installCreateX(ethers.provider)
  } catch (error) {
    if (error instanceof DeploymentRefused) throw error
    throw new DeploymentRefused('--local is for development chains (anvil, Hardhat): this node refuses it', error)
  }
}

async function deployMissing(hre: HardhatRuntimeEnvironment, steps: readonly Step[], { most }: Cost): Promise<void> {
  const [signer] = await hre.ethers.getSigners()
  if (signer === undefined) throw new DeploymentRefused('The node offers no account: set DEPLOYER_PRIVATE_KEY')
  await requireBalance(signer, most)
  for (const { contract, codeHash, deployed } of steps) {
    if (deployed) continue
    console.log(`\nDeploying ${contract.name} from ${await signer.getAddress()}`)
    await deployContract(hre, signer, contract)
    if (!(await stepFor(hre.ethers.provider, contract, codeHash)).deployed)
      throw new DeploymentRefused(`${contract.name} is not at ${contract.address}: run the command again`)
    console.log(`${contract.name} is at ${contract.address}`)
  }
}

async function requireBalance(signer: Signer, needed: bigint): Promise<void> {
  const address = await signer.getAddress()
  const balance = (await signer.provider?.getBalance(address)) ?? 0n
  if (balance < needed)
    throw new DeploymentRefused(
      `${address} has ${formatEther(balance)} and needs up to ${formatEther(needed)} of the chain's currency: send it some`,
    )
}

function printStep({ contract, codeHash, deployed, gas }: Step): void {
  console.log(`\n${contract.name}`)
  console.log(`  address    ${contract.address}`)
  console.log(`  code hash  ${codeHash}`)
  console.log(`  ${deployed ? 'is there, with this code' : `is not there yet: ${gas.toLocaleString('en')} gas`}`)
}

function printCost({ gas, likely, most }: Cost): void {
  const price = gas === 0n ? 0n : likely / gas
  console.log(
    `\nCost: ${gas.toLocaleString('en')} gas, now at ${formatUnits(price, 'gwei')} gwei: ${formatEther(likely)} of the chain's currency`,
  )
  console.log(`      at most ${formatEther(most)}; on some rollups a fee for the data comes on top`)
}

function printRegistryLine(chainId: number, { version, validator, lens }: Release, block: number | undefined): void {
  const where = `validator: '${validator.address}', lens: '${lens.address}'`
  console.log('\nFor src/deployments.ts, if this is a public chain:')
  console.log(`  ${chainId}: [{ version: '${version}', ${where}, block: ${block ?? 'BLOCK'} }],`)
  if (block === undefined)
    console.log('  BLOCK: this node no longer knows it; look up in which block the module was deployed')
}
