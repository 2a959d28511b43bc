// The plain-words text of what a thief could do, for whoever is asked to approve the session.
import { wordsFrom, type WordsOptions } from '../session/words'
import type { Bound, TokenBound, WorstCase } from './worstCase'

/**
 * What whoever has the key can make the account do at most, and what no limit bounds. Lines are separated by `\n`.
 *
 * @example
 * ```ts
 * const lines = describeWorstCase(worstCase(session)).split('\n')
 * lines[0] // => 'At worst, whoever has the key makes the account:'
 * lines[2] // => '  - send 1 wei'
 * lines[3] // => '  - pay fees of 0.001 ETH'
 * ```
 */
export function describeWorstCase(worst: WorstCase, options: WordsOptions = {}): string {
  const { name, amount, spent } = wordsFrom(options)
  const { periods, calls, native, fees, tokens, cannotBound } = worst
  if (periods === 0) return 'Nothing more: the session is over.'
  const named = (text: string): string => text.replace(/0x[0-9a-f]{40}(?![0-9a-f])/gi, name)
  const most = (bound: Bound, text: (most: bigint) => string, unbounded = ''): string =>
    boundText(bound, periods, text) ?? unbounded
  return [
    'At worst, whoever has the key makes the account:',
    `  - execute ${most(calls, (count) => `${count} ${count === 1n ? 'call' : 'calls'}`, 'any number of calls')}`,
    `  - send ${most(native, (wei) => (wei === 0n ? 'no value' : amount(wei)), 'any value')}`,
    `  - pay ${most(fees, (wei) => (wei === 0n ? 'no fees' : `fees of ${amount(wei)}`))}`,
    ...tokens.map(
      (token) =>
        `  - spend ${most(token, (units) => spent(token.functions, units))} of allowance ${token.allowance}: ${functionsOf(token)}`,
    ),
    ...(cannotBound.length === 0 ? [] : ['No limit bounds:', ...cannotBound.map((sentence) => `  - ${sentence}`)]),
  ]
    .map(named)
    .join('\n')
}

// undefined: nothing bounds it.
function boundText({ perPeriod, inAll }: Bound, periods: number, text: (most: bigint) => string): string | undefined {
  if (inAll === undefined || perPeriod === undefined) return undefined
  if (periods === 1 || inAll === perPeriod) return text(inAll)
  return `${text(inAll)}, at most ${text(perPeriod)} in each period`
}

const functionsOf = ({ functions }: TokenBound): string =>
  functions.map(({ target, functionSignature }) => `${functionSignature} on ${target}`).join(', ')
