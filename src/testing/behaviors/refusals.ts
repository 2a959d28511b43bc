// What a thief of the session key tries: each is refused, through the account.
import { concat, id, SigningKey, toBeHex, ZeroAddress } from 'ethers'

import { grantCall } from '../../accounts'
import type { Address, Hex } from '../../contracts'
import { allow, atMost, type Call, type Session } from '../../session'
import { signDigest } from '../../wire'
import { promised, type Promised } from '../Promised'
import { executeIn, expectOpRefused, expectRefused, expectUse, makeOp } from '../sessionOps'
import { failCall, WITNESS_ABI } from '../witness'
import type { World } from '../World'
import { USES } from './basics'

const mode = (start: string): Hex => `0x${start.padEnd(64, '0')}`

/** Single and batch with other ways to fail, static and delegated calls, unknown ones, and selectors of extensions. */
const OTHER_MODES = ['0001', '0101', 'fe', 'ff', '02', '01000000000078210001', '000000000001'].map(mode)
const BATCH = mode('01')
const EMPTY_BATCH = concat([toBeHex(32, 32), toBeHex(0, 32)])

/** executeUserOp, executeFromExecutor, installModule, nothing. */
const OTHER_SELECTORS = ['0x8dd7712f', '0xd691c964', '0x9517e29f', '0x00000000']

const WINDOW = { from: 1_000, to: 2_000 }

const refuse = (title: string, look: (world: World, session: Session) => Promise<void>): Promised =>
  promised('refusals', title, [USES], async (world) => {
    const session = await world.session()
    await world.install(session)
    await look(world, session)
  })

/** Claims the one permission of the session for a call, whatever it is. */
const claim = (session: Session, call: Call): { session: Session; calls: [Call]; permissionIndexes: [number] } => ({
  session,
  calls: [call],
  permissionIndexes: [0],
})

const single = ({ to, value, data }: Call): string => concat([to, toBeHex(value, 32), data])

/** @internal */
export const refusals: readonly Promised[] = [
  refuse('I2 refuses a target outside of the session', async (world, session) => {
    const other = { ...world.record(1n), to: world.targets[1] }
    await expectRefused(world, claim(session, other), 'SessionNotLive')
  }),

  refuse('I2 refuses a function outside of the session', async (world, session) => {
    const other = failCall(world.targets[0])
    await expectRefused(world, claim(session, other), 'SessionNotLive')
    await expectRefused(world, claim(session, { ...other, data: '0x' }), 'SessionNotLive')
  }),

  refuse('I2 refuses more value than the permission has', async (world) => {
    const capped = allow({ address: world.targets[0], abi: WITNESS_ABI }, 'record', { maxValue: 10n })
    const session = await world.session({ allow: [capped], value: 100n })
    await grantAnew(world, session)
    await expectRefused(world, claim(session, world.record(1n, 11n)), 'ValueOverCap')
    await expectUse(world, { session, calls: [world.record(1n, 10n)] })
  }),

  refuse('I2 refuses an argument that breaks a rule', async (world) => {
    const ruled = allow({ address: world.targets[0], abi: WITNESS_ABI }, 'record', { value: atMost(9n) })
    const session = await world.session({ allow: [ruled] })
    await grantAnew(world, session)
    await expectRefused(world, claim(session, world.record(10n)), 'RuleNotMet')
    await expectUse(world, { session, calls: [world.record(9n)] })
  }),

  refuse('I2 refuses a batch in which one call is outside of the session', async (world, session) => {
    const calls = [world.record(1n), { ...world.record(2n), to: world.targets[1] }]
    await expectRefused(
      world,
      { session, calls, permissionIndexes: [0, 0] },
      'SessionNotLive',
      'RootsDiffer',
      'PermissionNotSame',
    )
  }),

  refuse('I3 refuses one to three bytes of data', async (world, session) => {
    for (const data of ['0x00', '0xe9ae', '0xe9ae5c'] as const)
      await expectRefused(
        world,
        { ...claim(session, world.record(1n)), callData: executeIn(mode(''), single({ ...world.record(1n), data })) },
        'SelectorIncomplete',
      )
  }),

  refuse('I4 refuses every mode but single and batch', async (world, session) => {
    for (const other of OTHER_MODES) {
      const callData = executeIn(other, single(world.record(1n)))
      await expectRefused(world, { ...claim(session, world.record(1n)), callData }, 'ModeNotAllowed')
    }
  }),

  refuse('I4 refuses an empty batch', async (world, session) => {
    const callData = executeIn(BATCH, EMPTY_BATCH)
    await expectRefused(world, { ...claim(session, world.record(1n)), callData }, 'BatchEmpty')
  }),

  refuse('I4 refuses every function but execute', async (world, session) => {
    const execute = world.adapter.encodeExecute([world.record(1n)])
    for (const selector of OTHER_SELECTORS) {
      const others = [concat([selector, `0x${execute.slice(10)}`]), concat([selector, execute])] as Hex[]
      for (const callData of others)
        await expectRefused(world, { ...claim(session, world.record(1n)), callData }, 'SelectorNotExecute')
    }
  }),

  refuse('I5 refuses address zero, the account and the module as targets', async (world, session) => {
    for (const to of [ZeroAddress as Address, world.account.address, world.module])
      for (const data of ['0x', world.record(1n).data] as const)
        await expectRefused(world, claim(session, { to, value: 0n, data }), 'TargetNotAllowed', 'SessionNotLive')
  }),

  refuse('I10 refuses an op that another key signed', async (world, session) => {
    const thief = new SigningKey(id('latchkey: no session key of a tested account'))
    const key = (digest: Hex): Hex => signDigest(thief, digest)
    await expectRefused(world, { session, calls: [world.record(1n)], key }, 'AA24')
  }),

  refuse('I10 refuses an op that was changed after it was signed', async (world, session) => {
    const userOp = await makeOp(world, { session, calls: [world.record(1n)] })
    const other = world.adapter.encodeExecute([world.record(2n)])
    await expectOpRefused(world, { ...userOp, callData: other }, 'AA24')
    await expectOpRefused(world, { ...userOp, preVerificationGas: userOp.preVerificationGas - 1n }, 'AA24')
  }),

  refuse('I12 refuses ops before and after the time of the session', async (world) => {
    const now = await world.chain.now()
    const session = await world.session({ starts: now + WINDOW.from, expires: now + WINDOW.to })
    await grantAnew(world, session)
    await expectRefused(world, { session, calls: [world.record(1n)] }, 'AA22')
    await world.chain.travelTo(now + (WINDOW.from + WINDOW.to) / 2)
    await expectUse(world, { session, calls: [world.record(1n)] })
    await world.chain.travelTo(now + WINDOW.to + 1)
    await expectRefused(world, { session, calls: [world.record(2n)] }, 'AA22')
  }),
]

// One session is there by the installation already.
async function grantAnew(world: World, session: Session): Promise<void> {
  await world.ownerSends(grantCall({ module: world.module, account: world.account.address, session }))
}
