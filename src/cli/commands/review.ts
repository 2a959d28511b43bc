// What an owner should know before approving.
import { reviewRequest } from '../../approval'
import { sessionId } from '../../session'
import { notValid } from '../../session/fields'
import { describeWorstCase, review, type Finding } from '../../verdict'
import type { Command } from '../Command'
import { missing, type Given } from '../Given'
import { askModules } from '../askModules'
import { openChain } from '../openChain'
import { readSubject, type Subject } from '../readSubject'
import { serviceUrl } from '../serviceUrl'
import { wordsOf } from '../words'

/** @internal */
export const reviewCommand: Command = {
  name: 'review',
  summary: 'looks for what an owner should not approve',
  about:
    'Findings, the worst first: refusals are power over the account, or not what they say. A request is compared with your own --account and --chain (or the node of --rpc) and --module; with --rpc its targets are asked whether they are modules.',
  args: [['<file>', 'a request, or a session; - reads what is piped in']],
  shared: ['ownAccount', 'chain', 'module', 'rpc', 'at', 'words'],
  examples: [
    ['latchkey review request.json --account 0x… --chain 8453', 'before you approve what an app asks for'],
    ['latchkey review request.json --account 0x… --rpc https://… --json', 'for a program: see `findings`'],
  ],
  exits: '0 nothing that must be refused · 1 refuse it · 2 no request · 3 the node does not answer',
  run: async (given) => {
    const subject = await readSubject(given.io, given.args[0] ?? '')
    const words = await wordsOf(given)
    const chain = serviceUrl(given, 'rpc') === undefined ? undefined : await openChain(given)
    requireSame(given, chain?.chainId)
    const now = given.moment('at') ?? given.io.now()
    const modules = chain === undefined ? [] : await askModules(chain, subject.session)
    const found = lookAt(given, subject, { ...words, now, modules, chainId: chain?.chainId })
    const isRefused = found.findings.some(({ severity }) => severity === 'refusal')
    const { findings, ...more } = found
    return {
      text: [...findings.map(lineOf), ...more.texts, isRefused ? 'Refuse it.' : verdictText(findings)].join('\n'),
      json: { id: sessionId(subject.session), isRefused, findings, ...more.json },
      code: isRefused ? 1 : 0,
    }
  },
}

function requireSame(given: Given, actual: bigint | undefined): void {
  const meant = given.amount('chain')
  if (meant !== undefined && actual !== undefined && meant !== actual)
    throw notValid('--chain', meant, `${actual}, as the node of --rpc says, or left out`)
}

interface Found {
  readonly findings: readonly Finding[]
  readonly texts: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
}

type Known = Parameters<typeof review>[1] & { readonly chainId: bigint | undefined }

function lookAt(given: Given, subject: Subject, { chainId: ofNode, ...known }: Known): Found {
  const { session, account: asked, chainId, module, app, before } = subject
  const own = given.address('account')
  if (asked === undefined || chainId === undefined || module === undefined) {
    const place = { ...(own && { account: own }), module: given.address('module') }
    return { findings: review({ session, ...withModule(place) }, known), texts: [], json: {} }
  }
  const here = ofNode ?? given.amount('chain')
  if (own === undefined) throw missing('--account', 'your own account: the request names one, which may not be yours')
  if (here === undefined) throw missing('--chain', 'the chain that you are on, or --rpc: the request names one')
  const request = { session, app: app ?? '', chainId, account: asked, module, before }
  const place = { chainId: here, account: own, module: given.address('module') }
  const { findings, difference, worstCase } = reviewRequest(request, { ...known, place })
  const changed =
    difference.length === 0 ? [] : ['Different from the session before:', ...difference.map((line) => `  ${line}`)]
  return { findings, texts: [...changed, describeWorstCase(worstCase, known)], json: { app, difference, worstCase } }
}

const withModule = <Place extends { module?: unknown }>({ module, ...place }: Place): Omit<Place, 'module'> & object =>
  module === undefined ? place : { ...place, module }

const lineOf = ({ severity, code, text, fix }: Finding): string => `${severity}: ${text} [${code}]\n  ${fix}`

const verdictText = (findings: readonly Finding[]): string =>
  findings.some(({ severity }) => severity === 'warning')
    ? 'Nothing in it must be refused; read the warnings.'
    : 'Nothing in it must be refused. What a contract does is up to that contract.'
