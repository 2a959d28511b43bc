// Everything that an account has to do, bound to one account.
import { isLatchkeyError } from '../errors'
import { notValid } from '../session/fields'
import type { Behavior } from './Behavior'
import { basics } from './behaviors/basics'
import { callers } from './behaviors/callers'
import { endings } from './behaviors/endings'
import { grants } from './behaviors/grants'
import { limits } from './behaviors/limits'
import { refusals } from './behaviors/refusals'
import { uses } from './behaviors/uses'
import { asFinding, notTried } from './findings'
import { decoder } from './oracle/decoder'
import type { Promised } from './Promised'
import type { TestedAccount } from './TestedAccount'
import { World } from './World'

const PROMISED: readonly Promised[] = [
  ...basics,
  ...uses,
  ...grants,
  ...refusals,
  ...callers,
  ...limits,
  ...endings,
  decoder,
]

const CASES = 200
const SEED = 1

/**
 * What an account has to do, for a test runner of your own; {@link conforms} has mocha run it. Nothing is asked of the chain
 * before the first is run, and one runs after the other.
 *
 * @throws FieldNotValid: `cases` is no whole number of at least 10. Of what is run: AccountNotConforming · BehaviorNotTried.
 *
 * @example
 * ```ts
 * const deploy = async () => ({ address: ACCOUNT, signatures: openZeppelinOwner(OWNER_VALIDATOR) })
 * const place = { chain: { url: 'http://127.0.0.1:8545' }, entryPoint: op.entryPoint, adapter: openZeppelinAccount }
 * const behaviors = accountBehaviors({ name: 'Example', ...place, deploy })
 * behaviors[0].title // => 'runs the calls of an op of its owner'
 * ```
 */
export function accountBehaviors(account: TestedAccount): readonly Behavior[] {
  const { cases = CASES, seed = SEED } = account
  if (!Number.isSafeInteger(cases) || cases < 10) throw notValid('cases', cases, 'a whole number, 10 or more')
  let opening: Promise<World> | undefined
  const world = async (): Promise<World> => await (opening ??= World.open(account))
  const tried = new Map<string, Promise<string | undefined>>()
  let turn: Promise<unknown> = Promise.resolve()

  /** Once, whoever needs it. */
  async function holds(title: string): Promise<void> {
    const one = PROMISED.find((promise) => promise.title === title)
    if (one === undefined) throw notValid('needs', title, 'the title of a behavior')
    if (!tried.has(title)) tried.set(title, tryOnce(one))
    await tried.get(title)?.catch((thrown: unknown) => {
      throw notTried(isLatchkeyError(thrown, 'BehaviorNotTried') ? thrown.args.reason : `It rests on: ${title}`)
    })
  }

  async function tryOnce(one: Promised): Promise<string | undefined> {
    for (const needed of one.needs ?? []) await holds(needed)
    try {
      const place = await world()
      await place.chain.rewind()
      return await one.look(place, { cases, seed })
    } catch (thrown) {
      throw asFinding(thrown)
    }
  }

  return PROMISED.map((one) => ({
    group: one.group,
    title: one.title,
    run: async (): Promise<string | undefined> => {
      const result = turn.then(async () => {
        const trying = tryOnce(one)
        tried.set(one.title, trying)
        return await trying
      })
      turn = result.catch(() => undefined)
      return await result
    },
  }))
}
