// A history from JSON, which anyone may have written.
import { jsonAmount, jsonArray, jsonInteger, jsonObject, jsonText, parsedJson, refused } from '../session/jsonFields'
import type { JsonFields } from '../session/jsonFields'
import { hexOf } from './hexOf'
import { hexMapSet, indexKey, type HexMap } from './HexMap'
import { newHistory } from './History'
import type { AccountRecord, EpochRecord, History, SessionRecord, SessionStep } from './History'
import { HISTORY_FORMAT } from './historyToJson'
import { isEvent } from './isEvent'
import { Journal } from './Journal'
import type { BlockMark, LogPlace } from './ModuleLog'

const KEYS = ['format', 'chainId', 'module', 'account', 'settled', 'accounts', 'recent', 'through']
const PLACE = ['blockNumber', 'transactionHash', 'index']
const KINDS: readonly string[] = ['granted', 'renounced', 'revoked'] satisfies readonly SessionStep['kind'][]

/**
 * The history that `historyToJson` wrote.
 *
 * @param json The text, or what JSON.parse made of it.
 *
 * @throws JsonNotValid: not of that shape. What it says is believed: keep it where others cannot write. FieldNotValid: the
 * module or the account is no address.
 *
 * @example
 * ```ts
 * const history = newHistory({ chainId: 1n, module: SOCIO3 })
 * historyFromJson(historyToJson(history)) // => history
 * ```
 */
export function historyFromJson(json: unknown): History {
  const fields = jsonObject('The history', parsedJson(json), KEYS)
  if (fields['format'] !== HISTORY_FORMAT) throw refused(`The history has not the format ${HISTORY_FORMAT}.`)
  const empty = newHistory({
    chainId: jsonAmount('chainId', fields, 78, ''),
    module: jsonText('module', fields),
    account: fields['account'] === null ? undefined : jsonText('account', fields),
  })
  const settled = fields['settled'] === null ? undefined : markFrom(jsonObject('settled', fields['settled'], MARK))
  const accounts = mapFrom(jsonArray('accounts', fields), accountFrom)
  const through = fields['through'] === null ? undefined : jsonInteger('through', fields)
  const journal = new Journal({ ...empty, settled, accounts, through })
  for (const block of jsonArray('recent', fields))
    addBlock(journal, jsonObject('A block', block, [...MARK, 'logs']), empty)
  return journal.close(-1)
}

const MARK = ['number', 'hash']

function addBlock(journal: Journal, fields: JsonFields, { module }: History): void {
  const mark = markFrom(fields)
  journal.place(mark)
  for (const log of jsonArray('logs', fields)) {
    const kept = jsonObject('A log', log, ['topics', 'data', 'index', 'transactionHash'])
    const event = {
      topics: jsonArray('topics', kept).map((topic) => hexOf('A topic', topic, 32)),
      data: hexOf('data', kept['data']),
    }
    if (!isEvent(event)) throw refused('A log is no event of the module.')
    journal.add({
      ...event,
      address: module,
      blockNumber: mark.number,
      blockHash: mark.hash,
      transactionHash: hexOf('transactionHash', kept['transactionHash'], 32),
      index: jsonInteger('index', kept),
    })
  }
}

/** Entries of a list by their keys. All belong to nobody yet, so one writer makes the whole map. */
function mapFrom<Value>(
  list: readonly unknown[],
  read: (entry: unknown, place: number) => readonly [key: string, value: Value],
): HexMap<Value> | undefined {
  const writer = Symbol('read')
  let map: HexMap<Value> | undefined
  for (const [place, entry] of list.entries()) map = hexMapSet(map, ...read(entry, place), writer)
  return map
}

function accountFrom(entry: unknown): readonly [string, AccountRecord] {
  const fields = jsonObject('An account', entry, ['account', 'epochs', 'sessions', 'revokedLast'])
  const epochs = jsonArray('epochs', fields)
  const last = fields['revokedLast']
  const revoked = last === null ? undefined : jsonObject('revokedLast', last, ['id', 'transactionHash'])
  return [
    hexOf('account', fields['account'], 20),
    {
      epochs: mapFrom(epochs, epochFrom),
      epochCount: epochs.length,
      sessions: mapFrom(jsonArray('sessions', fields), sessionRecordFrom),
      revokedLast: revoked && {
        id: hexOf('id', revoked['id'], 32),
        transactionHash: hexOf('transactionHash', revoked['transactionHash'], 32),
      },
    },
  ]
}

function epochFrom(entry: unknown, place: number): readonly [string, EpochRecord] {
  const fields = jsonObject('An epoch', entry, [...PLACE, 'epoch'])
  return [indexKey(place), { ...placeFrom(fields), epoch: hexOf('epoch', fields['epoch'], 32) }]
}

function sessionRecordFrom(entry: unknown): readonly [string, SessionRecord] {
  const fields = jsonObject('A session', entry, ['id', 'grant', 'steps'])
  const grant = fields['grant'] === null ? undefined : jsonObject('grant', fields['grant'], ['signerWord', 'terms'])
  let last: SessionStep | undefined
  for (const step of jsonArray('steps', fields)) last = stepFrom(step, last)
  if (last === undefined) throw refused('A session has no steps.')
  const record = {
    grant: grant && { signerWord: hexOf('signerWord', grant['signerWord'], 32), terms: hexOf('terms', grant['terms']) },
    last,
  }
  return [hexOf('id', fields['id'], 32), record]
}

function stepFrom(entry: unknown, before: SessionStep | undefined): SessionStep {
  const fields = jsonObject('A step', entry, [...PLACE, 'kind', 'epochCount', 'replacedBy'])
  const kind = jsonText('kind', fields)
  if (!KINDS.includes(kind)) throw refused(`kind is not one of ${KINDS.join(', ')}.`)
  const step = {
    ...placeFrom(fields),
    kind: kind as SessionStep['kind'],
    epochCount: jsonInteger('epochCount', fields),
    before,
  }
  return fields['replacedBy'] === null ? step : { ...step, replacedBy: hexOf('replacedBy', fields['replacedBy'], 32) }
}

const placeFrom = (fields: JsonFields): LogPlace => ({
  blockNumber: jsonInteger('blockNumber', fields),
  transactionHash: hexOf('transactionHash', fields['transactionHash'], 32),
  index: jsonInteger('index', fields),
})

const markFrom = (fields: JsonFields): BlockMark => ({
  number: jsonInteger('number', fields),
  hash: hexOf('hash', fields['hash'], 32),
})
