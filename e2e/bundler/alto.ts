// The bundler: alto, in safe mode, as a process of its own. It is GPL: never part of the project, never published with it.
import { join } from 'node:path'

import type { Wallet } from 'ethers'

import { httpRequest } from '../../src'
import type { EntryPoint } from '../chain/contracts'
import { E2E } from '../processes/installPackages'
import { freePort } from '../../scripts/freePort'
import type { Processes } from '../processes/Processes'
import { untilAnswers } from '../processes/untilAnswers'

/** What it works for and with. */
export interface AltoOptions {
  /** Of a node whose tracers it can use. */
  readonly rpcUrl: string
  readonly entryPoints: readonly EntryPoint[]
  /** Bring bundles on chain, each one at a time. */
  readonly executors: readonly Wallet[]
  /** Pays for what it deploys for itself. */
  readonly utility: Wallet
  /** {@link OPS_OF_ONE_ACCOUNT} if omitted. */
  readonly opsOfOneAccount?: number
}

/**
 * What ERC-7562 lets an account without stake have in the mempool. This bundler counts also what it refuses, and never takes
 * that back: an account that has sent as many too many is refused for ever.
 */
export const OPS_OF_ONE_ACCOUNT = 4

const SETTINGS = {
  'safe-mode': true,
  'deploy-simulations-contract': true,
  // Accounts are held to the limit of those without stake, and nobody's stake is too low here.
  'min-entity-stake': 1,
  'min-entity-unstake-delay': 1,
  // Ops of one account share bundles: quicker, and each is validated after what the others have written.
  'enforce-unique-senders-per-bundle': false,
  'polling-interval': 100,
  // All that it asks the node and hears from it would be ten times the rest.
  'public-client-log-level': 'warn',
  'wallet-client-log-level': 'warn',
}

/** Nothing is told to anybody. */
const NO_TELEMETRY = { OTEL_SDK_DISABLED: 'true', SENTRY_DSN: '' }

/** Starts it on a free port of 127.0.0.1, and answers its URL. */
export async function startAlto(
  processes: Processes,
  { rpcUrl, entryPoints, executors, utility, opsOfOneAccount = OPS_OF_ONE_ACCOUNT }: AltoOptions,
): Promise<string> {
  const port = await freePort()
  const place = { 'rpc-url': rpcUrl, port, entrypoints: entryPoints.map(({ address }) => address).join() }
  const limits = { 'mempool-max-parallel-ops': opsOfOneAccount, 'mempool-max-queued-ops': opsOfOneAccount }
  const settings = Object.entries({ ...place, ...SETTINGS, ...limits }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])
  const program = join(E2E, 'node_modules/@pimlico/alto/esm/cli/alto.js')
  const args = ['--require', join(E2E, 'bundler/listenLocally.cjs'), program, 'run', ...settings]
  const alto = processes.start(`alto of ${opsOfOneAccount} ops`, process.execPath, args, {
    ...NO_TELEMETRY,
    // A list of all processes shows arguments.
    ALTO_EXECUTOR_PRIVATE_KEYS: executors.map(({ privateKey }) => privateKey).join(),
    ALTO_UTILITY_PRIVATE_KEY: utility.privateKey,
  })
  const url = `http://127.0.0.1:${port}/rpc`
  await untilAnswers(alto, async () => await httpRequest(url)({ method: 'eth_chainId', params: [] }))
  return url
}
