// The commands that Hardhat gets from here: `deploy`, and `verify` for the two contracts.
import { subtask, task } from 'hardhat/config'

import type { DeployOptions } from './command'

// What a task needs is loaded when it runs: before the first compilation there are no generated types.
task('deploy', 'Deploys the session key module and its Lens at the same addresses as on every chain')
  .addFlag('dryRun', 'Only say what is there, what would be deployed, and what it costs; needs no key')
  .addFlag('local', 'Put CreateX on a development chain first')
  .addFlag('verify', 'Submit the sources to the explorer')
  .setAction(async (options: DeployOptions, hre) => {
    const { deployCommand } = await import('./command')
    await deployCommand(hre, options)
  })

subtask('verify:etherscan').setAction(async ({ address }: { address: string }, hre) => {
  const { verifyAt } = await import('./verification')
  await verifyAt(hre, address)
})
