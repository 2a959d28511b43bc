// How sessions begin besides with the installation: by an op of the owner, and by a signature.
import { id, Wallet } from 'ethers'

import { grantCall } from '../../accounts'
import { sessionId, type Session } from '../../session'
import { expectSame, expectThat } from '../findings'
import { promised, type Promised } from '../Promised'
import { expectRefused, expectUse } from '../sessionOps'
import { bringGrant, signGrant } from '../signedGrants'
import type { World } from '../World'
import { USES } from './basics'

/** @internal A title that others name. */
export const SIGNED = 'grants by a signature of its owner that anybody brings'

const stateOf = async ({ validator, account }: World, session: Session): Promise<readonly unknown[]> => {
  const place = [account.address, sessionId(session)] as const
  return [await validator.isLive(...place), await validator.getUsage(...place)]
}

const grant = (title: string, needs: readonly string[], look: (world: World) => Promise<void>): Promised =>
  promised('grants', title, [USES, ...needs], look)

/** @internal */
export const grants: readonly Promised[] = [
  grant('grants by an op of its owner', [], async (world) => {
    await world.install()
    const session = await world.session()
    await world.ownerSends(grantCall({ module: world.module, account: world.account.address, session }))
    await expectUse(world, { session, calls: [world.record(1n)] })
  }),

  grant(SIGNED, [], async (world) => {
    await world.install()
    const session = await world.session()
    const refusal = await bringGrant(world, session, await signGrant(world, session))
    expectThat(refusal === undefined, 'the grant is taken', refusal?.message ?? '')
    await expectUse(world, { session, calls: [world.record(1n)] })
  }),

  grant('grants by a signature of its owner that the first op brings', [SIGNED], async (world) => {
    await world.install()
    const session = await world.session({ calls: 2 })
    const signedGrant = await signGrant(world, session)
    await expectUse(world, { session, calls: [world.record(1n)], signedGrant })
    await expectUse(world, { session, calls: [world.record(2n)] })
    await expectRefused(world, { session, calls: [world.record(3n)], signedGrant }, 'CallsOverLimit')
  }),

  grant('vouches for no signature of somebody else', [SIGNED], async (world) => {
    await world.install()
    const session = await world.session()
    const thief = new Wallet(id('latchkey: no owner of a tested account'))
    const signedGrant = await signGrant(world, session, thief)
    const refusal = await bringGrant(world, session, signedGrant)
    expectSame(refusal?.code, 'GrantSignatureNotValid', 'why the module refuses the grant')
    await expectRefused(world, { session, calls: [world.record(1n)], signedGrant }, 'AA24')
  }),

  grant('I15 ends in one state by every way of granting', [SIGNED], async (world) => {
    await world.install()
    const [called, signed] = [await world.session({ calls: 3 }), await world.session({ calls: 4 })]
    await world.ownerSends(grantCall({ module: world.module, account: world.account.address, session: called }))
    await bringGrant(world, signed, await signGrant(world, signed))
    expectSame(await stateOf(world, signed), await stateOf(world, called), 'liveness and usage')
  }),
]
