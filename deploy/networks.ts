// The networks that can be named, and the environment that says how to reach them. Nothing here fails while the
// configuration loads: what is missing is said by the command that needs it.
import { readFileSync } from 'node:fs'
import { isHexString } from 'ethers'
import type { NetworksUserConfig } from 'hardhat/types'

import { DeploymentRefused } from './refuse'

type Environment = Readonly<Record<string, string | undefined>>

/** Names and their chain ids; any other chain is `custom`. */
const CHAINS: Readonly<Record<string, number | undefined>> = {
  mainnet: 1,
  sepolia: 11_155_111,
  base: 8_453,
  'base-sepolia': 84_532,
  optimism: 10,
  'optimism-sepolia': 11_155_420,
  arbitrum: 42_161,
  'arbitrum-sepolia': 421_614,
  polygon: 137,
  'polygon-amoy': 80_002,
  custom: undefined,
}

/** The order of secp256k1: a key is below it. */
const N = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n

const KEY = 'DEPLOYER_PRIVATE_KEY'
const KEY_FILE = 'DEPLOYER_PRIVATE_KEY_FILE'
const EXPLORER_KEY = 'ETHERSCAN_API_KEY'

/** `RPC_URL_BASE_SEPOLIA` for `base-sepolia`. */
export const rpcVariable = (network: string): string => `RPC_URL_${network.toUpperCase().replaceAll('-', '_')}`

/** For Hardhat's configuration. */
export function networksFrom(env: Environment): NetworksUserConfig {
  const key = deployerKey(env)
  const accounts = key === undefined ? [] : [key]
  const named = Object.entries(CHAINS).map(([name, chainId]) => {
    // A name that resolves nowhere, and says in other commands' errors what is missing.
    const url = env[rpcVariable(name)] ?? `http://set-${rpcVariable(name)}.invalid`
    return [name, { url, accounts, ...(chainId === undefined ? {} : { chainId }) }]
  })
  const url = env[rpcVariable('localhost')] ?? 'http://127.0.0.1:8545'
  return {
    ...(Object.fromEntries(named) as NetworksUserConfig),
    localhost: { url, accounts: key === undefined ? 'remote' : accounts },
  }
}

/** For Hardhat's configuration; empty if there is none. */
export const explorerKey = (env: Environment): string => env[EXPLORER_KEY] ?? ''

export type Need = { readonly network: string; readonly key: boolean; readonly explorer: boolean }

/** @throws DeploymentRefused: what to set. */
export function requireSettings(env: Environment, { network, key, explorer }: Need): void {
  if (explorer && network === 'localhost')
    throw new DeploymentRefused('A local chain has no explorer: leave out --verify')
  if (network in CHAINS && (env[rpcVariable(network)] ?? '') === '')
    throw new DeploymentRefused(`Set ${rpcVariable(network)} to the URL of an RPC node of ${network}`)
  if (key && env[KEY] !== undefined && env[KEY_FILE] !== undefined)
    throw new DeploymentRefused(`${KEY} and ${KEY_FILE} are both set: unset the one that is not meant`)
  const keyIsSet = (env[KEY] ?? env[KEY_FILE]) !== undefined
  if (key && (network in CHAINS || keyIsSet) && deployerKey(env) === undefined)
    throw new DeploymentRefused(
      `Set ${KEY} to the private key that pays for the deployment (0x and 64 hex digits, neither zero nor above the curve's order), or ${KEY_FILE} to a file ` +
        `with nothing else in it. ${keyProblem(env)}`,
    )
  // Whether another chain has an explorer is known once it is asked for its id.
  if (explorer && CHAINS[network] !== undefined) requireExplorerKey(env)
}

/** @throws DeploymentRefused: there is none. */
export function requireExplorerKey(env: Environment): void {
  if (explorerKey(env) === '')
    throw new DeploymentRefused(`Set ${EXPLORER_KEY} to an API key of etherscan.io, or leave out --verify`)
}

/** undefined unless it is a key: a malformed one must not stop commands that need none. */
function deployerKey(env: Environment): string | undefined {
  const text = (env[KEY] ?? readKeyFile(env) ?? '').trim()
  const key = text.startsWith('0x') ? text : `0x${text}`
  return isHexString(key, 32) && BigInt(key) > 0n && BigInt(key) < N ? key : undefined
}

function readKeyFile(env: Environment): string | undefined {
  try {
    return env[KEY_FILE] === undefined ? undefined : readFileSync(env[KEY_FILE], 'utf8')
  } catch {
    return undefined
  }
}

/** Says which of the two is wrong; never what is in it. */
function keyProblem(env: Environment): string {
  if (env[KEY] !== undefined) return `What is in ${KEY} is no such key.`
  if (env[KEY_FILE] === undefined) return 'Neither is set.'
  return `The file that ${KEY_FILE} names cannot be read, or holds no such key.`
}
