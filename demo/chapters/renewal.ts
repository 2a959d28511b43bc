// Chapter 4: a reload needs no prompt; a session that ends soon is renewed by one, which ends the old one.
import type { LiveSession, Sessions } from '../../src'
import { refuseAll } from '../attack'
import { isLive } from '../chainState'
import { mustBe } from '../check'
import { setClock } from '../clock'
import { heard } from '../heard'
import { heading, item, say } from '../print'
import { startApp, type Story } from '../story'
import { steal } from '../thief'
import { wishes } from './approval'

const FOUR_MINUTES = 240

export async function renewal(
  story: Story,
  session: LiveSession,
): Promise<{ readonly sessions: Sessions; readonly next: LiveSession; readonly refused: number }> {
  const { owner, socio3 } = story
  heading('4. A reload, and a renewal')
  const sessions = await startApp(story, 'Socio3')
  const restored = await sessions.ensure(wishes(story))
  mustBe('The session after a reload', restored.id, session.id)
  mustBe('Its text', await restored.describe(), await session.describe())
  mustBe('Prompts after a reload', owner.prompts.length, 1)
  say('The page is loaded again: the same request, the same store, and the session is there, without a prompt.')

  const stolen = await steal(story, restored)
  const expiring = heard(restored, 'expiring')
  await setClock(restored.session.validUntil - FOUR_MINUTES)
  const { secondsLeft, renew } = await expiring
  mustBe('Seconds left', secondsLeft, FOUR_MINUTES)
  say(`The app hears "expiring", ${secondsLeft} seconds before the end, and offers a renewal. What the owner reads:`)
  const next = await renew()
  mustBe('Prompts', String(owner.prompts.map(({ method }) => method)), 'sendCalls,signTypedData')
  mustBe('The next session is live before its first op', await isLive(story, next.id), false)
  const { success } = await (await next.contract(socio3).upvotePost(1)).wait()
  mustBe('The first upvote of the next session succeeds', success, true)
  mustBe('The next session is live', await isLive(story, next.id), true)
  mustBe('The old session is live', await isLive(story, restored.id), false)
  item('Prompt', 'one signature: the module is there, so ensure() and renew() let the first op bring the grant')
  item('First op', 'it granted the next session, ended the old one, and upvoted')
  const title = 'The old session, though it has time, calls and fees left'
  const calls = [next.contract(socio3).upvotePost.toCall(1)]
  const refused = await refuseAll(story, stolen, [
    { title, calls, client: 'SessionAlreadyRevoked', chain: 'SessionNotLive' },
  ])
  return { sessions, next, refused }
}
