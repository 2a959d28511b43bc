// Which sessions an account has.
import { chainTime } from '../../client/sessions/chainTime'
import type { SessionState } from '../../client'
import { timeText } from '../../errors'
import { sessionsIn, type SessionHistory } from '../../history'
import { durationText, sessionToJson, type Session, type WordsOptions } from '../../session'
import { wordsFrom } from '../../session/words'
import type { Command } from '../Command'
import { openChain } from '../openChain'
import { placeOf } from '../placeOf'
import { readAccount } from '../readAccount'
import { readableTerms, stateAt } from '../stateAt'
import { wordsOf } from '../words'

/** @internal */
export const list: Command = {
  name: 'list',
  summary: 'lists the sessions of an account, from the events of the module',
  about:
    'Rebuilds every session that was ever granted on the account, without a server: also those of other apps and wallets. Shows those that can be used, now or later; --all shows what is over too.',
  args: [],
  shared: ['rpc', 'ownAccount', 'module', 'fromBlock', 'history', 'at', 'words'],
  own: [{ flags: '--all', about: 'also those that are over' }],
  examples: [
    ['latchkey list --account 0x… --rpc https://…', 'what can be used now'],
    ['latchkey list --account 0x… --all --json', 'everything, for a program; the node is LATCHKEY_RPC_URL'],
    ['latchkey list --account 0x… --history sessions.json --from-block 21000000', 'reads on from the last time'],
  ],
  exits: '0 listed, also if there is none · 2 no account, no node · 3 the node does not give its logs',
  run: async (given) => {
    const place = placeOf(given)
    const chain = await openChain(given)
    const history = await readAccount(given, chain, place)
    const at = given.moment('at') ?? (await chainTime(chain.provider))
    const words = await wordsOf(given)
    const all = Array.from(sessionsIn(history, { account: place.account }), (one) => lineOf(one, at)).sort(byUse)
    const usable = all.filter(({ state }) => USABLE.includes(state))
    const shown = given.is('all') ? all : usable
    const over = all.length - usable.length
    return {
      text: [
        `${usable.length} of ${all.length} sessions of ${place.account} on chain ${chain.chainId} can be used`,
        ...shown.flatMap((line) => textOf(line, words, at)),
        ...(over === 0 || given.is('all') ? [] : [`${over} more are over: --all shows them`]),
      ].join('\n'),
      json: { chainId: chain.chainId, ...place, at, sessions: shown.map(jsonOf), usable: usable.length, over },
    }
  },
}

const USABLE: readonly SessionState[] = ['live', 'notStarted']

interface Line {
  readonly history: SessionHistory
  readonly session: Session | undefined
  readonly state: SessionState
}

function lineOf(history: SessionHistory, at: number): Line {
  const session = readableTerms(history)
  return { history, session, state: stateAt(history, session, at) }
}

const lastBlock = ({ history: { steps } }: Line): number => steps[steps.length - 1]?.blockNumber ?? 0

const byUse = (a: Line, b: Line): number =>
  Number(USABLE.includes(b.state)) - Number(USABLE.includes(a.state)) || lastBlock(b) - lastBlock(a)

function textOf({ history, session, state }: Line, words: WordsOptions, at: number): readonly string[] {
  const { name } = wordsFrom(words)
  const { id, signerWord } = history
  const head = ['', `${state}  ${id}`]
  if (session === undefined)
    return [...head, signerWord === undefined ? '  never granted' : '  its terms are no session that can be read']
  const { validUntil, signer, permissions } = session
  const left = validUntil > at && USABLE.includes(state) ? `, ${durationText(validUntil - at)} from now` : ''
  const calls = permissions.map(({ target, functionSignature, rules }) => {
    if (functionSignature === '') return `  sends to ${name(target)}`
    const narrower = rules.length === 0 ? '' : ', not with all arguments: see latchkey inspect'
    return `  calls ${functionSignature} on ${name(target)}${narrower}`
  })
  return [...head, `  key ${signer}, ends ${timeText(validUntil)}${left}`, ...calls]
}

function jsonOf({ history, session, state }: Line): Readonly<Record<string, unknown>> {
  const { id, steps, replacedBy } = history
  return { id, state, session: session === undefined ? null : sessionToJson(session), steps, replacedBy }
}
