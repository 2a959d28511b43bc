// What sessions were opened with, with nothing left open.
import type { AccountAdapter } from '../../accounts'
import type { Address } from '../../contracts'
import { LatchkeyError } from '../../errors'
import { toAddress } from '../../session'
import { notValid } from '../../session/fields'
import { memoryStore, memoryVault, type KeyVault, type SessionStore, type StorePlace } from '../../store'
import { inTurns } from '../../store/inTurns'
import { systemClock, type Clock, type QueueOptions } from '../queue'
import { findAdapter, findEntryPoint } from './findAccount'
import { findModule } from './findModule'
import type { SessionsOptions } from './SessionsOptions'

/** @internal Options, with what was found on the chain and with defaults. */
export interface SessionsContext extends SessionsOptions {
  readonly chainId: bigint
  readonly adapter: AccountAdapter
  readonly entryPoint: QueueOptions['entryPoint']
  readonly module: Address
  readonly store: SessionStore
  readonly vault: KeyVault
  readonly clock: Clock
  readonly pollEvery: number
  /** Where the session in use is kept. */
  readonly place: StorePlace
  /** Where a session is kept that the owner was asked for and that is not known to be granted. */
  readonly asking: StorePlace
  /** One piece of work after the other for a place: here, and where the store can, between all that share it. */
  readonly inTurn: NonNullable<SessionStore['inTurn']>
}

const POLL_EVERY = 1_000
const APP = 'app'

/** Longer than any name that a store takes less this: no app has such a name by itself. */
const ASKING = ' (asked for)'

/**
 * @internal
 * @throws BundlerOfOtherChain · FieldNotValid: no account, or an app's name that belongs to the client; and as `findAdapter`,
 * `findEntryPoint` and `findModule`.
 */
export async function sessionsContext(options: SessionsOptions): Promise<SessionsContext> {
  const account = toAddress(options.account)
  const { provider, bundler, app = APP } = options
  if (app.endsWith(ASKING)) throw notValid('app', app, `a name that does not end in "${ASKING}"`)
  const [{ chainId }, ofBundler] = await Promise.all([provider.getNetwork(), bundler.chainId()])
  if (chainId !== ofBundler) throw new LatchkeyError('BundlerOfOtherChain', { expected: chainId, actual: ofBundler })
  // In order, so that of several problems the same one is told each time.
  const adapter = await findAdapter(options)
  const entryPoint = await findEntryPoint(options)
  const { module, lens } = await findModule(options, chainId)
  const place = { chainId, account, module, app }
  const store = options.store ?? memoryStore()
  const turns = inTurns()
  return {
    ...options,
    account,
    chainId,
    adapter,
    entryPoint,
    module,
    lens,
    store,
    vault: options.vault ?? memoryVault(),
    clock: options.clock ?? systemClock,
    pollEvery: options.pollEvery ?? POLL_EVERY,
    place,
    asking: { ...place, app: `${app}${ASKING}` },
    inTurn: async (where, work) => await turns(where.app, async () => await (store.inTurn?.(where, work) ?? work())),
  }
}
