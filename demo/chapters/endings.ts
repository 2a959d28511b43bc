// Chapter 9: how sessions end: by their clock, by their key, by their owner, and all at once.
import { timeText, type LiveSession, type Sessions } from '../../src'
import { refuseAll, type Attempt } from '../attack'
import { isLive } from '../chainState'
import { mustBe } from '../check'
import { nextBlockAt, setClock } from '../clock'
import { heard } from '../heard'
import { heading, item, say } from '../print'
import type { Story } from '../story'
import { steal, type Stolen } from '../thief'

/** The sessions that are live so far: of the app, of another app, and of one on a phone. */
export type Living = { readonly first: LiveSession; readonly spending: LiveSession; readonly phone: LiveSession }

/** @returns How many refusals there were. */
export async function endings(story: Story, sessions: Sessions, { first, spending, phone }: Living): Promise<number> {
  heading('9. How sessions end')
  const thieves = {
    first: await steal(story, first),
    spending: await steal(story, spending),
    phone: await steal(story, phone),
  }
  let refused = await renounced(story, thieves.phone)
  refused += await expired(story, thieves.first)

  say('The app hears "expired", and asks for the next. What the owner reads:')
  const next = await (await heard(first, 'expired')).renew()
  await (await next.contract(story.socio3).upvotePost(0)).wait()
  const ofNext = await steal(story, next)
  await sessions.revoke(next)
  mustBe('The revoked session is live', await isLive(story, next.id), false)
  refused += await refuseAll(story, ofNext, [
    upvoteOf(story, next, 'Revoked by the owner: one prompt', 'SessionAlreadyRevoked'),
  ])

  const superseded = heard(spending, 'superseded')
  await sessions.revokeAll()
  await superseded
  refused += await refuseAll(story, thieves.spending, [
    upvoteOf(story, spending, 'All sessions of all apps revoked, by one prompt', 'SessionOfOlderEpoch'),
  ])
  return refused
}

const upvoteOf = (story: Story, session: LiveSession, title: string, client: Attempt['client']): Attempt => ({
  title,
  calls: [session.contract(story.socio3).upvotePost.toCall(0)],
  client,
  chain: 'SessionNotLive',
})

/** Signed by the key; anyone may submit it, here whoever carries the bundles. */
async function renounced(story: Story, stolen: Stolen): Promise<number> {
  const { live } = stolen
  const revoked = heard(live, 'revoked')
  await (await story.carrier.sendTransaction(await live.renounceCall())).wait()
  mustBe('Who ended it', (await revoked).by, 'key')
  return await refuseAll(story, stolen, [
    upvoteOf(story, live, 'Renounced by its own key: no prompt', 'SessionRenounced'),
  ])
}

async function expired(story: Story, stolen: Stolen): Promise<number> {
  const { live } = stolen
  const { validUntil } = live.session
  const upvote = live.contract(story.socio3).upvotePost
  await setClock(validUntil - 60)
  mustBe('The last upvote succeeds', (await (await upvote(0)).wait()).success, true)
  const verdict = await upvote.can(0)
  mustBe('In the last minute', verdict.ok ? 'sent' : verdict.error.code, 'ExpiryTooNear')
  item('Last minute', `${timeText(validUntil - 60)}: one more upvote; a moment later the client sends nothing more`)
  await setClock(validUntil + 1)
  await nextBlockAt(validUntil + 2)
  return await refuseAll(story, stolen, [
    { ...upvoteOf(story, live, 'Over by its clock', 'SessionExpired'), chain: 'AA22' },
  ])
}
