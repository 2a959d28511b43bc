// Runs a copy of the example against a local chain and compares all that it answers with what `foldEvents` makes of the node's
// logs and with what the module says: of events before it started and while it runs, over reorgs and a restart.
import { deepStrictEqual } from 'node:assert'
import { resolve } from 'node:path'

import fc from 'fast-check'

import { Processes } from '../../../e2e/processes/Processes'
import { sessionsIn, type History } from '../../../src/history'
import { acts, deedOf, perform, type Act } from './acts'
import { compare } from './compare'
import { copyIndexer, EXAMPLE, startIndexer, type Indexer } from './Indexer'
import { buildStage } from './Stage'

const SEED = Number(process.env['FC_SEED'] ?? 7_579)
/** Of the indexer. */
const FOLDER = resolve(process.argv[2] ?? EXAMPLE)
const start = Date.now()

const say = (text: string): void => console.log(`${((Date.now() - start) / 1_000).toFixed(1).padStart(6)} s  ${text}`)

function actsOf(chapter: number, count: number): readonly Act[] {
  const list = fc.array(acts, { minLength: count, maxLength: count, size: 'max' })
  return fc.sample(list, { seed: SEED + chapter, numRuns: 1 })[0] ?? []
}

const REFUSED = [
  { accounts: '0x01' },
  { account: '0x01' },
  { key: '0x01' },
  { is: 'alive' },
  { at: 'now' },
  { limit: '1001' },
  { after: '0x01' },
]

async function run(chains: Processes, indexers: Processes): Promise<void> {
  const stage = await buildStage(chains)
  const { provider } = stage
  const counts: Record<string, number> = {}
  let before: History | undefined
  const check = async (indexer: Indexer, text: string): Promise<void> => {
    const { history, count } = await compare(indexer, stage)
    // Or the indexer need have done nothing to be right.
    if (before !== undefined && textOf(history) === textOf(before)) throw new Error(`Nothing has changed: ${text}`)
    before = history
    for (const { state, replacedBy } of sessionsIn(history)) {
      counts[state] = (counts[state] ?? 0) + 1
      if (replacedBy !== undefined) counts['replaced'] = (counts['replaced'] ?? 0) + 1
    }
    say(`${text}: the same, ${count} sessions in all answers`)
  }

  for (let account = 0; account < stage.accounts.length; account++)
    await perform(stage, [{ kind: 'install', account, session: 0, other: 1, mines: true }])
  await perform(stage, actsOf(1, 80))
  const copy = copyIndexer(FOLDER, chains.folder)
  say('The chain has its first events')
  const indexer = await startIndexer(indexers, copy, stage)
  await check(indexer, 'Events from before it started')
  for (const query of REFUSED) deepStrictEqual((await indexer.ask(query as never)).status, 400, JSON.stringify(query))

  await perform(stage, actsOf(2, 40))
  await check(indexer, 'Events while it runs')

  await provider.send('anvil_reorg', [8, []])
  await check(indexer, 'A reorg that takes eight blocks of events and brings none')

  const [from = ''] = (await provider.send('eth_accounts', [])) as string[]
  const others = actsOf(3, 12).map((act, n) => [deedOf(stage, act, from), n % 5])
  await provider.send('anvil_reorg', [10, others])
  await check(indexer, 'A reorg that brings other events in the same blocks')

  const fork: unknown = await provider.send('evm_snapshot', [])
  await perform(stage, actsOf(4, 20))
  await check(indexer, 'More events')
  await provider.send('evm_revert', [fork])
  await provider.send('evm_increaseTime', [10])
  await perform(stage, actsOf(5, 30))
  await check(indexer, 'A reorg to a longer chain')

  await indexers.end()
  await perform(stage, actsOf(6, 20))
  await provider.send('anvil_reorg', [5, []])
  await check(await startIndexer(indexers, copy, stage), 'A kill, more events and a reorg, and a new start')

  for (const seen of ['live', 'revoked', 'renounced', 'superseded', 'uninstalled', 'replaced'])
    if (counts[seen] === undefined) throw new Error(`No session was ${seen}: FC_SEED=${SEED} shows too little`)
  say(`In order. FC_SEED=${SEED}: ${JSON.stringify(counts)}`)
}

const textOf = (history: History): string => JSON.stringify([...sessionsIn(history)])

async function main(): Promise<void> {
  const [chains, indexers] = [new Processes(), new Processes()]
  let failed = true
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => process.exit(status))
  try {
    await run(chains, indexers)
    failed = false
  } finally {
    await indexers.end()
    await chains.end()
    if (failed) console.error(`Logs: ${chains.folder}, ${indexers.folder}`)
    else for (const processes of [chains, indexers]) processes.forget()
  }
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exitCode = 1
})
