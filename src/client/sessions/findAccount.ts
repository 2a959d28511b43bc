// What kind of account it is, and by which EntryPoint it is reached.
import { Contract, type Provider } from 'ethers'

import {
  kernelAccount,
  nexusAccount,
  openZeppelinAccount,
  referenceAccount,
  safe7579Account,
  type AccountAdapter,
} from '../../accounts'
import type { Address } from '../../contracts'
import { LatchkeyError } from '../../errors'
import { toAddress } from '../../session'
import type { QueueOptions } from '../queue'
import { entryPointVersion } from './entryPointVersions'
import type { SessionsOptions } from './SessionsOptions'

const ACCOUNT_ABI = [
  'function accountId() view returns (string)',
  'function entryPoint() view returns (address)',
  // As Kernel writes it.
  'function entrypoint() view returns (address)',
]

/** Every kind of account that the client knows. */
const ADAPTERS: readonly AccountAdapter[] = [
  openZeppelinAccount,
  kernelAccount,
  nexusAccount,
  safe7579Account,
  referenceAccount,
]

type Asked = Pick<SessionsOptions, 'account' | 'provider' | 'bundler' | 'adapter' | 'adapters' | 'entryPoint'>

/**
 * @internal The adapter whose `accountId` the account's own begins with.
 *
 * @throws AccountNotDeployed · AccountKindUnknown.
 */
export async function findAdapter({ account, provider, adapter, adapters = [] }: Asked): Promise<AccountAdapter> {
  if (adapter !== undefined) return adapter
  if ((await provider.getCode(account)) === '0x') throw new LatchkeyError('AccountNotDeployed', { account })
  const all = [...adapters, ...ADAPTERS]
  const accountId = (await ask(provider, account, 'accountId')) ?? ''
  const found = all.find((one) => isOfKind(accountId, one.accountId))
  if (found !== undefined) return found
  const known = all.map((one) => one.accountId)
  throw new LatchkeyError('AccountKindUnknown', { account, accountId, known })
}

/** What follows must not make another number of the version's last one: 0.3.10 is not 0.3.1. */
const isOfKind = (accountId: string, kind: string): boolean =>
  accountId.startsWith(kind) && !(/\d$/.test(kind) && /^\d/.test(accountId.slice(kind.length)))

/**
 * @internal The account's own EntryPoint; of an account that is yet to be deployed, or does not tell, the only one that the
 * bundler has.
 *
 * @throws EntryPointUnknown, and as the bundler.
 */
export async function findEntryPoint(asked: Asked): Promise<QueueOptions['entryPoint']> {
  if (asked.entryPoint !== undefined) return asked.entryPoint
  const { provider, account } = asked
  const own = (await ask(provider, account, 'entryPoint')) ?? (await ask(provider, account, 'entrypoint'))
  const found = own === undefined ? await asked.bundler.supportedEntryPoints() : [toAddress(own)]
  const known = found.flatMap((address) => {
    const version = entryPointVersion(address)
    return version === undefined ? [] : [{ address, version }]
  })
  const [only] = known
  if (only === undefined || known.length > 1) throw new LatchkeyError('EntryPointUnknown', { found })
  return only
}

// Accounts without code, and those without this function, have no answer.
async function ask(provider: Provider, account: Address, name: string): Promise<string | undefined> {
  if ((await provider.getCode(account)) === '0x') return undefined
  try {
    return String(await new Contract(account, ACCOUNT_ABI, provider).getFunction(name).staticCall())
  } catch {
    return undefined
  }
}
