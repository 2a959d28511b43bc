// How sessions end, and that they stay ended.
import { grantCall, randomSalt, revokeAllCall, revokeCall } from '../../accounts'
import { sessionId, type Session } from '../../session'
import { expectSame, expectThat } from '../findings'
import { ownerCan } from '../ownerCan'
import { promised, type Promised } from '../Promised'
import { expectRefused, expectUse } from '../sessionOps'
import { bringGrant, signGrant } from '../signedGrants'
import type { World } from '../World'
import { USES } from './basics'
import { SIGNED } from './grants'

/** A title that others name. */
const UNINSTALLS = 'tells the module of its end'

const ending = (
  group: 'endings' | 'epochs',
  title: string,
  needs: readonly string[],
  look: (world: World, session: Session) => Promise<void>,
): Promised =>
  promised(group, title, [USES, ...needs], async (world) => {
    const session = await world.session()
    await world.install(session)
    await expectUse(world, { session, calls: [world.record(1n)] })
    await look(world, session)
  })

const expectOver = async (world: World, session: Session): Promise<void> =>
  await expectRefused(world, { session, calls: [world.record(2n)] }, 'SessionNotLive')

/** The account knows no such validator any more, and says so in words of its own. */
const expectUnknown = async (world: World, session: Session): Promise<void> =>
  await expectRefused(world, { session, calls: [world.record(2n)] }, 'SessionNotLive', 'RevertUnknown', 'RevertOther')

const grantOf = ({ module, account }: World, session: Session): ReturnType<typeof grantCall> =>
  grantCall({ module, account: account.address, session })

const expectOwnerFails = async (world: World, session: Session): Promise<void> =>
  expectThat(!(await ownerCan(world, grantOf(world, session))), 'the owner cannot grant it', 'it is granted')

/** @internal */
export const endings: readonly Promised[] = [
  ending('endings', 'I13 refuses a session that is revoked', [], async (world, session) => {
    await world.ownerSends(revokeCall({ module: world.module, id: sessionId(session) }))
    await expectOver(world, session)
    await expectOwnerFails(world, session)
  }),

  ending('endings', 'I13 refuses every session once all are revoked', [], async (world, session) => {
    await world.ownerSends(revokeAllCall({ module: world.module, salt: randomSalt() }))
    await expectOver(world, session)
    const renewed = await world.session({ calls: 5 })
    await world.ownerSends(grantOf(world, renewed))
    await expectUse(world, { session: renewed, calls: [world.record(3n)] })
  }),

  ending('endings', UNINSTALLS, [], async (world) => {
    await world.uninstall()
    const counter = await world.counter()
    expectThat(counter % 2n === 0n, 'the counter of its epoch is even once it is uninstalled', `it is ${counter}`)
  }),

  ending('endings', 'I14 refuses every session once the module is uninstalled', [], async (world, session) => {
    await world.uninstall()
    await expectUnknown(world, session)
    // The owner's validator is still there.
    await world.ownerSends(world.record(3n))
  }),

  ending(
    'endings',
    'I14 refuses the sessions of before once the module is installed again',
    [],
    async (world, session) => {
      await world.uninstall()
      const renewed = await world.session({ calls: 5 })
      await world.install(renewed)
      await expectOver(world, session)
      await expectUse(world, { session: renewed, calls: [world.record(3n)] })
    },
  ),

  ending(
    'epochs',
    'moves its epoch to the next odd number with each installation and revocation of all',
    [UNINSTALLS],
    async (world) => {
      const counters = [await world.counter()]
      await world.ownerSends(revokeAllCall({ module: world.module, salt: randomSalt() }))
      counters.push(await world.counter())
      await world.uninstall()
      counters.push(await world.counter())
      await world.install()
      counters.push(await world.counter())
      expectSame(counters, [1n, 3n, 4n, 5n], 'the counter after install, revokeAll, uninstall and install')
    },
  ),

  ending('epochs', 'I13 takes no grant that was signed in an epoch before', [SIGNED], async (world) => {
    const session = await world.session({ calls: 5 })
    const signedGrant = await signGrant(world, session)
    await world.ownerSends(revokeAllCall({ module: world.module, salt: randomSalt() }))
    const refusal = await bringGrant(world, session, signedGrant)
    expectSame(refusal?.code, 'GrantSignatureNotValid', 'why the module refuses the grant')
    await expectRefused(world, { session, calls: [world.record(2n)], signedGrant }, 'AA24')
  }),

  ending('epochs', 'I13 takes no signed grant of a session that is revoked', [SIGNED], async (world) => {
    const session = await world.session({ calls: 5 })
    const signedGrant = await signGrant(world, session)
    await world.ownerSends(revokeCall({ module: world.module, id: sessionId(session) }))
    const refusal = await bringGrant(world, session, signedGrant)
    expectSame(refusal?.code, 'SessionAlreadyRevoked', 'why the module refuses the grant')
    await expectRefused(
      world,
      { session, calls: [world.record(2n)], signedGrant },
      'SessionAlreadyRevoked',
      'SessionNotLive',
    )
  }),

  ending('epochs', 'grants nothing while the module is uninstalled', [UNINSTALLS], async (world) => {
    await world.uninstall()
    await expectOwnerFails(world, await world.session({ calls: 5 }))
  }),
]
