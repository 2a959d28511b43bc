// The owner grants a session.
import { approve, grantedToJson, reviewRequest, type Approval, type SessionRequest } from '../../approval'
import { grantSignedCall } from '../../accounts'
import { readUsage } from '../../client'
import { chainTime } from '../../client/sessions/chainTime'
import { findModule } from '../../client/sessions/findModule'
import { explainRevert, LatchkeyError } from '../../errors'
import { sessionId } from '../../session'
import { describeWorstCase } from '../../verdict'
import type { Answer } from '../Answer'
import { askModules } from '../askModules'
import type { Command } from '../Command'
import { missing, type Given } from '../Given'
import { openChain } from '../openChain'
import { printCalls } from '../printCalls'
import { readOwned, type Owned } from '../readOwned'
import { readSubject } from '../readSubject'
import { safeJson } from '../safeText'
import { sendAsOwner } from '../sendAsOwner'
import { typedDataJson } from '../typedDataJson'
import { wordsOf } from '../words'

/** @internal */
export const grant: Command = {
  name: 'grant',
  summary: 'shows what a session would allow, and grants it in the name of the owner',
  about:
    "Reviews the request, shows its text and its worst case, asks, and sends the owner's op: it grants the session, installs the module if the account does not have it, and ends the session that the request takes the place of. With --print nothing is sent: the calls are printed, and the typed data that the owner can sign in their place; --owner-signature makes the app's answer of that.",
  args: [['<file>', 'a request or a session; - reads what is piped in, then give --yes']],
  shared: [
    'rpc',
    'ownAccount',
    'module',
    'lens',
    'bundler',
    'direct',
    'ownerKeyFile',
    'ownerValidator',
    'print',
    'yes',
    'words',
  ],
  own: [{ flags: '--owner-signature <hex>', about: 'what the owner signed of the typed data that --print shows' }],
  examples: [
    ['latchkey grant request.json --account 0x… --rpc https://… --print', 'what would be sent, and what can be signed'],
    [
      'latchkey grant request.json --account 0x… --rpc https://… --bundler https://… --owner-validator 0x… --owner-key-file owner.key',
      'shows, asks and sends',
    ],
    [
      'latchkey grant request.json --account 0x… --rpc https://… --owner-signature 0x…',
      'the answer for the app, by a signature',
    ],
  ],
  exits:
    '0 granted, or printed · 1 refused: by the review, the owner or the chain · 2 no request, key or yes · 3 node or bundler in trouble',
  run: async (given) => {
    const subject = await readSubject(given.io, given.args[0] ?? '')
    const account = given.address('account')
    if (account === undefined) throw missing('--account', 'your own account: a file may name one that is not yours')
    const chain = await openChain(given)
    const trusted = await findModule(
      { provider: chain.provider, module: given.address('module'), lens: given.address('lens') },
      chain.chainId,
    )
    const owned = await readOwned(chain, { account, module: trusted.module })
    const request: SessionRequest = {
      app: subject.app ?? 'a file',
      chainId: subject.chainId ?? chain.chainId,
      account: subject.account ?? account,
      module: subject.module ?? trusted.module,
      session: subject.session,
      before: subject.before,
    }
    return await decide(given, owned, request)
  },
}

async function decide(given: Given, owned: Owned, request: SessionRequest): Promise<Answer> {
  const { chain, account, module, adapter, epoch, installed } = owned
  const { session } = request
  const id = sessionId(session)
  const words = await wordsOf(given)
  const known = { ...words, now: await chainTime(chain.provider), modules: await askModules(chain, session) }
  const place = { chainId: chain.chainId, account, module }
  const approval = approve(request, { ...known, place, adapter, epoch, isInstalled: installed })
  const { status } = await readUsage(chain.provider, { module, account, session })
  if (status === 'Revoked') throw new LatchkeyError('SessionAlreadyRevoked', { id })
  const done = { id, ...place, alreadyLive: status === 'Live' }
  if (status === 'Live') return { text: `Session ${id} is live already.`, json: { ...done, transactionHash: null } }

  const review = reviewRequest(request, { ...known, place })
  const warnings = review.findings.map(({ severity, text, fix, code }) => `${severity}: ${text} [${code}]\n  ${fix}`)
  const shown = [
    review.text,
    ...review.difference,
    '',
    describeWorstCase(review.worstCase, words),
    '',
    ...warnings,
  ].join('\n')
  const signature = given.hex('ownerSignature')
  if (signature !== undefined) return await answerBy(owned, approval, signature)
  if (given.is('print')) return printed(owned, approval, shown, { id, findings: review.findings })

  const isDone = async (): Promise<boolean> =>
    (await readUsage(chain.provider, { module, account, session })).status === 'Live'
  const transactionHash = await sendAsOwner(given, owned, {
    calls: approval.calls,
    shown,
    question: installed ? 'Grant this session' : 'Install the session module and grant this session',
    isDone,
    notSeen: () => new LatchkeyError('GrantNotSeen', { id }),
  })
  const granted = grantedToJson(approval.granted)
  return {
    text: `Granted session ${id} in transaction ${transactionHash}`,
    json: { ...done, transactionHash, granted },
  }
}

function printed(owned: Owned, { calls, bySignature }: Approval, shown: string, more: object): Answer {
  const { lines, json } = printCalls(owned, calls)
  const typedData = bySignature === undefined ? null : typedDataJson(bySignature.typedData)
  const signing =
    typedData === null
      ? ['There is nothing to sign in their place: see docs/grants.md.']
      : [
          'In their place the owner can sign this typed data (eth_signTypedData_v4), in the form that the account takes:',
          safeJson(typedData),
        ]
  return { text: [shown, '', ...lines, '', ...signing].join('\n'), json: { ...more, ...json, typedData } }
}

/** The app's answer, once the chain would take the signature. */
async function answerBy(owned: Owned, { bySignature }: Approval, signature: `0x${string}`): Promise<Answer> {
  const { account, module, chain } = owned
  if (bySignature === undefined) throw missing('--print', 'used here: this account takes no signature of a grant')
  const granted = bySignature.granted(signature)
  const { session, signedGrant } = granted
  if (signedGrant === undefined) throw missing('--owner-signature', 'the signature of a grant')
  try {
    await chain.provider.call(grantSignedCall({ module, account, session, signedGrant }))
  } catch (thrown) {
    throw explainRevert(thrown)
  }
  const json = grantedToJson(granted)
  return { text: safeJson(json), json: { id: sessionId(session), granted: json } }
}
