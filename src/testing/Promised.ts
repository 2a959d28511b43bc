// A behavior before it is bound to an account.
import type { Behavior } from './Behavior'
import type { World } from './World'

/** @internal One promise, tried in a world in which the account is deployed and the module is not installed. */
export interface Promised extends Pick<Behavior, 'group' | 'title'> {
  /** What else has to hold, by title. */
  readonly needs?: readonly string[]
  /** Answers what it measured, if anything. */
  readonly look: (
    world: World,
    options: { readonly cases: number; readonly seed: number },
  ) => Promise<string | undefined>
}

/** @internal One that measures nothing. */
export const promised = (
  group: Promised['group'],
  title: string,
  needs: readonly string[],
  look: (world: World) => Promise<void>,
): Promised => ({
  group,
  title,
  needs,
  look: async (world) => {
    await look(world)
    return undefined
  },
})
