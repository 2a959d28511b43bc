// Hardhat: the production compiler settings (the only ones there are), solc from npm, and the embedded test chain.
import '@nomicfoundation/hardhat-toolbox'
import { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } from 'hardhat/builtin-tasks/task-names'
import { subtask, type HardhatUserConfig } from 'hardhat/config'

const SOLC_VERSION = '0.8.37'

/** The compiler comes from the npm package `solc`: nothing is downloaded at build time. */
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async (args: { solcVersion: string }) => {
  if (args.solcVersion !== SOLC_VERSION)
    throw new Error(`This project compiles with solc ${SOLC_VERSION} only, not ${args.solcVersion}`)
  return {
    compilerPath: require.resolve('solc/soljson.js'),
    isSolcJs: true,
    version: SOLC_VERSION,
    longVersion: SOLC_VERSION,
  }
})

const config: HardhatUserConfig = {
  solidity: {
    version: SOLC_VERSION,
    settings: {
      viaIR: true,
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 2000 },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['storageLayout'] } },
    },
  },
  networks: {
    hardhat: { blockGasLimit: 60_000_000, allowUnlimitedContractSize: false },
  },
  paths: { tests: './test' },
  typechain: { outDir: 'typechain-types', target: 'ethers-v6' },
  mocha: { timeout: 240_000 },
}

export default config
