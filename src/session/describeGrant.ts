// The plain-words text of what an owner signs in place of sending calls: every entry, on every chain, and what each ends.
import { ZeroHash } from 'ethers'

import { timeText } from '../errors'
import { describeSession } from './describeSession'
import { SIGNER_KINDS } from './encodeSigner'
import { sameBytes } from './fields'
import { grantEntries } from './grantEntries'
import type { GrantEntry } from './GrantEntry'
import type { Session } from './Session'
import { sessionId } from './sessionId'
import type { WordsOptions } from './words'

/** What the reader knows of one chain. Names of addresses there say nothing about another chain. */
export interface ChainWords extends WordsOptions {
  readonly name?: string
}

/** What makes the text easier to read. */
export interface DescribeGrantOptions {
  /** Seconds since 1970; shows how long each session still lasts. */
  readonly now?: number
  /** The chain that the reader is on. */
  readonly chainId?: bigint
  /** By chain id, in decimals. */
  readonly chains?: Readonly<Record<string, ChainWords>>
  /** Sessions that the reader knows: one that the grant ends is told by its key and its end. */
  readonly known?: readonly Session[]
}

const COUNTER_BITS = 32

/**
 * All that one signature grants: the session, chain and account of each entry, and which session ends with it. Lines are
 * separated by `\n`.
 *
 * @throws as `grantEntries`: what could not be granted is not described.
 *
 * @example
 * ```ts
 * const entry = { account: ACCOUNT, epoch: ONE_WORD, replaces: ZeroHash, session }
 * const entries = [{ ...entry, chainId: 10n }, { ...entry, chainId: 8453n }]
 * const lines = describeGrant(entries, { chainId: 10n, chains: { 8453: { name: 'Base' } } }).split('\n')
 * lines[0] // => 'This signature grants 2 sessions, each on a chain of its own'
 * lines[2] // => `1 of 2: on chain 10, which is this one, for the account ${ACCOUNT}`
 * lines.includes(`2 of 2: on Base (chain 8453), ANOTHER CHAIN, for the account ${ACCOUNT}`) // => true
 * ```
 */
export function describeGrant(entries: readonly GrantEntry[], options: DescribeGrantOptions = {}): string {
  const sorted = grantEntries(entries)
  const count = sorted.length
  return [
    count === 1
      ? 'This signature grants a session'
      : `This signature grants ${count} sessions, each on a chain of its own`,
    ...sorted.flatMap((entry, i) => ['', ...entryLines(entry, `${i + 1} of ${count}`, options)]),
    '',
    'It costs no transaction now: whoever has the signature can bring it to the chain, until the session is over or revoked, or the account ends all of its sessions.',
  ].join('\n')
}

function entryLines(
  { chainId, account, epoch, replaces, session }: GrantEntry,
  number: string,
  { now, chainId: here, chains = {}, known = [] }: DescribeGrantOptions,
): readonly string[] {
  const { name, ...words } = chains[String(chainId)] ?? {}
  const chain = name === undefined ? `chain ${chainId}` : `${name} (chain ${chainId})`
  const which = here === undefined ? '' : here === chainId ? ', which is this one' : ', ANOTHER CHAIN'
  const text = describeSession(session, { ...words, ...(now === undefined ? {} : { now }) })
  return [
    `${number}: on ${chain}${which}, for the account ${account}`,
    `  ${endText(replaces, known)}`,
    `  valid in epoch ${BigInt.asUintN(COUNTER_BITS, BigInt(epoch))} of the account, and in no later one`,
    ...text.split('\n').map((line) => (line === '' ? '' : `  ${line}`)),
  ]
}

function endText(replaces: GrantEntry['replaces'], known: readonly Session[]): string {
  if (replaces === ZeroHash) return 'ends no other session'
  const ended = known.find((session) => sameBytes(sessionId(session), replaces))
  const what =
    ended === undefined
      ? 'which is not known here'
      : `of the ${SIGNER_KINDS[ended.signerKind]} key ${ended.signer}, which would last until ${timeText(ended.validUntil)}`
  return `ends, when it begins, the session ${replaces}, ${what}`
}
