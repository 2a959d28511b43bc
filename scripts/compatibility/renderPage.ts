// docs/compatibility.md: what was run, of what, and what came of it. Nothing on it about accounts is said here: it is in the rows.
import { CAPABILITIES, CAPABILITY_NAMES, type Capability } from './capabilities'
import type { AccountRow, FoundGas, FoundPrompts } from './Findings'

const OP: Readonly<Record<FoundPrompts['op'], string>> = {
  PackedUserOperation: 'the op, as typed data',
  hash: 'a hash, which a key signs and no wallet shows',
  transaction: 'a transaction of its own',
}
const GRANT: Readonly<Record<FoundPrompts['grant'], string>> = {
  Grant: 'the grant, as typed data',
  none: 'not signed: an op or a transaction grants',
}

/** Measured, and not yes or no: they have columns of their own. */
const MEASURED: readonly Capability[] = ['prompts', 'gas', 'own']
const ROUND = 100

/** @param bundler Its name and version. */
export function renderPage(rows: readonly AccountRow[], bundler: string): string {
  const accounts = [...new Set(rows.map(({ account }) => account))]
  const of = (account: string): readonly AccountRow[] => rows.filter((row) => row.account === account)
  return [
    '# Compatibility',
    '',
    '<!-- Made by: npm run e2e -- --write. -->',
    '',
    "What `npm run e2e` has run: the client of this project, from its sources, on each of these accounts by the account's own bytecode,",
    `through a real bundler (${bundler}, in safe mode: it checks the rules of ERC-7562), on a local chain. The run compares what it finds with`,
    'this page; CI does so for some of the accounts. What is not on the page was not run.',
    '',
    'EntryPoints v0.7 and v0.8 are the canonical code at their canonical addresses. v0.9 is the release candidate of its npm package,',
    'put at the canonical address: not claimed to be the same code.',
    '',
    'The chain is anvil with the rules of osaka, but for one: code may be of any size, since builds of Kernel and of the reference account',
    "are too large for public chains. The bundler's tracer is changed where anvil is not as it thinks (memory past its end, the cost of an",
    'opcode), and factories are staked by the run. What is to be refused is sent to a second bundler, which holds more ops of an account.',
    '',
    '## Accounts',
    '',
    table(
      [
        'account',
        'version',
        'code',
        'EntryPoint',
        'an op shows the owner',
        'a grant shows the owner',
        'gas over an op of the owner',
      ],
      rows.map((row) => [
        row.account,
        row.version,
        row.code,
        `v${row.entryPoint}`,
        row.prompts === undefined ? '–' : OP[row.prompts.op],
        row.prompts === undefined ? '–' : GRANT[row.prompts.grant],
        gasOf(row.gas),
      ]),
    ),
    '',
    'Gas is what the EntryPoint charged for one vote by an op of a session that counts calls and fees, less what it charged for the',
    'same vote by an op of the owner; both as the bundler mined them, with its own estimates, from a deposit, on a lane in use. Where',
    "the code is not the canonical build, other builds of the account differ. [The module's own gas](../bench/README.md) is measured apart.",
    '',
    'Of an EOA by EIP-7702 the delegation, and the validator of its owner where it has one, are there before the first prompt. Delegated',
    'away means to nobody: other code in its place was not tried.',
    '',
    '## What was tried',
    '',
    '"yes", and how many checks; "–": not tried. Where an account was tried on several EntryPoints, the same on each of them unless it',
    'says so.',
    '',
    table(
      ['', ...accounts],
      CAPABILITY_NAMES.filter((name) => !MEASURED.includes(name)).map((name) => [
        CAPABILITIES[name],
        ...accounts.map((account) => cellOf(of(account), name)),
      ]),
    ),
    '',
    ...notesOf(accounts.map((account) => [account, of(account)])),
    '## What only one kind of account does',
    '',
    ...accounts.flatMap((account) => ownOf(account, of(account))),
    ...NOT_RUN,
  ].join('\n')
}

const NOT_RUN = [
  '## Not run',
  '',
  '- **Etherspot**: its nonce key is that of `openZeppelinAccount`, by its source; no adapter of its own, and nothing of it was tried.',
  '- **Other versions** of these accounts, and the canonical builds where the table says that the code is not one. Kernel, Nexus, Safe7579',
  '  and the reference account have their version in `accountId()`: the client takes no other version for one of these.',
  '- **These accounts on EntryPoints that their row does not name.** These versions of Kernel, Nexus and Safe7579 are of the time of v0.7.',
  "- **Other ways of an owner**: owners of a Safe who sign for it themselves, Nexus's own K1 validator. Here a validator of this project",
  "  checks the owner's key. **Other ways to deploy**: the launchpad's `preValidationSetup`, a factory for the reference account.",
  '- **Other bundlers, and public chains.** What bundlers do with session keys of P-256: [signers.md](signers.md#what-bundlers-do).',
  '- **Through the bundler**: passkeys, and verifiers of ERC-7913 besides that for RSA.',
  '- Accounts of others: run [the tests that this package has for accounts](testing.md) on them.',
  '',
]

function cellOf(rows: readonly AccountRow[], name: Capability): string {
  const cells = rows.map((row) => {
    const count = row.passed[name]
    return count !== undefined ? `yes (${count})` : row.leftOut[name] !== undefined ? 'no' : '–'
  })
  if (new Set(cells).size <= 1) return cells[0] ?? '–'
  return rows.map(({ entryPoint }, i) => `v${entryPoint}: ${cells[i] ?? '–'}`).join(', ')
}

/** Why something was left out. */
function notesOf(accounts: readonly (readonly [account: string, rows: readonly AccountRow[]])[]): readonly string[] {
  const notes = accounts.flatMap(([account, rows]) => {
    const reasons = rows.flatMap(({ leftOut }) => CAPABILITY_NAMES.flatMap((name) => textOf(name, leftOut[name])))
    return [...new Set(reasons)].map((reason) => `- **${account}**: ${reason}.`)
  })
  return notes.length === 0 ? [] : ['Where it says no:', '', ...notes, '']
}

const textOf = (name: Capability, reason: string | undefined): readonly string[] =>
  reason === undefined ? [] : [`${CAPABILITIES[name]}: ${reason}`]

function ownOf(account: string, rows: readonly AccountRow[]): readonly string[] {
  const titles = [...new Set(rows.flatMap(({ own }) => own))]
  return titles.length === 0 ? [] : [`**${account}**`, '', ...titles.map((title) => `- ${title}`), '']
}

const gasOf = (gas: FoundGas | undefined): string =>
  gas === undefined ? '–' : (Math.round((gas.session - gas.owner) / ROUND) * ROUND).toLocaleString('en')

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
