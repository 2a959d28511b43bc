// One session: how it stands, what is left of it, and what it could still cost.
import { isInstalled } from '../../client/sessions/isInstalled'
import { sessionStatus, type SessionStatusReport } from '../../client'
import {
  describeSession,
  durationText,
  sessionToJson,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
} from '../../session'
import { spendingOn, wordsFrom, type Words } from '../../session/words'
import { describeWorstCase, worstCase } from '../../verdict'
import type { Command } from '../Command'
import { entryPointVersionOf } from '../entryPointVersionOf'
import { openChain, requiredRpc } from '../openChain'
import { placeOf } from '../placeOf'
import { standingOf } from '../standingOf'
import { subjectBy } from '../subjectBy'
import { wordsOf } from '../words'

/** @internal */
export const inspect: Command = {
  name: 'inspect',
  summary: 'shows how one session stands, what is left of it, and its worst case',
  about:
    "Asks the chain: whether the session is live, what is left of each limit, and what a thief of its key could still cost. By a file, or by --id, then its terms are read from the module's events.",
  args: [['[file]', 'a session, a request, an approval, or what a fileStore keeps; - reads what is piped in']],
  shared: ['id', 'rpc', 'account', 'module', 'fromBlock', 'history', 'at', 'entryPointVersion', 'words'],
  examples: [
    ['latchkey inspect session.json --account 0x… --rpc https://…', 'the session of a file'],
    ['latchkey inspect --id 0x… --account 0x… --rpc https://…', 'one that `latchkey list` has shown'],
  ],
  exits: '0 it is live · 1 it is not · 2 no session, no account, no node · 3 the node does not answer',
  run: async (given) => {
    requiredRpc(given)
    const subject = await subjectBy(given)
    const { session } = subject
    const place = placeOf(given, subject)
    const { usage, at, chain } = await standingOf(given, subject)
    const status = sessionStatus(session, usage, at)
    const words = await wordsOf(given)
    const worst = worstCase(session, { now: at, usage, entryPoint: entryPointVersionOf(given) })
    // What only the account tells: whether it would still ask the module.
    const { provider } = chain ?? (await openChain(given))
    const installed = await isInstalled({ provider, ...place })
    const lost = installed ? [] : ['The account does not have the module installed: nothing of it can be used.']
    const { id, state, secondsLeft, left } = status
    return {
      text: [
        `Session ${id} of ${place.account}`,
        `is ${stateText(status)}`,
        ...lost,
        '',
        ...leftLines(status, wordsFrom(words)),
        '',
        describeWorstCase(worst, words),
        '',
        describeSession(session, { ...words, now: at }),
      ].join('\n'),
      json: {
        id,
        ...place,
        state,
        installed,
        at,
        secondsLeft,
        left,
        usage,
        worstCase: worst,
        session: sessionToJson(session),
      },
      code: state === 'live' && installed ? 0 : 1,
    }
  },
}

const STATES: Readonly<Record<SessionStatusReport['state'], string>> = {
  live: 'live',
  notStarted: 'granted, and begins later',
  expired: 'over: its time has passed',
  revoked: 'revoked, for good',
  renounced: 'renounced by its own key',
  superseded: 'over: the account ended all its sessions, or the module is gone',
  notGranted: 'not granted',
}

const stateText = ({ state, secondsLeft }: SessionStatusReport): string =>
  state === 'live' ? `live, for ${durationText(secondsLeft)} more` : STATES[state]

function leftLines({ session, left }: SessionStatusReport, { amount, spent }: Words): readonly string[] {
  const { maxCalls, maxValue, maxFee, period, permissions } = session
  const of = (isUnlimited: boolean, rest: string, most: string): string =>
    isUnlimited ? 'no limit' : `${rest} of ${most}`
  const allowances = Object.entries(left.allowances).map(([allowance, rest]) => {
    const counted = spendingOn(permissions, Number(allowance))
    return `  - allowance ${allowance}: ${spent(counted, rest)}`
  })
  const value = maxValue === 0n ? 'none' : of(maxValue === UNLIMITED_VALUE, amount(left.value ?? 0n), amount(maxValue))
  return [
    period === 0 ? 'Left of its limits:' : `Left of its limits in this period of ${durationText(period)}:`,
    `  - calls: ${of(maxCalls === UNLIMITED_CALLS, String(left.calls), String(maxCalls))}`,
    `  - value sent: ${value}`,
    `  - fees: ${of(maxFee === UNLIMITED_FEE, amount(left.fee ?? 0n), amount(maxFee))}`,
    ...allowances,
  ]
}
