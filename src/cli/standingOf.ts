// How a session stands: as the chain has it, or, without a node, as if it were live and unused.
import { readUsage } from '../client'
import { chainTime } from '../client/sessions/chainTime'
import { sessionId } from '../session'
import type { UsageSnapshot } from '../verdict'
import type { Given } from './Given'
import { openChain, rpcOf, type Chain } from './openChain'
import { placeOf } from './placeOf'
import type { Subject } from './readSubject'
import { requireModule } from './requireModule'

/** @internal */
export interface Standing {
  readonly usage: UsageSnapshot
  /** Seconds since 1970. */
  readonly at: number
  /** undefined: nothing was asked, and the usage is assumed. */
  readonly chain: Chain | undefined
}

/** @internal */
export async function standingOf(given: Given, subject: Subject): Promise<Standing> {
  const at = given.moment('at')
  if (rpcOf(given) === undefined) return { usage: unused(subject), at: at ?? given.io.now(), chain: undefined }
  const place = placeOf(given, subject)
  const chain = await openChain(given, subject)
  await requireModule(chain, place)
  const usage = await readUsage(chain.provider, { ...place, session: subject.session })
  return { usage, at: at ?? (await chainTime(chain.provider)), chain }
}

/** @internal What is said where nothing was asked. */
export const ASSUMED = 'No node was asked (--rpc): the session is taken for live and unused.'

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
