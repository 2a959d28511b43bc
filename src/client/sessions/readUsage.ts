// What the chain knows of a session.
import type { BlockTag, Provider } from 'ethers'

import { sessionKeyValidatorAt, type Address, type Hex } from '../../contracts'
import { CHARGE, sessionId, type Session } from '../../session'
import { readUsageWords, type UsageSnapshot } from '../../verdict'

/** Of which session, and where. */
export interface ReadUsageOptions {
  readonly module: Address
  readonly account: Address
  readonly session: Session
}

/**
 * Asks the module, which knows no time, for the standing of a session and for what is used of it. It is asked and not the
 * account: what it holds outlives a change of the account's code.
 *
 * @example
 * ```ts
 * const module = await sessionLensAt(lens, provider).module()
 * const { status, calls } = await readUsage(provider, { module, account: ACCOUNT, session })
 * status // => 'NotInstalled'
 * calls // => 0
 * ```
 */
export async function readUsage(
  provider: Provider,
  { module, account, session }: ReadUsageOptions,
): Promise<UsageSnapshot> {
  const contract = sessionKeyValidatorAt(module, provider)
  const id = sessionId(session)
  const allowances = allowancesOf(session)
  const read = async (blockTag: BlockTag): Promise<UsageSnapshot> => {
    const [epoch, usage, ...words] = await Promise.all([
      contract.getEpoch(account, { blockTag }),
      contract.getUsage(account, id, { blockTag }),
      ...allowances.map(async (allowance) => await contract.getSpent(account, id, allowance, { blockTag })),
    ])
    const spent = Object.fromEntries(allowances.map((allowance, i) => [allowance, words[i] as Hex]))
    return readUsageWords({ id, epoch: epoch as Hex, usage: usage as Hex, spent })
  }
  const latest = await read('latest')
  return isTorn(latest) ? await read(await provider.getBlockNumber()) : latest
}

// Nodes of one provider may be at different heights: the grant is there, and the epoch that it was made in is not.
const isTorn = ({ status, grantCounter, epochCounter }: UsageSnapshot): boolean =>
  status !== 'Revoked' && grantCounter > epochCounter

/** @internal The numbers of the allowances that a session's rules charge, ascending. */
export function allowancesOf({ permissions }: Pick<Session, 'permissions'>): readonly number[] {
  const charges = permissions.flatMap(({ rules }) => rules.filter(({ comparison }) => comparison === CHARGE))
  return [...new Set(charges.map(({ allowance }) => allowance))].sort((a, b) => a - b)
}
