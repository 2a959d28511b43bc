// What the client publishes for tests of accounts, run on the real ones: on a chain of its own, which goes back in time.
import { accountBehaviors, checkBehaviors, matrixRow, type TestedAccount } from '../../src/testing'
import type { AccountKind } from '../accounts/AccountKind'
import { startAnvil } from '../chain/anvil'
import { buildStage, type Stage } from '../chain/contracts'
import type { Processes } from '../processes/Processes'
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
    const account = tested(stage, kind)
    await parts
      .of(kind, account.entryPoint.version)
      .scene(`${kind.name}, tested as other accounts are`, async (check) => {
        await check('conforms', 'conforms: each behavior holds', async () => await expectConforming(account))
      })
  }
}

async function expectConforming(account: TestedAccount): Promise<void> {
  const outcomes = await checkBehaviors(accountBehaviors(account))
  console.log(matrixRow(account, outcomes))
  const others = outcomes.filter(({ verdict }) => verdict !== 'holds')
  if (others.length === 0) return
  throw new Error(others.map(({ title, verdict, error }) => `${verdict}: ${title}\n  ${String(error)}`).join('\n'))
}

function tested(stage: Stage, kind: AccountKind): TestedAccount {
  const { name, adapter, entryPoints, prepare, signGrant } = kind
  const entryPoint = stage.entryPoints.find(({ version }) => entryPoints.includes(version))
  if (entryPoint === undefined) throw new Error(`There is no EntryPoint for ${name}`)
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
