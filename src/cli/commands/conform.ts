// Whether an account that is there already is one on which sessions are safe.
import type { Answer } from '../Answer'
import type { Command } from '../Command'
import { accountReads, type Check } from '../accountReads'
import { installedModule } from '../installedModule'
import { isLatchkeyError } from '../../errors'
import { outcomeOf } from '../../testing/checkBehaviors'
import { entryPointVersionOf } from '../entryPointVersionOf'
import type { Given } from '../Given'
import { openLocalNode, type LocalNode } from '../localNode'
import { openChain, requiredRpc } from '../openChain'
import { placeOf } from '../placeOf'
import { entryPointOf, readOwned, type Owned } from '../readOwned'
import { requireLoopback } from '../serviceUrl'
import { behaviorsOf } from '../standInOwner'

/** @internal */
export const conform: Command = {
  name: 'conform',
  summary: 'tries on a local fork whether sessions are safe on an account',
  about:
    "Reads what the account says of itself, uses a session of the module that it has, and tries every behavior that docs/testing.md lists, with a validator of its own in the owner's place: no key is needed. Everything happens on a node of this machine, anvil or Hardhat's, and is undone there; any other node, and a URL of another machine, is refused before anything is sent. Says what it could not check.",
  args: [],
  shared: ['rpc', 'ownAccount', 'module', 'lens', 'entryPointVersion'],
  own: [
    { flags: '--entry-point <address>', about: 'where the account does not name it; with --entry-point-version' },
    { flags: '--cases <number>', about: 'how many callDatas the decoder is tried with; 200 if omitted' },
    { flags: '--quick', about: 'without the behaviors: what is read, and the module that the account has' },
  ],
  examples: [
    [
      'latchkey conform --account 0x… --rpc http://127.0.0.1:8545',
      'with `anvil --fork-url https://…` in another terminal',
    ],
    ['latchkey conform --account 0x… --rpc http://127.0.0.1:8545 --quick', 'in a few seconds'],
  ],
  exits:
    '0 all that was tried holds · 1 something does not · 2 no account · 3 no local node, or a kind of account that is not known',
  run: async (given) => {
    const place = placeOf(given)
    requireLoopback(requiredRpc(given))
    const chain = await openChain(given)
    const node = await openLocalNode(chain.request, given.io)
    const owned = await readOwned(chain, place)
    const address = given.address('entryPoint')
    const entryPoint =
      address === undefined ? await entryPointOf(owned, undefined) : { address, version: entryPointVersionOf(given) }
    const checks = [
      ...(await accountReads(given, owned)),
      ...(await installedModule(node, owned, entryPoint)),
      ...(given.is('quick')
        ? []
        : await node.undone(
            async () =>
              await tried(given, node, behaviorsOf(node, owned, { entryPoint, cases: given.number('cases') })),
          )),
    ]
    return answerOf(given, owned, { version: entryPoint.version, checks })
  },
}

async function tried(
  { io }: Given,
  node: LocalNode,
  behaviors: ReturnType<typeof behaviorsOf>,
): Promise<readonly Check[]> {
  const checks: Check[] = []
  for (const [i, behavior] of behaviors.entries()) {
    const { group, title, verdict, remark, error } = await outcomeOf(behavior)
    node.interrupted.throwIfAborted()
    io.err(`${i + 1} of ${behaviors.length}: ${title}\n`)
    const why = isLatchkeyError(error) ? error.why : error instanceof Error ? error.message : undefined
    checks.push({ group, title, verdict, remark: remark ?? why })
  }
  return checks
}

/** What no fork and no stand-in tell. */
const NOT_CHECKED = [
  "the account's own check of its owner: a validator of this command stood in for it",
  'what its owner sees when signing, and the wallet around the account',
  'what bundlers demand of its validation (ERC-7562): send its ops through one',
  'what other modules of it, its proxy or its admins change later',
]

const MARKS = { holds: 'yes', fails: 'NO ', notTried: '–  ' } as const

interface Found {
  readonly version: string
  readonly checks: readonly Check[]
}

function answerOf(given: Given, { account, adapter, chain, module }: Owned, { version, checks }: Found): Answer {
  const count = (verdict: Check['verdict']): number => checks.filter((check) => check.verdict === verdict).length
  const conforms = count('fails') === 0
  const notChecked = [...(given.is('quick') ? ['the behaviors of docs/testing.md (--quick)'] : []), ...NOT_CHECKED]
  const lines = checks.map(({ group, title, verdict, remark }) => {
    const said = remark === undefined ? '' : `: ${remark}`
    return `  ${MARKS[verdict]}  ${group}: ${title}${said}`
  })
  const summary = `${count('holds')} hold, ${count('fails')} fail, ${count('notTried')} could not be tried`
  return {
    text: [
      `${account}, ${adapter.accountId}, EntryPoint ${version}, chain ${chain.chainId}`,
      ...lines,
      conforms ? `Nothing fails: ${summary}.` : `Sessions are not safe on it: ${summary}.`,
      'Not checked:',
      ...notChecked.map((what) => `  - ${what}`),
    ].join('\n'),
    json: {
      account,
      kind: adapter.accountId,
      module,
      chainId: chain.chainId,
      entryPoint: version,
      conforms,
      checks,
      notChecked,
    },
    code: conforms ? 0 : 1,
  }
}
