// What the owner of a tested account may have it do.
import { isLatchkeyError } from '../errors'
import type { CallLike } from '../session'
import type { World } from './World'

/**
 * @internal Whether the account executes a call of its owner. That it reverts may be seen before or after it is sent.
 *
 * @throws What the EntryPoint says about the owner's op.
 */
export async function ownerCan(world: World, call: CallLike): Promise<boolean> {
  const { success } = await world.ownerTries(call).catch((thrown: unknown) => {
    // What its calls revert with is the account's own; what the EntryPoint says is about its op.
    const source = isLatchkeyError(thrown) ? thrown.onchain?.source : 'entryPoint'
    if (source === 'entryPoint') throw thrown
    return { success: false }
  })
  return success
}
