// Chapter 1: the owner is asked once. The account does not even exist before.
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import { allow, type EnsureRequest, type LiveSession, type Sessions } from '../../src'
import { isLive, lastGas } from '../chainState'
import { mustBe } from '../check'
import { setClock, STORY_START } from '../clock'
import { count, heading, say } from '../print'
import { startApp, type Story } from '../story'

/** What the app wants to do. */
export const wishes = ({ socio3 }: Story): EnsureRequest => ({
  allow: [allow(socio3, 'upvotePost')],
  expires: '1h',
  calls: 30,
  fees: { max: parseEther('0.01') },
})

export async function approval(story: Story): Promise<{ readonly sessions: Sessions; readonly session: LiveSession }> {
  const { account, owner } = story
  heading('1. The one prompt')
  await setClock(STORY_START)
  mustBe('Code of the account', await ethers.provider.getCode(account), '0x')
  say('The app wants a session: sessions.ensure(...). What the owner reads:')
  const sessions = await startApp(story, 'Socio3')
  const session = await sessions.ensure(wishes(story))
  mustBe('Prompts', String(owner.prompts.map(({ method }) => method)), 'sendCalls')
  mustBe('The account is deployed', (await ethers.provider.getCode(account)) !== '0x', true)
  mustBe('The session is live', await isLive(story, session.id), true)
  const gas = count(await lastGas())
  say(`One prompt, one userOp: it deployed the account, installed the module and granted the session, for ${gas} gas.`)
  return { sessions, session }
}
