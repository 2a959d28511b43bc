// Whether a session may make some calls now.
import { sessionId, UNLIMITED_FEE, type Session } from '../../session'
import { can, type Verdict } from '../../verdict'
import { timeText, type LatchkeyError } from '../../errors'
import type { Command } from '../Command'
import { callsOf } from '../callsOf'
import { entryPointVersionOf } from '../entryPointVersionOf'
import { errorJson, errorText } from '../errorWords'
import { placeOf } from '../placeOf'
import { readSubject } from '../readSubject'
import { standingOf } from '../standingOf'
import { wordsFrom } from '../../session/words'
import { wordsOf } from '../words'

/** @internal */
export const canCommand: Command = {
  name: 'can',
  summary: 'says whether a session may make a call, and if not, why',
  about:
    'Judges one op as the module and the EntryPoint would, without sending it. With --rpc what the chain knows of the session counts: whether it is live, and what is used of its limits.',
  args: [['<file>', 'a session, a request, an approval, or what a fileStore keeps; - reads what is piped in']],
  shared: ['rpc', 'account', 'module', 'at', 'entryPointVersion', 'words'],
  own: [
    { flags: '--to <address>', about: 'the contract that is called' },
    { flags: '--function <name>', about: "a name that the session has, or a signature: 'upvotePost(uint256)'" },
    { flags: '--args <json>', about: "its arguments: '[42]'; large numbers as text" },
    { flags: '--value <amount>', about: "wei, or '0.01ether'; 0 if omitted" },
    { flags: '--data <hex>', about: 'calldata, in place of --function and --args' },
    { flags: '--calls <file>', about: 'several calls of one op: a JSON list of { to, value, data }' },
    { flags: '--fee <wei>', about: "the op's worst-case fee; 1 if omitted" },
    { flags: '--payer <address>', about: 'the paymaster that pays; the account if omitted and the session lets it' },
  ],
  examples: [
    ["latchkey can session.json --account 0x… --to 0x… --function upvotePost --args '[42]'", 'one call'],
    ['latchkey can session.json --account 0x… --calls calls.json --rpc https://…', 'a batch, by what the chain knows'],
  ],
  exits: '0 it may · 1 it may not · 2 no session, no call · 3 the node does not answer',
  run: async (given) => {
    const subject = await readSubject(given.io, given.args[0] ?? '')
    const { session } = subject
    const place = placeOf(given, subject)
    const calls = await callsOf(given, session)
    const { usage, at, chain, assumed } = await standingOf(given, subject)
    const payer = given.address('payer') ?? (session.maxFee === UNLIMITED_FEE ? session.paymaster : 'account')
    const fee = given.amount('fee') ?? 1n
    const entryPoint = entryPointVersionOf(given)
    const verdict = can({ session, calls, ...place, at, usage, payer, fee, entryPoint })
    const { name } = wordsFrom(await wordsOf(given))
    const text = verdict.ok ? yes({ session, at, name }, verdict) : `No: ${errorText(verdict.error)}`
    return {
      text: [text, ...assumed].join('\n'),
      json: { id: sessionId(session), at, asked: chain !== undefined, ...verdictJson(verdict) },
      code: verdict.ok ? 0 : 1,
    }
  },
}

interface Asked {
  readonly session: Session
  readonly at: number
  readonly name: (address: string) => string
}

function yes({ session, at, name }: Asked, verdict: Verdict & { ok: true }): string {
  const { first, last } = verdict.window
  const by = [...new Set(verdict.permissionIndexes)].map((index) => {
    const permission = session.permissions[index]
    const what = permission?.functionSignature === '' ? 'a plain transfer' : permission?.functionSignature
    return `  permission ${index}: ${what ?? ''} on ${name(permission?.target ?? '')}`
  })
  const when = first <= at ? `until ${timeText(last)}` : `from ${timeText(first)} to ${timeText(last)}`
  return ['Yes, by', ...by, `  ${when}`].join('\n')
}

function verdictJson(verdict: Verdict): Readonly<Record<string, unknown>> {
  if (!verdict.ok) return { ok: false, error: errorJson(verdict.error satisfies LatchkeyError) }
  const { permissionIndexes, periodIndex, window, usage } = verdict
  return { ok: true, permissionIndexes, periodIndex, window, usageAfter: usage }
}
