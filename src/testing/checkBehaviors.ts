// All behaviors, one after the other, by no test runner.
import { isLatchkeyError } from '../errors'
import type { Behavior, BehaviorOutcome } from './Behavior'

/**
 * Runs them and answers what became of each.
 *
 * @example
 * ```ts
 * const run = async () => 'measured'
 * const [outcome] = await checkBehaviors([{ group: 'use', title: 'executes a call', run }])
 * outcome.verdict // => 'holds'
 * ```
 */
export async function checkBehaviors(behaviors: readonly Behavior[]): Promise<readonly BehaviorOutcome[]> {
  const outcomes: BehaviorOutcome[] = []
  for (const behavior of behaviors) outcomes.push(await outcomeOf(behavior))
  return outcomes
}

/** @internal What becomes of one. */
export async function outcomeOf({ group, title, run }: Behavior): Promise<BehaviorOutcome> {
  try {
    return { group, title, verdict: 'holds', remark: await run(), error: undefined }
  } catch (error) {
    const verdict = isLatchkeyError(error, 'BehaviorNotTried') ? 'notTried' : 'fails'
    return { group, title, verdict, remark: undefined, error }
  }
}
