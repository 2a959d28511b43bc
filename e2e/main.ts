// `npm run e2e`: a chain and a real bundler on 127.0.0.1, and the client of src/ against them, on every account and EntryPoint, or
// on some accounts (`npm run e2e -- Kernel Nexus`). What is found is compared with docs/compatibility.md, or with `--write` written
// to it.
import type { AccountKind } from './accounts/AccountKind'
import { startAlto } from './bundler/alto'
import { startTracerProxy } from './bundler/tracerProxy'
import { richWallet, startAnvil, walletNamed } from './chain/anvil'
import { buildStage, type Stage } from './chain/contracts'
import { checkBatches } from './checks/batches'
import { checkBundler } from './checks/bundler'
import { checkCommitted } from './checks/committed'
import { checkConforming } from './checks/conforming'
import { checkControls } from './checks/controls'
import { checkDelegation, DELEGATED } from './checks/delegation'
import { checkEndings } from './checks/endings'
import { checkGas } from './checks/gas'
import { checkLimits } from './checks/limits'
import { checkPrompts } from './checks/prompts'
import { checkRefusals } from './checks/refusals'
import type { Report } from './checks/Report'
import { RowReports } from './checks/RowReports'
import { openScene } from './checks/Scene'
import { checkSessionKeys } from './checks/sessionKeys'
import { checkSignedGrant, checkSponsored } from './checks/signedGrant'
import { checkSilence } from './checks/silence'
import { checkTimes } from './checks/times'
import { checkViem } from './checks/viem'
import { ALL_KINDS, BY_VIEM, OWN_CHECKS } from './kinds'
import { installPackages } from './processes/installPackages'
import type { Processes } from './processes/Processes'
import { reportRun } from './reportRun'

/** More than this run has refused for one account. */
const MANY_OPS = 100
const WRITE = '--write'

/** Parts of the names of those that are to be tried; all of them if there are none. */
const NAMES = process.argv.slice(2).filter((word) => word !== WRITE)
const STRANGERS = NAMES.filter((part) => !ALL_KINDS.some(({ name }) => name.includes(part)))
const KINDS = ALL_KINDS.filter(({ name }) => NAMES.length === 0 || NAMES.some((part) => name.includes(part)))
const EXECUTORS = ['executor 0', 'executor 1', 'executor 2', 'executor 3']

async function run(processes: Processes, report: Report): Promise<void> {
  const chain = await startAnvil(processes)
  const stage = await buildStage(chain)
  const rpcUrl = await startTracerProxy(processes, chain.url)
  const executors = await Promise.all(EXECUTORS.map(async (name) => await richWallet(chain, name)))
  const utility = await richWallet(chain, 'utility')
  const { entryPoints } = stage
  const alto = { rpcUrl, entryPoints, executors, utility }
  const bundlerUrl = await startAlto(processes, alto)
  const patientUrl = await startAlto(processes, { ...alto, opsOfOneAccount: MANY_OPS })
  console.log(`anvil at ${chain.url}, alto at ${bundlerUrl} and ${patientUrl}, logs in ${processes.folder}`)

  await checkBundler(report, { stage, url: bundlerUrl })
  for (const { name } of ALL_KINDS.filter((kind) => !KINDS.includes(kind))) console.log(`\n  – not asked for: ${name}`)
  const parts = new RowReports(report)
  for (const kind of KINDS) await checkKind(parts, { kind, stage, bundlerUrl, patientUrl })
  for (const entryPoint of entryPoints)
    await checkDelegation(parts.of(DELEGATED, entryPoint.version), { stage, entryPoint, bundlerUrl })
  await checkConforming(processes, parts, KINDS)
  const isWhole = KINDS.length === ALL_KINDS.length
  await checkCommitted(report, { found: parts.rows, isWhole, isWriting: process.argv.includes(WRITE) })
}

type Place = {
  readonly kind: AccountKind
  readonly stage: Stage
  readonly bundlerUrl: string
  readonly patientUrl: string
}

/** One account on each EntryPoint that there is such an account for. */
async function checkKind(parts: RowReports, { kind, stage, ...bundlers }: Place): Promise<void> {
  for (const entryPoint of stage.entryPoints.filter(({ version }) => kind.entryPoints.includes(version))) {
    const report = parts.of(kind, entryPoint.version)
    const title = `${kind.name}, EntryPoint v${entryPoint.version}`
    const ownerKey = walletNamed(stage, `owner of ${title}`)
    const made = await (await kind.prepare(stage, entryPoint))(ownerKey, title)
    const scene = await openScene({ stage, ...bundlers, kind, entryPoint, made, ownerKey })
    await checkSilence(report, title, scene)
    await checkSignedGrant(report, title, scene)
    await checkSponsored(report, title, scene)
    await checkBatches(report, title, scene)
    await checkPrompts(report, title, scene)
    await checkSessionKeys(report, title, scene)
    if (BY_VIEM.includes(kind)) await checkViem(report, title, scene)
    await checkRefusals(report, title, scene)
    await checkLimits(report, title, scene)
    await checkTimes(report, title, scene)
    await checkControls(report, title, scene)
    await checkEndings(report, title, scene)
    await checkGas(report, title, scene)
    await OWN_CHECKS.get(kind)?.(report, title, scene)
  }
}

async function main(): Promise<void> {
  if (STRANGERS.length > 0) throw new Error(`No account is called ${STRANGERS.join(' or ')}`)
  installPackages()
  await reportRun(run)
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exitCode = 1
})
