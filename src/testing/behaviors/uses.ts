// What a session is for: calls of every form, without the owner.
import { parseEther } from 'ethers'

import { allow, allowTransfer, type Call, type Permission, type Session } from '../../session'
import { expectSame, expectThat, notTried } from '../findings'
import { promised, type Promised } from '../Promised'
import { expectExecuted, expectUse, handOver, makeOp, sendOp } from '../sessionOps'
import { failCall, WITNESS_ABI } from '../witness'
import type { World } from '../World'
import { USES } from './basics'

const use = (title: string, look: (world: World) => Promise<void>): Promised => promised('use', title, [USES], look)

/** @internal All that the targets can be called with, and transfers to them, each up to a tenth of an ether. */
export function widePermissions({ targets }: World): readonly Permission[] {
  const cap = { maxValue: parseEther('0.1') }
  return targets.flatMap((address) => [
    allowTransfer(address, cap),
    ...(['record', 'pay', 'fail'] as const).map((name) => allow({ address, abi: WITNESS_ABI }, name, cap)),
  ])
}

/** @internal The owner installs the module with a session of all of them, up to an ether. */
export async function installWide(world: World, permissions = widePermissions(world)): Promise<Session> {
  // Enough for as many ops as anybody tries, a second each.
  const [fees, expires] = [{ max: parseEther('1000') }, '365d'] as const
  const session = await world.session({ allow: permissions, value: parseEther('1'), fees, expires })
  await world.install(session)
  return session
}

/** @internal */
export const uses: readonly Promised[] = [
  use('sends value with a call, and alone', async (world) => {
    const session = await installWide(world)
    await expectUse(world, { session, calls: [world.record(1n, 5n)] })
    await expectUse(world, { session, calls: [{ to: world.targets[1], value: 7n, data: '0x' }] })
  }),

  use('executes a batch in order', async (world) => {
    const session = await installWide(world)
    const transfer: Call = { to: world.targets[1], value: 3n, data: '0x' }
    await expectUse(world, { session, calls: [world.record(1n), transfer, world.record(2n, 1n)] })
  }),

  use('executes nothing of a batch in which one call reverts', async (world) => {
    const session = await installWide(world)
    const userOp = await makeOp(world, {
      session,
      calls: [world.record(1n), failCall(world.targets[1]), world.record(2n)],
    })
    const { ops, receipt } = await handOver(world, userOp)
    expectThat(ops[0]?.success === false, 'the op is reported as reverted', 'it is reported as executed')
    expectSame((await world.witnessed(receipt.hash)).length, 0, 'calls of the batch that were executed')
  }),

  use('does not have ops of two lanes wait for each other', async (world) => {
    const { lanes } = world.adapter
    if (lanes < 2) throw notTried('Its adapter has one lane')
    const session = await world.session()
    await world.install(session)
    const [first, second] = [world.record(1n), world.record(2n)]
    const waiting = await makeOp(world, { session, calls: [first] })
    // The last one: a bit too many is the validator's.
    await expectUse(world, { session, calls: [second], lane: lanes - 1 })
    expectExecuted(world, (await sendOp(world, waiting)).witnessed, [first])
  }),
]
