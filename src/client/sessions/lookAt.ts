// A session at one moment: storage and clock, asked together.
import type { Session } from '../../session'
import type { UsageSnapshot } from '../../verdict'
import { chainTime } from './chainTime'
import { readUsage, type ReadUsageOptions } from './readUsage'
import type { SessionsContext } from './SessionsContext'

/** @internal What the chain said. */
export interface Standing {
  readonly usage: UsageSnapshot
  /** Seconds since 1970, the chain's time. */
  readonly at: number
}

/** @internal */
export async function lookAt(
  { provider, module, account }: Pick<SessionsContext, 'provider'> & Omit<ReadUsageOptions, 'session'>,
  session: Session,
): Promise<Standing> {
  const [at, usage] = await Promise.all([chainTime(provider), readUsage(provider, { module, account, session })])
  return { at, usage }
}
