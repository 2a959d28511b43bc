// A history as JSON, to be kept and read on from.
import type { Hex } from '../contracts'
import { epochAt } from './describeRecord'
import { hexMapEntries } from './HexMap'
import type { AccountRecord, EpochRecord, History, KeptLog, SessionRecord, SessionStep } from './History'
import type { BlockMark } from './ModuleLog'

/** The `format` that this version writes and reads. */
export const HISTORY_FORMAT = 'latchkey-history-1'

/** A history as plain data: what is settled as state, what is not as logs. */
export interface HistoryJson {
  readonly format: typeof HISTORY_FORMAT
  readonly chainId: string
  readonly module: Hex
  readonly account: Hex | null
  readonly settled: BlockMark | null
  readonly accounts: readonly AccountJson[]
  readonly recent: readonly (BlockMark & { readonly logs: readonly KeptLog[] })[]
  readonly through: number | null
}

/** An account of it. */
export interface AccountJson {
  readonly account: Hex
  readonly epochs: readonly EpochRecord[]
  readonly sessions: readonly SessionRecordJson[]
  readonly revokedLast: AccountRecord['revokedLast'] | null
}

/** A session of it: its events, the first first. */
export interface SessionRecordJson {
  readonly id: Hex
  readonly grant: SessionRecord['grant'] | null
  readonly steps: readonly StepJson[]
}

/** An event of a session. */
export type StepJson = Omit<SessionStep, 'before' | 'replacedBy'> & { readonly replacedBy: Hex | null }

/**
 * All of a history for JSON.stringify. Of many sessions write `accounts` one by one: a text has a longest length.
 *
 * @example
 * ```ts
 * const history = newHistory({ chainId: 1n, module: SOCIO3 })
 * historyFromJson(JSON.stringify(historyToJson(history))) // => history
 * ```
 */
export const historyToJson = ({
  chainId,
  module,
  account,
  settled,
  accounts,
  recent,
  through,
}: History): HistoryJson => ({
  format: HISTORY_FORMAT,
  chainId: String(chainId),
  module,
  account: account ?? null,
  settled: settled ?? null,
  accounts: Array.from(hexMapEntries(accounts), ([address, record]) => accountToJson(address as Hex, record)),
  recent: recent.map(({ number, hash, logs }) => ({ number, hash, logs })),
  through: through ?? null,
})

const accountToJson = (account: Hex, record: AccountRecord): AccountJson => ({
  account,
  epochs: Array.from({ length: record.epochCount }, (_, place) => epochAt(record, place) as EpochRecord),
  sessions: Array.from(hexMapEntries(record.sessions), ([id, session]) => sessionRecordToJson(id as Hex, session)),
  revokedLast: record.revokedLast ?? null,
})

function sessionRecordToJson(id: Hex, { grant, last }: SessionRecord): SessionRecordJson {
  const steps: StepJson[] = []
  for (let step: SessionStep | undefined = last; step !== undefined; step = step.before) {
    const { blockNumber, transactionHash, index, kind, epochCount, replacedBy } = step
    steps.push({ blockNumber, transactionHash, index, kind, epochCount, replacedBy: replacedBy ?? null })
  }
  return { id, grant: grant ?? null, steps: steps.reverse() }
}
