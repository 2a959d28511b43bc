// What the chain knows of a session.
import type { Provider } from 'ethers'

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
  const [epoch, usage, ...words] = await Promise.all([
    contract.getEpoch(account),
    contract.getUsage(account, id),
    ...allowances.map(async (allowance) => await contract.getSpent(account, id, allowance)),
  ])
  const spent = Object.fromEntries(allowances.map((allowance, i) => [allowance, words[i] as Hex]))
  return readUsageWords({ id, epoch: epoch as Hex, usage: usage as Hex, spent })
}

/** @internal The numbers of the allowances that a session's rules charge, ascending. */
export function allowancesOf({ permissions }: Pick<Session, 'permissions'>): readonly number[] {
  const charges = permissions.flatMap(({ rules }) => rules.filter(({ comparison }) => comparison === CHARGE))
  return [...new Set(charges.map(({ allowance }) => allowance))].sort((a, b) => a - b)
}
