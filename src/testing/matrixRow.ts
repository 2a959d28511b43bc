// One line for an account, to stand among those of others.
import { GROUPS, type BehaviorGroup, type BehaviorOutcome } from './Behavior'
import type { TestedAccount } from './TestedAccount'

/**
 * The account's row of the matrix, in Markdown, with the head of the table above it: for each group how many of its behaviors
 * hold, and what was measured.
 *
 * @example
 * ```ts
 * const outcome = { group: 'use', title: 'executes a call', verdict: 'holds', remark: '+900 gas', error: undefined }
 * const row = matrixRow({ name: 'Example', entryPoint: op.entryPoint }, [outcome]).split('\n')[2]
 * row // => '| Example | 0.8 | – | – | yes (1), +900 gas | – | – | – | – | – | – |'
 * ```
 */
export function matrixRow(
  { name, entryPoint }: Pick<TestedAccount, 'name' | 'entryPoint'>,
  outcomes: readonly BehaviorOutcome[],
): string {
  const cells = [name, entryPoint.version, ...GROUPS.map((group) => cellOf(group, outcomes))]
  return [['account', 'EntryPoint', ...GROUPS], Array<string>(cells.length).fill('---'), cells]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n')
}

function cellOf(group: BehaviorGroup, outcomes: readonly BehaviorOutcome[]): string {
  const own = outcomes.filter((outcome) => outcome.group === group)
  const count = (verdict: BehaviorOutcome['verdict']): number => own.filter((one) => one.verdict === verdict).length
  const [failing, untried] = [count('fails'), count('notTried')]
  if (own.length === untried) return '–'
  const verdict = failing > 0 ? `no (${failing} of ${own.length} fail)` : `yes (${own.length - untried})`
  const left = untried > 0 ? [`${untried} not tried`] : []
  return [verdict, ...left, ...own.flatMap(({ remark }) => remark ?? [])].join(', ')
}
