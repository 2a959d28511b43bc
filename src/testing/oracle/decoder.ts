// The decoder oracle: whatever callData the module accepts, the account executes exactly the calls that stand in it.
import { concat, dataLength, dataSlice } from 'ethers'

import type { Hex } from '../../contracts'
import { isLatchkeyError, LatchkeyError, type ErrorCode } from '../../errors'
import type { Call, Permission, Session } from '../../session'
import { USES } from '../behaviors/basics'
import { installWide, widePermissions } from '../behaviors/uses'
import { expectThat } from '../findings'
import type { Promised } from '../Promised'
import { expectExecuted, makeOp, refusalOf, sendOp } from '../sessionOps'
import type { World } from '../World'
import { MUTATIONS, type Mutation } from './mutations'
import { Random } from './Random'
import { readCalls } from './readCalls'

/** Data around the edges of words. */
const LENGTHS = [4, 5, 31, 32, 33, 36, 36, 63, 64, 65, 68, 96, 100, 132] as const
const CALLS_MAX = 4
/** Wei; below the cap of each permission. */
const VALUE_MAX = 1_000
/** One in so many is tried as it is. */
const PLAIN = 3

interface Case {
  readonly mutation: Mutation
  readonly calls: readonly Call[]
  readonly claims: readonly number[]
  readonly callData: Hex
}

/** @internal */
export const decoder: Promised = {
  group: 'decoder',
  title: 'I1 executes exactly the calls that were decoded, whatever callData the module accepts',
  needs: [USES],
  look: async (world, { cases, seed }) => {
    const permissions = widePermissions(world)
    const session = await installWide(world, permissions)
    const allowed = permissions.filter(({ functionSignature }) => functionSignature !== 'fail()')
    const random = new Random(seed)
    let accepted = 0
    for (let i = 0; i < cases; i++) {
      const tried = draw(world, session, allowed, random)
      if (await isExecuted(world, session, tried, seed)) accepted++
    }
    const text = `${accepted} of ${cases} accepted (seed ${seed})`
    expectThat(accepted > 0 && accepted < cases, 'some callDatas are accepted, and some refused', text)
    return text
  },
}

function draw(world: World, session: Session, allowed: readonly Permission[], random: Random): Case {
  const permissions = Array.from(
    { length: 1 + random.below(CALLS_MAX) },
    () => allowed[random.below(allowed.length)],
  ).filter((permission) => permission !== undefined)
  const calls = permissions.map((permission) => callUnder(permission, random))
  const claims = permissions.map((permission) => session.permissions.indexOf(permission))
  const mutation = random.below(PLAIN) === 0 ? MUTATIONS[0] : random.pick(MUTATIONS)
  return { mutation, calls, claims, callData: mutation.apply(world.adapter.encodeExecute(calls), random) }
}

function callUnder({ target, functionSignature, selector }: Permission, random: Random): Call {
  const value = random.below(2) === 0 ? 0n : BigInt(random.below(VALUE_MAX))
  if (functionSignature === '') return { to: target, value, data: '0x' }
  return { to: target, value, data: concat([selector, random.bytes(random.pick(LENGTHS) - 4)]) as Hex }
}

/** Not paid, not in time, not in turn: then nothing is learned of the callData, nor of any after it. */
const NOT_OF_CALLDATA: readonly ErrorCode[] = ['AA21', 'AA22', 'AA25']

/** Whether the module accepted it. */
async function isExecuted(world: World, session: Session, tried: Case, seed: number): Promise<boolean> {
  const { mutation, calls, claims, callData } = tried
  const userOp = await makeOp(world, { session, calls, permissionIndexes: claims, callData })
  const refusal = await refusalOf(world, userOp)
  if (refusal !== undefined) {
    expectThat(!NOT_OF_CALLDATA.includes(refusal.code), 'ops are refused for their callData alone', refusal.code)
    return false
  }
  try {
    expectExecuted(world, (await sendOp(world, userOp)).witnessed, readCalls(callData))
    return true
  } catch (thrown) {
    if (!isLatchkeyError(thrown, 'AccountNotConforming')) throw thrown
    const { expected, found } = thrown.args
    const where = `seed ${seed}, changed: ${mutation.name}, callData ${shown(callData)}`
    throw new LatchkeyError('AccountNotConforming', { expected, found: `${found} (${where})` }, { cause: thrown })
  }
}

const SHOWN = 1_000
const shown = (bytes: Hex): string => (dataLength(bytes) <= SHOWN ? bytes : `${dataSlice(bytes, 0, SHOWN)}…`)
