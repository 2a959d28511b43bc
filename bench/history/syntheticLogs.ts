// Logs of as many accounts and sessions as one likes, with real ones spread among them. The made-up ones keep to the shape of the
// module's events and not to all of its laws: an id may be revoked twice.
import { EVENT_TOPICS, type ModuleLog } from '../../src/history'
import { digits, Random } from './Random'

/** What to make. */
export interface SyntheticOptions {
  readonly seed: number
  /** Of logs, the real ones included. */
  readonly count: number
  readonly module: string
  /** Keep their order, and are spread evenly. */
  readonly real: readonly ModuleLog[]
}

/** Blocks of so many logs. */
const LOGS_PER_BLOCK = 5

/** One account in so many logs is new. */
const LOGS_PER_ACCOUNT = 12

/** Where a grant's data has its signer: any place that no other session has the same text at. */
const SIGNER_AT = 2 + 64 * 13

/** The logs in portions. */
export function* syntheticLogs(options: SyntheticOptions, portion: number): Generator<ModuleLog[], void> {
  const { seed, count, module, real } = options
  const next = drafts(seed, real.find(({ topics }) => topics[0] === EVENT_TOPICS.SessionGranted)?.data ?? '0x')
  let logs: ModuleLog[] = []
  let taken = 0
  for (let i = 0; i < count; i++) {
    const isReal = taken < real.length && i >= Math.floor(((taken + 1) * count) / (real.length + 1))
    const draft = isReal ? real[taken++] : next()
    const blockNumber = 1 + Math.floor(i / LOGS_PER_BLOCK)
    const own = {
      address: module,
      blockNumber,
      blockHash: `0x${digits(64, seed, blockNumber)}`,
      index: i % LOGS_PER_BLOCK,
      transactionHash: `0x${digits(64, seed, i, 1)}`,
    }
    logs.push({ topics: [], data: '0x', ...draft, ...own })
    if (logs.length === portion) {
      yield logs
      logs = []
    }
  }
  if (taken !== real.length) throw new Error(`Only ${taken} of ${real.length} real logs found a place`)
  if (logs.length > 0) yield logs
}

type Draft = Pick<ModuleLog, 'topics' | 'data'>

/** One log after the other. Kept of each account: how many sessions it has granted, and its counter. */
function drafts(seed: number, terms: string): () => Draft {
  const random = new Random(seed)
  const granted: number[] = []
  const counters: number[] = []
  const idOf = (account: number, session: number): string => `0x${digits(64, seed, account, session, 2)}`
  const topics = (name: string, account: number, ...more: readonly string[]): string[] => [
    name,
    `0x${'00'.repeat(12)}${digits(40, seed, account)}`,
    ...more,
  ]
  const epoch = (account: number, step: number): Draft => {
    counters[account] = (counters[account] ?? 0) + step
    const tag = digits(56, seed, account, counters[account] ?? 0, 3)
    return { topics: topics(EVENT_TOPICS.EpochChanged, account), data: `0x${tag}${hex8(counters[account] ?? 0)}` }
  }
  const grant = (account: number): Draft => {
    const session = granted[account] ?? 0
    granted[account] = session + 1
    const signer = digits(40, seed, account, session, 4)
    const data = flat(terms.slice(0, SIGNER_AT) + signer + terms.slice(SIGNER_AT + 40))
    const signerWord = `0x${'00'.repeat(12)}${signer}`
    return { topics: topics(EVENT_TOPICS.SessionGranted, account, idOf(account, session), signerWord), data }
  }
  return () => {
    const isNew = granted.length === 0 || random.below(LOGS_PER_ACCOUNT) === 0
    const account = isNew ? granted.length : random.below(granted.length)
    if (isNew) granted[account] = 0
    if (isNew) return epoch(account, 1)
    const sort = random.below(100)
    if (sort < 6) return epoch(account, 2)
    const session = random.below(Math.max(1, granted[account] ?? 0))
    if (sort < 20) return { topics: topics(EVENT_TOPICS.SessionRevoked, account, idOf(account, session)), data: '0x' }
    if (sort < 26) return { topics: topics(EVENT_TOPICS.SessionRenounced, account, idOf(account, session)), data: '0x' }
    return grant(account)
  }
}

const hex8 = (value: number): string => value.toString(16).padStart(8, '0')

/** A text of its own, as it comes from a node: not one that is put together of others only when it is read. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')
