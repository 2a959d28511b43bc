// Renders docs/gas.md from the committed figures of the bench.
import type { Results } from '../../bench/measure'
import { readText } from '../files'

const HEAD = `# Gas

<!-- Made by: npm run check:docs -- --write, of bench/results/gas.json. The words are in scripts/site/renderGas.ts; change them there. -->

For whom: who wants to know what a session costs beside the owner's own ops. Every figure is measured by \`npm run bench\` and compared
by \`npm run bench -- --check\`, to the gas unit. How other systems compare is in [moving.md](moving.md#gas-side-by-side).
`

const METHOD = `## How it is measured

- EntryPoint v0.7, the OpenZeppelin account, Hardhat's network, fixed keys, clock and addresses.
- An op is one \`upvotePost\`, the second on its lane, for a post that has votes. Figures are \`gasUsed\` of the whole \`handleOps\` transaction
  with that one op.
- "Over the owner" is the difference to the same op, with the same payer and the same gas limits, signed by the plain owner key through
  the cheapest validator for it: one slot, a signature of 65 bytes, bare ecrecover. Both begin from one state.
- What a grant costs is the module's own part of the owner's op. The whole transaction is that of any op of the owner around it.

Gas on a rollup is mostly calldata: the last column counts it. Other accounts and other calls differ in what they cost themselves, little in
what a session adds; [conforms](testing.md) prints it for yours. Where the gas goes, and what was tried, is in
the decisions [5](decisions/0005-wire-and-gas.md), [8](decisions/0008-optimizer-runs.md) and [9](decisions/0009-gas-of-the-whole-language.md).
`

/** As people write it. */
export const inThousands = (n: number): string => n.toLocaleString('en')

/** The committed figures. */
export const gasResults = (): Results => JSON.parse(readText('bench/results/gas.json')) as Results

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The page, before it is formatted. */
export function renderGas(): string {
  const { sponsored, selfPaid, batch3, tenPermissions, rule, allowance, p256, ...rest } = gasResults()
  const { grant, grantSigned, firstUse, size } = rest
  const over = ({ over: more }: { readonly over: number }): string => inThousands(more - sponsored.over)
  const ops = [
    ['sponsored, nothing counted', sponsored],
    ['self-paid, fees and calls counted', selfPaid],
    ['sponsored, one of ten permissions', tenPermissions],
    ['sponsored, a batch of three', batch3],
    ['sponsored, a rule on the argument', rule],
    ['sponsored, a transfer that an allowance counts', allowance],
    ['sponsored, a P-256 key', p256],
  ] as const
  return [
    HEAD,
    '## An op\n',
    table(
      ['', "owner's op", 'session op', 'over the owner', 'bytes of calldata over'],
      ops.map(([name, { owner, session, over: more, bytes }]) => [
        name,
        ...[owner, session, more, bytes].map(inThousands),
      ]),
    ),
    '\nWhat each thing adds to the op of a session that is sponsored and counts nothing:\n',
    table(
      ['what', 'gas'],
      [
        ['limits on fees and calls, paid by the account', over(selfPaid)],
        ['one of ten permissions, in place of the only one', over(tenPermissions)],
        ['two more calls in the batch', over(batch3)],
        ['one rule', over(rule)],
        ['an allowance', over(allowance)],
        ['a P-256 key, by the precompile', over(p256)],
      ],
    ),
    '\n## A grant\n',
    table(
      ['what', 'gas'],
      [
        ["one permission, in the module's part of the owner's op", inThousands(grant.one)],
        ['ten permissions', inThousands(grant.ten)],
        ['one permission with one rule', inThousands(grant.rule)],
        ['signed by the owner and handed in by anybody: the whole transaction', inThousands(grantSigned.one)],
        ["signed, and brought by the session's first op: the whole transaction", inThousands(firstUse.session)],
        ['the same, on a lane of the nonce that was never used', inThousands(firstUse.newLane)],
      ],
    ),
    `\nA grant writes one slot, whatever it permits. The module has ${inThousands(size.validator)} bytes, the Lens ${inThousands(size.lens)}.\n`,
    METHOD,
  ].join('\n')
}
