// How a session stands: as the chain has it, or, without a node, as if it were live and unused.
import { readUsage } from '../client'
import { chainTime } from '../client/sessions/chainTime'
import { sessionId } from '../session'
import type { UsageSnapshot } from '../verdict'
import type { Given } from './Given'
import { openChain, type Chain } from './openChain'
import { placeOf } from './placeOf'
import type { Subject } from './readSubject'
import { requireModule } from './requireModule'
import { serviceUrl } from './serviceUrl'

/** @internal */
export interface Standing {
  readonly usage: UsageSnapshot
  /** Seconds since 1970. */
  readonly at: number
  /** undefined: nothing was asked, and the usage is assumed. */
  readonly chain: Chain | undefined
  /** What is to be said then; empty where the chain was asked. */
  readonly assumed: readonly string[]
}

/**
 * @internal A node that only the environment names is asked where the account is known: it makes no command need an account that
 * does without.
 */
export async function standingOf(given: Given, subject: Subject): Promise<Standing> {
  const at = given.moment('at')
  const lacking = lacksForChain(given, subject)
  if (lacking !== undefined)
    return { usage: unused(subject), at: at ?? given.io.now(), chain: undefined, assumed: [assuming(lacking)] }
  const place = placeOf(given, subject)
  const chain = await openChain(given, subject)
  await requireModule(chain, place)
  const usage = await readUsage(chain.provider, { ...place, session: subject.session })
  return { usage, at: at ?? (await chainTime(chain.provider)), chain, assumed: [] }
}

/** The option without which no node is asked. */
function lacksForChain(given: Given, { account }: Subject): '--rpc' | '--account' | undefined {
  if (serviceUrl(given, 'rpc') === undefined) return '--rpc'
  const isKnown = given.text('rpc') !== undefined || given.address('account') !== undefined || account !== undefined
  return isKnown ? undefined : '--account'
}

const assuming = (option: string): string => `No node was asked (${option}): the session is taken for live and unused.`

const unused = ({ session }: Subject): UsageSnapshot => ({
  id: sessionId(session),
  status: 'Live',
  epochCounter: 1,
  grantCounter: 1,
  periodIndex: 0,
  calls: 0,
  value: 0n,
  fee: 0n,
  spent: {},
})
