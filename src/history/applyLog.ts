// One event of the module, and what it makes of the accounts. The laws are those of the contract (docs/encoding.md, Storage).
import type { Hex } from '../contracts'
import { EVENT_TOPICS } from './eventTopics'
import { hexMapGet, hexMapSet, indexKey, type HexMap, type Writer } from './HexMap'
import type { AccountRecord, KeptLog, SessionRecord, SessionStep } from './History'
import type { LogPlace } from './ModuleLog'

type Accounts = HexMap<AccountRecord> | undefined

const NO_EVENTS: AccountRecord = { epochs: undefined, epochCount: 0, sessions: undefined, revokedLast: undefined }

/** @internal The accounts after a log of the module; the same if it is none of the four events. */
export function applyLog(accounts: Accounts, log: KeptLog, blockNumber: number, writer: Writer): Accounts {
  const [name, account = '', id = '', signerWord = ''] = log.topics
  const key = `0x${account.slice(26)}`
  const event: Event = {
    record: hexMapGet(accounts, key) ?? NO_EVENTS,
    id: id as Hex,
    place: { blockNumber, transactionHash: log.transactionHash, index: log.index },
    writer,
  }
  const next = recordAfter(name, event, signerWord as Hex, log.data as Hex)
  return next === undefined ? accounts : hexMapSet(accounts, key, next, writer)
}

interface Event {
  readonly record: AccountRecord
  readonly id: Hex
  readonly place: LogPlace
  readonly writer: Writer
}

function recordAfter(name: string | undefined, event: Event, signerWord: Hex, data: Hex): AccountRecord | undefined {
  switch (name) {
    case EVENT_TOPICS.EpochChanged:
      return epochChanged(event, data)
    case EVENT_TOPICS.SessionGranted:
      return granted(event, { signerWord, terms: data })
    case EVENT_TOPICS.SessionRenounced:
      return renounced(event)
    case EVENT_TOPICS.SessionRevoked:
      return revoked(event)
    default:
      return undefined
  }
}

function epochChanged({ record, place, writer }: Event, epoch: Hex): AccountRecord {
  const epochs = hexMapSet(record.epochs, indexKey(record.epochCount), { ...place, epoch }, writer)
  return { ...record, epochs, epochCount: record.epochCount + 1, revokedLast: undefined }
}

function granted(event: Event, grant: NonNullable<SessionRecord['grant']>): AccountRecord {
  const { record, id, place, writer } = event
  const before = hexMapGet(record.sessions, id)?.last
  const sessions = hexMapSet(
    replaced(event),
    id,
    { grant, last: { ...place, kind: 'granted', epochCount: record.epochCount, before } },
    writer,
  )
  return { ...record, sessions, revokedLast: undefined }
}

/** A grant with `replaces` revokes, then grants; so does a batch of the account's. */
function replaced({ record, id, place, writer }: Event): AccountRecord['sessions'] {
  const { revokedLast, sessions } = record
  if (revokedLast?.transactionHash !== place.transactionHash) return sessions
  const old = hexMapGet(sessions, revokedLast.id)
  if (old === undefined) return sessions
  return hexMapSet(sessions, revokedLast.id, { ...old, last: { ...old.last, replacedBy: id } }, writer)
}

// Of an id that was never granted it says nothing: only a live session can be renounced, so the history began too late.
function renounced({ record, id, place, writer }: Event): AccountRecord {
  const session = hexMapGet(record.sessions, id)
  if (session === undefined) return record
  return {
    ...record,
    sessions: after(record, id, session, { ...place, kind: 'renounced' }, writer),
    revokedLast: undefined,
  }
}

// Also of an id that was never granted: then nothing can grant it any more.
function revoked({ record, id, place, writer }: Event): AccountRecord {
  const session = hexMapGet(record.sessions, id) ?? { grant: undefined, last: undefined }
  return {
    ...record,
    sessions: after(record, id, session, { ...place, kind: 'revoked' }, writer),
    revokedLast: { id, transactionHash: place.transactionHash },
  }
}

const after = (
  { sessions, epochCount }: AccountRecord,
  id: Hex,
  { grant, last }: { readonly grant: SessionRecord['grant']; readonly last: SessionStep | undefined },
  step: Pick<SessionStep, 'kind'> & LogPlace,
  writer: Writer,
): AccountRecord['sessions'] => hexMapSet(sessions, id, { grant, last: { ...step, epochCount, before: last } }, writer)
