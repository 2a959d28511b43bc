// Chapter 1: the owner reads and signs once. The account does not even exist before.
import { parseEther } from 'ethers'

import { isLive } from '../chainState'
import { mustBe } from '../check'
import { setClock, STORY_START } from '../clock'
import { proposeSession, send, type KeyedSession } from '../app'
import type { Owner } from '../owner'
import { count, heading, say } from '../print'
import type { Stage } from '../stage'

export async function approval(stage: Stage, owner: Owner): Promise<KeyedSession> {
  heading('1. The one approval')
  await setClock(STORY_START)
  say('The app makes a key and asks for a session. What the owner reads, and signs:')
  const granted = await proposeSession(stage, 'first session', {
    expires: '1h',
    calls: 25,
    fees: { max: parseEther('0.01') },
  })
  const { receipt } = await send(stage, await owner.approve(stage, granted.session))
  mustBe('The session is live', await isLive(stage, granted.session), true)
  say(`One userOp deployed the account, installed the module and granted the session: ${count(receipt.gasUsed)} gas.`)
  return granted
}
