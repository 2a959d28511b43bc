// An account as its owner has to know it: what kind it is, by which EntryPoint it is reached, and whether it has the module.
import type { AccountAdapter } from '../accounts'
import { findAdapter, findEntryPoint } from '../client/sessions/findAccount'
import { isInstalled } from '../client/sessions/isInstalled'
import { rpcBundler, type Bundler } from '../bundler'
import { sessionKeyValidatorAt, type Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { EntryPointVersion } from '../userOp'
import type { Address } from '../contracts'
import type { Given } from './Given'
import type { Chain } from './openChain'
import type { Place } from './placeOf'
import { requireModule } from './requireModule'
import { serviceUrl } from './serviceUrl'

/** @internal */
export interface Owned extends Place {
  readonly chain: Chain
  readonly adapter: AccountAdapter
  /** The module's epoch word of the account. */
  readonly epoch: Hex
  readonly installed: boolean
}

/**
 * @internal
 * @throws AccountNotDeployed · AccountKindUnknown · ModuleNotDeployed.
 */
export async function readOwned(chain: Chain, place: Place): Promise<Owned> {
  const { provider } = chain
  const { account, module } = place
  await requireModule(chain, place)
  const adapter = await findAdapter({ account, provider, bundler: NO_BUNDLER })
  const epoch = (await sessionKeyValidatorAt(module, provider).getEpoch(account)) as Hex
  return { ...place, chain, adapter, epoch, installed: await isInstalled({ provider, ...place }) }
}

/**
 * @internal The EntryPoint that the account names, or the only one that the bundler has.
 *
 * @throws EntryPointUnknown.
 */
export const entryPointOf = async (
  { chain: { provider }, account }: Owned,
  bundler: Bundler | undefined,
): Promise<{ readonly address: Address; readonly version: EntryPointVersion }> =>
  await findEntryPoint({ account, provider, bundler: bundler ?? NO_BUNDLER })

/** One that has no EntryPoint. */
const NO_BUNDLER: Bundler = rpcBundler({ request: async () => await Promise.resolve([]) })

/**
 * @internal The bundler of --bundler; undefined: none is named.
 *
 * @throws BundlerOfOtherChain, and as the bundler.
 */
export async function openBundler(given: Given, { chainId: expected }: Chain): Promise<Bundler | undefined> {
  const named = serviceUrl(given, 'bundler')
  if (named === undefined) return undefined
  const bundler = rpcBundler({ request: given.io.connect(named.url) })
  const actual = await bundler.chainId()
  if (actual !== expected) throw new LatchkeyError('BundlerOfOtherChain', { expected, actual })
  return bundler
}
