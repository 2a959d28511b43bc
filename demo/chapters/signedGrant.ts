// Chapter 6: the owner signs typed data, once; the session's first op brings the signature, and with it the grant.
import { parseEther, recoverAddress } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  equals,
  grantDigest,
  MODULE_VERSION,
  oneOf,
  sessionId,
  sessionStruct,
  spend,
  type SignedGrant,
} from '../../src'
import { proposeSession, send, signOp, upvote, type KeyedSession } from '../app'
import { isLive, ownerNonce, votesOf } from '../chainState'
import { mustBe } from '../check'
import { setClock, STORY_START } from '../clock'
import type { Owner } from '../owner'
import { count, heading, item, say, shortHex } from '../print'
import type { Stage } from '../stage'

/** The points that the session may spend, by whatever function. */
export const BUDGET = 100n

/** The posts that it may vote for. */
export const CHOSEN = [0n, 2n] as const

const TWO_HOURS = 7_200
// Checks the owner's signature besides: more than an op alone needs.
const VALIDATION_GAS = 400_000n

export async function signedGrant(stage: Stage, owner: Owner): Promise<KeyedSession> {
  heading('6. A grant inside the first op')
  await setClock(STORY_START + TWO_HOURS)
  say(
    'A session for more: votes for some posts, and points, to two friends or to one exchange that may take them, out ' +
      'of one budget. The owner sends nothing. What the owner reads, and signs as typed data:',
  )
  const granted = await propose(stage)
  const [nonce, approvals] = [await ownerNonce(stage), owner.approvals]
  const brought = await signAsOwner(stage, owner, granted)
  mustBe('The session is live before its first op', await isLive(stage, granted.session), false)

  const first = await vote(stage, granted, brought)
  mustBe('The session is live after its first op', await isLive(stage, granted.session), true)
  const second = await vote(stage, granted)
  mustBe('Ops of the owner', (await ownerNonce(stage)) - nonce, 0)
  mustBe('Transactions of the owner', await ethers.provider.getTransactionCount(owner.address), 0)
  mustBe('Signatures of the owner', owner.approvals - approvals, 1)
  item('Prompts', 'one signature; no op and no transaction of the owner')
  item('First op', `${count(first)} gas: it brings the grant, and upvotes post 2`)
  item('Second op', `${count(second)} gas: the same upvote, without it`)
  return granted
}

async function propose(stage: Stage): Promise<KeyedSession> {
  const { socio3, points, alice, bob, exchange } = stage
  const budget = spend({ max: BUDGET })
  return await proposeSession(stage, 'third session', {
    allow: [
      allow(socio3, 'upvotePost', { postId: oneOf(...CHOSEN) }),
      allow(points, 'transfer', { to: oneOf(alice, bob), value: budget }),
      allow(points, 'approve', { spender: equals(exchange), value: budget }),
    ],
    expires: '1d',
    calls: 20,
    fees: { max: parseEther('0.02') },
  })
}

async function signAsOwner(stage: Stage, owner: Owner, { session }: KeyedSession): Promise<SignedGrant> {
  const { entry, signature, signedGrant } = await owner.signGrant(stage, session)
  const digest = grantDigest({ module: stage.module }, [entry])
  mustBe('Who signed the grant', recoverAddress(digest, signature), owner.address)
  mustBe('The session that was signed', await stage.lens.sessionId(sessionStruct(session)), sessionId(session))
  item('Typed data', `Grant, for Latchkey ${MODULE_VERSION} at ${stage.module}`)
  item('Its entry', `chain ${entry.chainId}, account ${entry.account}, epoch ${shortHex(entry.epoch)}, this session`)
  item('Its digest', digest)
  return signedGrant
}

// The gas of the whole transaction.
async function vote(stage: Stage, granted: KeyedSession, brought?: SignedGrant): Promise<bigint> {
  const before = await votesOf(stage.socio3)
  const varied = brought && { signedGrant: brought, verificationGasLimit: VALIDATION_GAS }
  const { receipt } = await send(stage, await signOp(stage, granted, [await upvote(stage, 2)], varied))
  const after = await votesOf(stage.socio3)
  mustBe('Votes', String(after), String(before.map((votes, post) => (post === 2 ? votes + 1n : votes))))
  return receipt.gasUsed
}
