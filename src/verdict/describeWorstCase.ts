// The plain-words text of what a thief could do, for whoever is asked to approve the session.
import type { Address } from '../contracts'
import { amountText } from '../errors/valueTexts'
import type { Bound, TokenBound, WorstCase } from './worstCase'

/** What makes the text easier to read. */
export interface DescribeWorstCaseOptions {
  /** Names of addresses, from a source that the reader trusts. The address is always shown beside the name. */
  readonly labels?: Readonly<Record<Address, string>>
  /** The chain's native token, 18 decimals; ETH if omitted. */
  readonly currency?: string
}

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
export function describeWorstCase(worst: WorstCase, options: DescribeWorstCaseOptions = {}): string {
  const { labels = {}, currency = 'ETH' } = options
  const { periods, calls, native, fees, tokens, cannotBound } = worst
  if (periods === 0) return 'Nothing more: the session is over.'
  const known = new Map(Object.entries(labels).map(([address, label]) => [address.toLowerCase(), label]))
  const named = (text: string): string =>
    text.replace(/0x[0-9a-f]{40}(?![0-9a-f])/gi, (address) => {
      const label = known.get(address.toLowerCase())
      return label === undefined ? address : `${label} (${address})`
    })
  const most = (bound: Bound, text: (most: bigint) => string, unbounded = ''): string =>
    boundText(bound, periods, text) ?? unbounded
  return [
    'At worst, whoever has the key makes the account:',
    `  - execute ${most(calls, (count) => `${count} ${count === 1n ? 'call' : 'calls'}`, 'any number of calls')}`,
    `  - send ${most(native, (wei) => (wei === 0n ? 'no value' : amountText(wei, currency)), 'any value')}`,
    `  - pay ${most(fees, (wei) => (wei === 0n ? 'no fees' : `fees of ${amountText(wei, currency)}`))}`,
    ...tokens.map((token) => `  - spend ${most(token, String)} of allowance ${token.allowance}: ${functionsOf(token)}`),
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
