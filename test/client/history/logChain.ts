// A chain of the module's events made up by a test: what accounts do, by the laws of the contract, in blocks with hashes.
import { AbiCoder, id as hashOf, toBeHex } from 'ethers'

import {
  sessionId,
  sessionKeyValidatorInterface,
  sessionStruct,
  signerWord,
  type Hex,
  type Session,
} from '../../../src'
import type { BlockMark, ModuleLog } from '../../../src/history'
import { aSession, anAddress, MODULE, NOW, the } from '../builders'

/** What an account, or a session's key, does. What the module would refuse leaves no event. */
export interface Deed {
  readonly kind: 'install' | 'uninstall' | 'revokeAll' | 'grant' | 'revoke' | 'renounce' | 'replace'
  readonly account: number
  readonly session: number
}

/** A block with its logs. */
export interface LogBlock extends BlockMark {
  readonly logs: readonly ModuleLog[]
}

export const ACCOUNTS = [anAddress(0xaa01), anAddress(0xaa02), anAddress(0xbb03)] as const
export const SESSIONS: readonly Session[] = [1, 2, 3, 4].map((hour) => aSession({ validUntil: NOW + hour * 3_600 }))
export const IDS = SESSIONS.map(sessionId)

/** Usage markers as the module stores them, by account and session; counters as in its epochs. */
export interface Model {
  readonly counters: number[]
  readonly markers: number[][]
  readonly granted: boolean[][]
}

export const REVOKED = 0xffff_ffff
const RENOUNCED = 0x8000_0000

export const newModel = (): Model => ({
  counters: ACCOUNTS.map(() => 0),
  markers: ACCOUNTS.map(() => SESSIONS.map(() => 0)),
  granted: ACCOUNTS.map(() => SESSIONS.map(() => false)),
})

export const isLive = ({ counters, markers }: Model, account: number, session: number): boolean =>
  the(markers[account])[session] === (the(counters[account]) | 1)

type Draft = Pick<ModuleLog, 'topics' | 'data'>

const topicOf = (name: 'SessionGranted' | 'SessionRevoked' | 'SessionRenounced' | 'EpochChanged'): string =>
  sessionKeyValidatorInterface.getEvent(name).topicHash

const accountTopic = (account: number): string => `0x${'00'.repeat(12)}${the(ACCOUNTS[account]).slice(2)}`

export const wordOfEpoch = (counter: number): Hex => `0x${'5a'.repeat(28)}${toBeHex(counter, 4).slice(2)}`

const epochLog = (account: number, counter: number): Draft => ({
  topics: [topicOf('EpochChanged'), accountTopic(account)],
  data: wordOfEpoch(counter),
})

const sessionLog = (name: 'SessionRevoked' | 'SessionRenounced', account: number, session: number): Draft => ({
  topics: [topicOf(name), accountTopic(account), the(IDS[session])],
  data: '0x',
})

export function grantLog(account: number, session: number): Draft {
  const granted = the(SESSIONS[session])
  const { inputs } = sessionKeyValidatorInterface.getEvent('SessionGranted')
  return {
    topics: [topicOf('SessionGranted'), accountTopic(account), the(IDS[session]), signerWord(granted)],
    data: AbiCoder.defaultAbiCoder().encode([the(inputs[3])], [sessionStruct(granted)]),
  }
}

/** The events of a deed, and what it makes of the model. */
function logsOf(model: Model, { kind, account, session }: Deed): Draft[] {
  const counter = the(model.counters[account])
  const isInstalled = counter % 2 === 1
  const markers = the(model.markers[account])
  const begin = (next: number): Draft[] => {
    model.counters[account] = next
    return [epochLog(account, next)]
  }
  const grant = (one: number): Draft[] => {
    if (!isInstalled || markers[one] === REVOKED || isLive(model, account, one)) return []
    markers[one] = counter
    the(model.granted[account])[one] = true
    return [grantLog(account, one)]
  }
  const revoke = (one: number): Draft[] => {
    if (markers[one] === REVOKED) return []
    markers[one] = REVOKED
    return [sessionLog('SessionRevoked', account, one)]
  }
  switch (kind) {
    case 'install':
      return begin(counter + (isInstalled ? 2 : 1))
    case 'uninstall':
      return begin(counter + (isInstalled ? 1 : 0))
    case 'revokeAll':
      return isInstalled ? begin(counter + 2) : []
    case 'grant':
      return grant(session)
    case 'revoke':
      return revoke(session)
    case 'replace':
      return isInstalled ? [...revoke((session + 1) % SESSIONS.length), ...grant(session)] : []
    case 'renounce':
      if (!isLive(model, account, session)) return []
      markers[session] = counter + RENOUNCED
      return [sessionLog('SessionRenounced', account, session)]
  }
}

/** Blocks of deeds on top of a chain. `name` tells forks apart; a number of the block without deeds has no logs. */
export function extend(
  chain: readonly LogBlock[],
  deeds: readonly (readonly Deed[])[],
  name: string,
  model: Model,
): readonly LogBlock[] {
  const blocks = [...chain]
  for (const [i, inBlock] of deeds.entries()) {
    const number = (blocks[blocks.length - 1]?.number ?? 0) + 1
    const hash = hashOf(`${blocks[blocks.length - 1]?.hash ?? 'genesis'} ${name} ${i}`) as Hex
    let index = 2
    const logs = inBlock.flatMap((deed, tx) =>
      logsOf(model, deed).map((draft) => ({
        ...draft,
        address: MODULE,
        blockNumber: number,
        blockHash: hash,
        transactionHash: hashOf(`${hash} ${tx}`),
        index: index++,
      })),
    )
    blocks.push({ number, hash, logs })
  }
  return blocks
}

/** A chain of deeds from its beginning, and where it leaves the module. */
export function chainOf(deeds: readonly (readonly Deed[])[], name = 'main') {
  const model = newModel()
  const blocks = extend([], deeds, name, model)
  return { blocks, model, logs: blocks.flatMap(({ logs }) => logs) }
}

/** A deed, shorter to write. */
export const deed = (kind: Deed['kind'], account = 0, session = 0): Deed => ({ kind, account, session })
