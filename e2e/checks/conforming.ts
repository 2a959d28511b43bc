// What the client publishes for tests of accounts, and what its command line has for them, run on the real ones: on a chain of its
// own, which goes back in time.
import { accountBehaviors, checkBehaviors, matrixRow, type TestedAccount } from '../../src/testing'
import type { AccountKind } from '../accounts/AccountKind'
import { startAnvil } from '../chain/anvil'
import { buildStage, type EntryPoint, type Stage } from '../chain/contracts'
import type { Processes } from '../processes/Processes'
import { checkConformCommand } from './conformCommand'
import type { RowReports } from './RowReports'

/** How many callDatas each account's decoder is tried with. */
const CASES = 120

/** Each kind, on the first EntryPoint that it is for. */
export async function checkConforming(
  processes: Processes,
  parts: RowReports,
  kinds: readonly AccountKind[],
): Promise<void> {
  const stage = await buildStage(await startAnvil(processes, 'anvil that goes back', []))
  for (const kind of kinds) {
    const entryPoint = firstEntryPoint(stage, kind)
    const report = parts.of(kind, entryPoint.version)
    await report.scene(`${kind.name}, tested as other accounts are`, async (check) => {
      const account = tested(stage, kind, entryPoint)
      await check('conforms', 'conforms: each behavior holds', async () => await expectConforming(account))
    })
    await checkConformCommand(report, kind, { stage, entryPoint })
  }
}

async function expectConforming(account: TestedAccount): Promise<void> {
  const outcomes = await checkBehaviors(accountBehaviors(account))
  console.log(matrixRow(account, outcomes))
  const others = outcomes.filter(({ verdict }) => verdict !== 'holds')
  if (others.length === 0) return
  throw new Error(others.map(({ title, verdict, error }) => `${verdict}: ${title}\n  ${String(error)}`).join('\n'))
}

function firstEntryPoint({ entryPoints }: Stage, kind: AccountKind): EntryPoint {
  const first = entryPoints.find(({ version }) => kind.entryPoints.includes(version))
  if (first === undefined) throw new Error(`There is no EntryPoint for ${kind.name}`)
  return first
}

function tested(stage: Stage, kind: AccountKind, entryPoint: EntryPoint): TestedAccount {
  const { name, adapter, prepare, signGrant } = kind
  return {
    name,
    chain: { url: stage.url },
    entryPoint,
    adapter,
    cases: CASES,
    deploy: async ({ entryPoint: place, owner }) => {
      const made = await (await prepare(stage, place))(owner, 'conforms')
      if (signGrant === undefined) return made
      return { ...made, signatures: { ...made.signatures, signTypedData: signGrant(made.address) } }
    },
  }
}
