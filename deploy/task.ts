// The commands that Hardhat gets from here: `deploy`, and `verify` for the two contracts.
import { subtask, task } from 'hardhat/config'

import type { DeployOptions } from './command'
import { DeploymentRefused } from './refuse'

// What a task needs is loaded when it runs: before the first compilation there are no generated types.
task('deploy', 'Deploys the session key module and its Lens at the same addresses as on every chain')
  .addFlag('dryRun', 'Only say what is there, what would be deployed, and what it costs; needs no key')
  .addFlag('local', 'Put CreateX on a development chain first')
  .addFlag('verify', 'Submit the sources to the explorer')
  .setAction(async (options: DeployOptions, hre) => {
    try {
      requireNamed(hre.network.name, Object.keys(hre.config.networks))
      const { deployCommand } = await import('./command')
      await deployCommand(hre, options)
    } catch (error) {
      if (!(error instanceof DeploymentRefused)) throw error
      console.error(error.message)
      process.exitCode = 1
    }
  })

/** @throws DeploymentRefused: without a name it is the embedded chain, which is gone when the command ends. */
function requireNamed(network: string, known: readonly string[]): void {
  if (network === 'hardhat')
    throw new DeploymentRefused(
      `Name a network: --network NAME, one of ${known.filter((name) => name !== 'hardhat').join(', ')}`,
    )
}

subtask('verify:etherscan').setAction(async ({ address }: { address: string }, hre) => {
  const { verifyAt } = await import('./verification')
  await verifyAt(hre, address)
})
