// The client's front door for who has viem.
import type { SmartAccount } from 'viem/account-abstraction'

import type { FeesPerGas } from '../bundler'
import { openSessions as open, type Sessions, type SessionsOptions } from '../client'
import { systemClock } from '../client/queue'
import { feesFor } from '../client/queue/feesFor'
import { LatchkeyError } from '../errors'
import type { Owner } from '../owner'
import type { EntryPointVersion } from '../userOp'
import type { ViemClient } from './ViemClient'
import { viemBundler } from './viemBundler'
import { viemOwner } from './viemOwner'
import { viemProvider } from './viemProvider'

/** What {@link openSessions} needs: a bundler client and a smart account; all else as of the package's own. */
export interface ViemSessionsOptions extends Omit<
  SessionsOptions,
  'account' | 'owner' | 'bundler' | 'provider' | 'entryPoint'
> {
  /** `createBundlerClient` of viem, a client of permissionless, or any other whose transport leads to a bundler. */
  readonly client: ViemClient
  /** Reads the chain; the bundler client's own `client`, or where it has none the bundler client itself, if omitted. */
  readonly publicClient?: ViemClient | undefined
  /** Of viem's or permissionless's shape; on EntryPoint v0.7 or later. */
  readonly account: SmartAccount
  /** Who is asked instead of the account, such as a wallet of another program. */
  readonly owner?: Owner | undefined
  /** true: the owner is never asked for a signature of typed data, and every grant is an op. */
  readonly byCalls?: boolean | undefined
  /** How many ops of one account the bundler holds at a time; 4 if omitted. */
  readonly pendingMax?: number | undefined
}

const VERSIONS: readonly string[] = ['0.7', '0.8', '0.9'] satisfies readonly EntryPointVersion[]

/**
 * As `openSessions` of the package's main entry, which does the work: the same `Sessions`. Prompts nobody.
 *
 * @throws EntryPointUnknown: an account on v0.6; and as `openSessions`.
 */
export async function openSessions(options: ViemSessionsOptions): Promise<Sessions> {
  const { client, account, publicClient, owner, byCalls, pendingMax, ...rest } = options
  const { address, version } = account.entryPoint
  if (!isKnown(version)) throw new LatchkeyError('EntryPointUnknown', { found: [address] })
  const bundler = viemBundler({ client, account, ...(pendingMax !== undefined && { pendingMax }) })
  const clock = rest.clock ?? systemClock
  const wait = async (milliseconds: number): Promise<void> => await clock.sleep(milliseconds)
  const provider = await viemProvider(publicClient ?? readerOf(client))
  const fees = async (): Promise<FeesPerGas> => await feesFor(bundler, provider)
  return await open({
    ...rest,
    account: account.address,
    entryPoint: { address, version },
    bundler,
    owner: owner ?? viemOwner({ client, account, bundler, fees, byCalls, wait, every: rest.pollEvery }),
    provider,
  })
}

const isKnown = (version: string): version is EntryPointVersion => VERSIONS.includes(version)

const readerOf = (client: ViemClient): ViemClient => (client as { readonly client?: ViemClient }).client ?? client
