// `npm run snapshots`: writes what integrators and auditors compare of a deployed contract: interface, selectors, topics and
// storage layout into snapshots/, addresses and code hashes into src/release.ts, ABIs into src/abi, and the creation code that
// src/testing deploys. A change of any of it is then a line in review, and `npm run check:contracts` fails until it is committed. (Sizes are in bench/results/gas.json.)
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Interface, type Fragment } from 'ethers'
import hre from 'hardhat'

import { writeAbis } from './abis'
import { writeCreationCodes } from './creationCodes'
import { ROOT } from './files'
import { writeRelease } from './release'

/** What is deployed, and so kept. */
export const DEPLOYED = [
  'contracts/SessionKeyValidator.sol:SessionKeyValidator',
  'contracts/lens/SessionLens.sol:SessionLens',
]

type StorageLayout = {
  readonly storage: readonly { label: string; slot: string; offset: number; type: string }[]
  readonly types: Readonly<Record<string, { label: string; numberOfBytes: string }>> | null
}

const sorted = (lines: readonly string[]): readonly string[] => [...lines].sort()

/** One line for each item of the ABI, after what it is called by on the chain. */
function interfaceLines(abi: Interface): Readonly<Record<string, readonly string[]>> {
  const text = (fragment: Fragment) => fragment.format('full').replace(/^(function|error|event) /, '')
  const ofType = (type: string) => abi.fragments.filter((fragment) => fragment.type === type)
  return {
    constructor: ofType('constructor').map((fragment) => fragment.format('full')),
    functions: ofType('function').map((item) => `${abi.getFunction(item.format())?.selector ?? ''} ${text(item)}`),
    errors: ofType('error').map((item) => `${abi.getError(item.format())?.selector ?? ''} ${text(item)}`),
    events: ofType('event').map((item) => `${abi.getEvent(item.format())?.topicHash ?? ''} ${text(item)}`),
  }
}

async function storageLines(contract: string): Promise<readonly string[]> {
  const [source = '', name = ''] = contract.split(':')
  const buildInfo = await hre.artifacts.getBuildInfo(contract)
  const output = buildInfo?.output.contracts[source]?.[name] as { storageLayout?: StorageLayout } | undefined
  const layout = output?.storageLayout
  if (layout === undefined) throw new Error(`${contract}: the compiler gave no storage layout`)
  return layout.storage.map(({ label, slot, offset, type }) => {
    const { label: typeName = type, numberOfBytes = '?' } = layout.types?.[type] ?? {}
    return `slot ${slot} offset ${offset} bytes ${numberOfBytes} ${label}: ${typeName}`
  })
}

async function snapshotOf(contract: string): Promise<string> {
  const { abi, contractName } = await hre.artifacts.readArtifact(contract)
  const sections = {
    ...interfaceLines(new Interface(abi)),
    storage: await storageLines(contract),
  }
  const parts = Object.entries(sections).filter(([, lines]) => lines.length > 0)
  const text = parts.map(
    ([title, lines]) =>
      `\n${title}\n${sorted(lines)
        .map((line) => `  ${line}\n`)
        .join('')}`,
  )
  return `${contractName}\n${text.join('')}`
}

/** Every snapshot by its path, made from the artifacts as they are. */
export async function makeSnapshots(): Promise<ReadonlyMap<string, string>> {
  const entries = DEPLOYED.map(
    async (contract) => [`snapshots/${contract.split(':')[1] ?? ''}.txt`, await snapshotOf(contract)] as const,
  )
  return new Map(await Promise.all(entries))
}

async function writeSnapshots(): Promise<void> {
  for (const [path, text] of await makeSnapshots()) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true })
    writeFileSync(join(ROOT, path), text)
  }
}

/** All that is written from the compiled contracts. */
const WRITERS: readonly (() => Promise<void> | void)[] = [writeSnapshots, writeAbis, writeRelease, writeCreationCodes]

async function main(): Promise<void> {
  for (const write of WRITERS) await write()
}

if (require.main === module)
  main().catch((reason: unknown) => {
    console.error(reason)
    process.exitCode = 1
  })
