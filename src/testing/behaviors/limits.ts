// What is counted: up to the limit it is accepted, above it refused.
import { allow, spend, type Call, type Session } from '../../session'
import { promised, type Promised } from '../Promised'
import { expectRefused, expectUse } from '../sessionOps'
import { OP_FEE } from '../opGas'
import { payCall, WITNESS_ABI } from '../witness'
import type { World } from '../World'
import { USES } from './basics'

const PERIOD = 600

const limit = (title: string, look: (world: World) => Promise<void>): Promised =>
  promised('limits', title, [USES], look)

async function installed(world: World, changes: Parameters<World['session']>[0]): Promise<Session> {
  const session = await world.session(changes)
  await world.install(session)
  return session
}

/** @internal */
export const limits: readonly Promised[] = [
  limit('I7 I9 counts each call of a batch once, and refuses one over the limit', async (world) => {
    const session = await installed(world, { calls: 3 })
    const [one, two] = [world.record(1n), world.record(2n)]
    await expectUse(world, { session, calls: [one, two] })
    await expectRefused(world, { session, calls: [one, two] }, 'CallsOverLimit')
    await expectUse(world, { session, calls: [one] })
    await expectRefused(world, { session, calls: [two] }, 'CallsOverLimit')
  }),

  limit('I7 I9 counts the value of all calls, and refuses more than the limit', async (world) => {
    const payable = allow({ address: world.targets[0], abi: WITNESS_ABI }, 'record', { maxValue: 100n })
    const session = await installed(world, { allow: [payable], value: 100n })
    await expectUse(world, { session, calls: [world.record(1n, 60n)] })
    await expectRefused(world, { session, calls: [world.record(1n, 41n)] }, 'ValueOverLimit')
    await expectUse(world, { session, calls: [world.record(1n, 40n)] })
  }),

  limit('I8 counts the worst-case fees of its ops, and refuses more than the limit', async (world) => {
    const session = await installed(world, { fees: { max: 2n * OP_FEE - 1n } })
    await expectUse(world, { session, calls: [world.record(1n)] })
    await expectRefused(world, { session, calls: [world.record(2n)] }, 'FeeOverLimit')
  }),

  limit('I7 I9 counts an allowance over the calls that share it', async (world) => {
    const [address, payee] = world.targets
    const pay = (amount: bigint): Call => payCall(address, payee, amount)
    const terms = { amount: spend({ max: 100n }) }
    const session = await installed(world, { allow: [allow({ address, abi: WITNESS_ABI }, 'pay', terms)] })
    await expectUse(world, { session, calls: [pay(30n), pay(40n)] })
    await expectRefused(world, { session, calls: [pay(31n)] }, 'AllowanceOverCap')
    await expectUse(world, { session, calls: [pay(30n)] })
  }),

  limit('I7 I12 starts the limits again with each period, and lets no op claim another period', async (world) => {
    const session = await installed(world, { calls: 1, period: PERIOD })
    const op = (periodIndex: number): Parameters<typeof expectUse>[1] => ({
      session,
      calls: [world.record(BigInt(periodIndex))],
      periodIndex,
    })
    await expectUse(world, op(0))
    await expectRefused(world, op(0), 'CallsOverLimit')
    await expectRefused(world, op(1), 'AA22')
    await world.chain.travelTo(session.validAfter + PERIOD + PERIOD / 2)
    await expectUse(world, op(1))
    await expectRefused(world, op(1), 'CallsOverLimit')
    await expectRefused(world, op(0), 'PeriodOver')
  }),
]
