// Chapters 4 and 5: the key gives its session back; a renewed session ends by its clock.
import { parseEther } from 'ethers'

import { renounceCall, renounceDigest, sessionId, signDigest, timeText } from '../../src'
import { proposeSession, send, signOp, upvote, type KeyedSession } from '../app'
import { refuse } from '../attack'
import { chainTime, isLive } from '../chainState'
import { mustBe } from '../check'
import { nextBlockAt, setClock, STORY_START } from '../clock'
import type { Owner } from '../owner'
import { heading, item, say } from '../print'
import type { Stage } from '../stage'

const HALF_AN_HOUR = 1_800

/** @returns How many refusals there were. */
export async function renunciation(stage: Stage, granted: KeyedSession): Promise<number> {
  heading('4. The key gives its session back')
  const { session, key } = granted
  const { chainId, account, module, bundler } = stage
  const digest = renounceDigest({ module, chainId, account, sessionId: sessionId(session) })
  const call = renounceCall({ module, account, session, signature: signDigest(key, digest) })
  await (await bundler.sendTransaction(call)).wait()
  mustBe('The session is live', await isLive(stage, session), false)
  say('It signs a renunciation, which anyone may submit. Time, calls and fees were left; and yet:')
  const calls = [await upvote(stage, 0)]
  await refuse(stage, granted, {
    title: 'An upvote by the renounced session',
    calls,
    chain: 'SessionNotLive',
    lens: 'SessionRenounced',
  })
  return 1
}

/** @returns How many refusals there were. */
export async function renewal(stage: Stage, owner: Owner): Promise<number> {
  heading('5. Renewal, with one more approval')
  await setClock(STORY_START + HALF_AN_HOUR)
  say('A new key, a new session. What the owner reads, and signs:')
  const granted = await proposeSession(stage, 'second session', {
    expires: '10m',
    calls: 5,
    fees: { max: parseEther('0.003') },
  })
  await send(stage, await owner.approve(stage, granted.session))
  const calls = [await upvote(stage, 1)]
  await nextBlockAt(STORY_START + HALF_AN_HOUR + 60)
  await send(stage, await signOp(stage, granted, calls))
  item('Now', `${timeText(await chainTime())}: the new key upvotes`)

  const { validUntil } = granted.session
  await nextBlockAt(validUntil)
  await send(stage, await signOp(stage, granted, calls))
  item('Last second', `${timeText(await chainTime())}: and again`)

  await nextBlockAt(validUntil + 1)
  await refuse(stage, granted, { title: 'One second later, the same upvote', calls, chain: 'AA22' })
  item('After', `${timeText(await chainTime())}: the renewed session is over`)
  return 1
}
