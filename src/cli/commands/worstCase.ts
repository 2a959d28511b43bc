// What a thief of the session's key could cost.
import { sessionId } from '../../session'
import { describeWorstCase, worstCase } from '../../verdict'
import type { Command } from '../Command'
import { entryPointVersionOf } from '../entryPointVersionOf'
import { readSubject } from '../readSubject'
import { standingOf } from '../standingOf'
import { wordsOf } from '../words'

/** @internal */
export const worstCaseCommand: Command = {
  name: 'worst-case',
  summary: "says what a thief of the session's key could cost at most",
  about:
    'The most that whoever has the key can make the account do, and what no limit bounds. With a node and an account what is used already is gone; without, nothing is.',
  args: [['<file>', 'a session, a request, an approval, or what a fileStore keeps; - reads what is piped in']],
  shared: ['rpc', 'account', 'module', 'at', 'entryPointVersion', 'words'],
  examples: [
    ['latchkey worst-case session.json', 'of the whole session'],
    ['latchkey worst-case session.json --account 0x… --rpc https://…', 'of what is left of it'],
  ],
  exits: '0 said · 2 no session · 3 the node does not answer',
  run: async (given) => {
    const subject = await readSubject(given.io, given.args[0] ?? '')
    const { usage, at, chain, assumed } = await standingOf(given, subject)
    const known = chain === undefined ? {} : { usage }
    const worst = worstCase(subject.session, { now: at, entryPoint: entryPointVersionOf(given), ...known })
    const text = describeWorstCase(worst, await wordsOf(given))
    return {
      text: [text, ...assumed].join('\n'),
      json: { id: sessionId(subject.session), at, asked: chain !== undefined, worstCase: worst, text },
    }
  },
}
