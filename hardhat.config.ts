// Hardhat: the production compiler settings (the only ones there are), solc from npm, and the embedded test chain.
import '@nomicfoundation/hardhat-toolbox'
import {
  TASK_COMPILE_SOLIDITY_CHECK_ERRORS,
  TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD,
} from 'hardhat/builtin-tasks/task-names'
import { extendProvider, subtask, type HardhatUserConfig } from 'hardhat/config'
import { SALT } from './deploy/createX'
import { explorerKey, networksFrom } from './deploy/networks'
import './deploy/task'
import { steadyTime } from './scripts/network/steadyTime'

const SOLC_VERSION = '0.8.37'

/** `hardhat coverage` compiles instrumented sources: nothing of it may land where the real artifacts and types are. */
const COVERAGE = process.argv.includes('coverage') && 'coverage/build'

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

// Tests start from snapshots: how long the ones before took must not matter.
extendProvider((provider, _config, network) => Promise.resolve(network === 'hardhat' ? steadyTime(provider) : provider))

type SolcMessage = { readonly severity: string; readonly sourceLocation?: { readonly file: string } }
type SolcOutput = { readonly errors?: readonly SolcMessage[] }

/** A warning about the project's own sources is an error; one about a package's is nobody's here, and not shown. */
subtask(
  TASK_COMPILE_SOLIDITY_CHECK_ERRORS,
  async ({ output, quiet }: { output: SolcOutput; quiet: boolean }, _hre, runSuper) => {
    const ours = (output.errors ?? []).filter(
      ({ severity, sourceLocation }) => severity === 'error' || !(COVERAGE || sourceLocation?.file.startsWith('@')),
    )
    await runSuper({ output: { ...output, errors: ours.map((message) => ({ ...message, severity: 'error' })) }, quiet })
  },
)

/**
 * Instrumented code is larger than one transaction may deploy since Osaka, so that fork runs none. P-256 signatures have the
 * precompile of before it, at the same place.
 */
const FOR_COVERAGE = { hardfork: 'prague', enableRip7212: true }

const config: HardhatUserConfig = {
  solidity: {
    version: SOLC_VERSION,
    settings: {
      viaIR: true,
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 800 },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
      outputSelection: { '*': { '*': ['storageLayout'] } },
    },
  },
  networks: {
    // Up to 26 million its estimates stay under the cap of a transaction (16.8 million) for what takes seven, as the Lens does.
    hardhat: {
      blockGasLimit: 26_000_000,
      allowUnlimitedContractSize: false,
      ...(process.argv.includes('coverage') && FOR_COVERAGE),
    },
    ...networksFrom(process.env),
  },
  ignition: { strategyConfig: { create2: { salt: SALT } } },
  etherscan: { apiKey: explorerKey(process.env) },
  sourcify: { enabled: false },
  paths: {
    tests: './test',
    ignition: './deploy',
    ...(COVERAGE && { artifacts: `${COVERAGE}/artifacts`, cache: `${COVERAGE}/cache` }),
  },
  typechain: { outDir: COVERAGE ? `${COVERAGE}/typechain-types` : 'typechain-types', target: 'ethers-v6' },
  mocha: { timeout: 240_000 },
}

export default config
