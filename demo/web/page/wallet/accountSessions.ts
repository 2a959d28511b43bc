// Every session of an account, by the module's events; and what the wallet makes of a request.
import { toQuantity } from 'ethers'
import {
  readUsage,
  sessionKeyValidatorAt,
  sessionState,
  toHex,
  usageLeft,
  type SessionState,
  type UsageLeft,
} from 'latchkey'
import { newHistory, readHistory, sessionsIn, termsOf } from 'latchkey/history'
import {
  approve,
  grantedToJson,
  openZeppelinAccount,
  revokeAllCall,
  revokeCall,
  randomSalt,
  toSessionId,
  type Call,
  type Session,
  type SessionRequest,
} from 'latchkey/wallet'

import type { Here } from '../place'
import type { DemoWallet } from './DemoWallet'
import type { Known } from './known'

/** A session, as the chain knows it. */
export interface ListedSession {
  readonly id: string
  readonly session: Session
  readonly state: SessionState
  readonly left: UsageLeft
}

/** The latest first. */
export async function listSessions(
  { provider, account, module, chainId }: Here,
  now: number,
): Promise<readonly ListedSession[]> {
  const history = await readHistory(provider, newHistory({ chainId: BigInt(chainId), module, account }))
  const known = Array.from(sessionsIn(history, { account })).flatMap((entry) => {
    const session = termsOf(entry)
    return session === undefined ? [] : [{ id: entry.id, session, at: entry.steps.at(-1)?.blockNumber ?? 0 }]
  })
  const listed = await Promise.all(
    known.map(async ({ id, session, at }) => {
      const usage = await readUsage(provider, { module, account, session })
      return { id, session, at, state: sessionState(session, usage, now), left: usageLeft(session, usage, now) }
    }),
  )
  return listed.sort((one, other) => Number(other.state === 'live') - Number(one.state === 'live') || other.at - one.at)
}

/** Has the account execute calls, and waits until they are on the chain. */
export async function execute(here: Here, wallet: DemoWallet, calls: readonly Call[]): Promise<void> {
  const { chainId, account: from } = here
  const sent = calls.map(({ to, value, data }) => ({ to, value: toQuantity(value), data }))
  const answer = await wallet.sign('wallet_sendCalls', [
    { version: '2.0.0', from, chainId, atomicRequired: true, calls: sent },
  ])
  const { id } = answer as { id: string }
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { status } = (await wallet.sign('wallet_getCallsStatus', [id])) as { status: number }
    if (status === 200) return
    if (status >= 400) throw new Error(`The calls came to nothing: status ${status}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
  }
  throw new Error('The calls are not on the chain after a minute')
}

const LOOK_EVERY = 300
const LOOKS_MAX = 200

export const endOne = (here: Here, id: string): Call => revokeCall({ module: here.module, id: toSessionId(id) })
export const endAll = (here: Here): Call => revokeAllCall({ module: here.module, salt: randomSalt() })

/** Grants what was asked for, and answers what the app is told. */
export async function grantRequest(
  here: Here,
  wallet: DemoWallet,
  request: SessionRequest,
  known: Known,
): Promise<string> {
  const epoch = toHex(await sessionKeyValidatorAt(here.module, here.provider).getEpoch(here.account))
  const approval = approve(request, { ...known, adapter: openZeppelinAccount, epoch })
  if (approval.bySignature === undefined) {
    await execute(here, wallet, approval.calls)
    return JSON.stringify(grantedToJson(approval.granted))
  }
  const { typedData, granted } = approval.bySignature
  const text = JSON.stringify(typedData, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  const signature = await wallet.sign('eth_signTypedData_v4', [here.account, text])
  return JSON.stringify(grantedToJson(granted(toHex(String(signature)))))
}
