// What a session allows, in plain words.
import { describeSession, sessionId, sessionToJson } from '../../session'
import type { Command } from '../Command'
import { readSubject, type Subject } from '../readSubject'
import { wordsOf } from '../words'

/** @internal */
export const describe: Command = {
  name: 'describe',
  summary: 'says in plain words what a session allows',
  about:
    'The text that an owner approves: what the session may call, its limits, and what it can never do. Asks no chain. A file that no module would grant is refused, and why.',
  args: [['<file>', 'a session, a request, an approval, or what a fileStore keeps; - reads what is piped in']],
  shared: ['at', 'words'],
  examples: [
    ['latchkey describe session.json', 'what it allows'],
    ['latchkey describe request.json --words names.json', 'with your own names for addresses and tokens'],
    ['latchkey describe session.json --json', 'its id and terms, for a program'],
  ],
  exits: '0 described · 2 no session, or one that cannot be granted',
  run: async (given) => {
    const subject = await readSubject(given.io, given.args[0] ?? '')
    const { session, app, chainId, account, module } = subject
    const now = given.moment('at') ?? given.io.now()
    const text = describeSession(session, { ...(await wordsOf(given)), now })
    const id = sessionId(session)
    return {
      text: [...placeLines(subject), text, '', `Session id ${id}`].join('\n'),
      json: { id, app, chainId, account, module, session: sessionToJson(session), text },
    }
  },
}

/** @internal Where a session belongs, as its file has it. */
export const placeLines = ({ app, chainId, account }: Subject): readonly string[] => [
  ...(app === undefined ? [] : [`Asked for by "${app}", a name that nobody has checked`]),
  ...(chainId === undefined || account === undefined ? [] : [`For the account ${account} on chain ${chainId}`, '']),
]
