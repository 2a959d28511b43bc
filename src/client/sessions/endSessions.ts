// The end of sessions: what the owner is asked for, and what the chain says of it.
import { randomSalt, revokeAllCall, revokeCall } from '../../accounts'
import { sessionKeyValidatorAt, type Hex } from '../../contracts'
import { LatchkeyError } from '../../errors'
import type { Call, SessionId } from '../../session'
import { readUsageWords } from '../../verdict'
import type { SessionsContext } from './SessionsContext'

/** A provider may be some blocks behind the one that saw the transaction. */
const LOOKS = 20

/** @internal As `Sessions.revoke`. */
export async function endSession(context: SessionsContext, id: SessionId): Promise<void> {
  await ask(context, revokeCall({ module: context.module, id }), async () => await isEnded(context, id))
}

/** @internal As `Sessions.revokeAll`. */
export async function endAllSessions(context: SessionsContext): Promise<void> {
  const { module, account, provider } = context
  const epoch = async (): Promise<string> => await sessionKeyValidatorAt(module, provider).getEpoch(account)
  const before = await epoch()
  await ask(context, revokeAllCall({ module, salt: randomSalt() }), async () => (await epoch()) !== before)
}

// Resolves when the chain says that it is done: a wallet's word that a thief is shut out is not enough.
async function ask(context: SessionsContext, call: Call, isDone: () => Promise<boolean>): Promise<void> {
  const { owner, chainId, account, clock, pollEvery } = context
  const sent = await owner.sendCalls({ chainId, account, calls: [call] })
  const { success, transactionHash } = await sent.wait()
  for (let look = 1; !(await isDone()); look++) {
    if (!success) throw new LatchkeyError('OwnerCallsReverted', { transactionHash })
    if (look >= LOOKS) throw new LatchkeyError('RevocationNotSeen', { transactionHash })
    await clock.sleep(pollEvery)
  }
}

// Without the module nothing of it can be used; what is granted later has another epoch.
async function isEnded({ module, account, provider }: SessionsContext, id: SessionId): Promise<boolean> {
  const contract = sessionKeyValidatorAt(module, provider)
  const [epoch, usage] = await Promise.all([contract.getEpoch(account), contract.getUsage(account, id)])
  const { status } = readUsageWords({ id, epoch: epoch as Hex, usage: usage as Hex })
  return status === 'Revoked' || status === 'NotInstalled'
}
