// `npm run e2e:web`: the built page in Chromium, against a chain and a real bundler on 127.0.0.1. `-- --screenshots` writes the
// pictures of docs/images anew; parts of scenes' names run those alone. What it starts it ends.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Report } from '../../../e2e/checks/Report'
import { installPackages } from '../../../e2e/processes/installPackages'
import type { Processes } from '../../../e2e/processes/Processes'
import { reportRun } from '../../../e2e/reportRun'
import { installChromium } from '../server/chromium'
import { installWebPackages } from '../server/installPackages'
import { start, type Running } from '../server/start'
import { checkSources } from './checkSources'
import type { Check, Play } from './scenes/Play'
import type { Picture } from './scenes/looks'

const ARGS = process.argv.slice(2)
const PICTURES = ARGS.includes('--screenshots')
const NAMES = ARGS.filter((arg) => !arg.startsWith('--'))
const IMAGES = join(__dirname, '../../../docs/images')

/** As root in a container there is no sandbox to be had; nothing but this page is opened. */
const FLAGS = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : []

type Scene = readonly [title: string, play: (play: Play) => Promise<void>]

const picture: Picture = async (page, name) => {
  mkdirSync(IMAGES, { recursive: true })
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' })
}

/** After its packages are there. */
async function scenes(): Promise<readonly Scene[]> {
  const { playSilence, playP256 } = await import('./scenes/silence')
  const { playForbidden, playDeclined } = await import('./scenes/refusals')
  const { playExpiry, playTabs } = await import('./scenes/endings')
  const { playBundlerFaults } = await import('./scenes/bundlerFaults')
  const { playOlderChain } = await import('./scenes/olderChain')
  const { playOwnWallet } = await import('./scenes/ownWallet')
  const { playLooks } = await import('./scenes/looks')
  const { playLatency } = await import('./scenes/latency')
  return [
    ['silence', playSilence],
    ['P-256', playP256],
    ['what is forbidden', playForbidden],
    ['declined', playDeclined],
    ['tabs', playTabs],
    ['older chain', playOlderChain],
    ['own wallet', playOwnWallet],
    ['bundler', playBundlerFaults],
    ['latency', playLatency],
    ['looks', async (play) => await playLooks(play, PICTURES ? picture : undefined)],
    ['expiry', playExpiry],
  ]
}

async function run(processes: Processes, report: Report): Promise<void> {
  const executablePath = installChromium()
  installPackages()
  installWebPackages()
  checkSources()
  const { chromium } = await import('playwright-core')
  const [running, browser] = await Promise.all([
    start(processes, true),
    chromium.launch({ executablePath, args: [...FLAGS, ...AS_ROOT], handleSIGINT: false, handleSIGTERM: false }),
  ])
  console.log(`${running.url} in Chromium ${browser.version()}, logs in ${processes.folder}`)
  const startAgain = await remember(running)
  try {
    for (const [title, play] of await scenes()) {
      if (NAMES.length > 0 && !NAMES.some((name) => title.includes(name))) continue
      await report.scene(title, async (told) => {
        const check: Check = async (name, look) => await told('page', name, look)
        await play({ running, browser, check, startAgain })
      })
    }
  } finally {
    await browser.close()
  }
}

/** What brings the chain back to where it is now, with a bundler that knows of nothing after it. */
async function remember({ stage, bundler }: Running): Promise<() => Promise<void>> {
  const look = async (): Promise<unknown> => (await stage.provider.send('evm_snapshot', [])) as unknown
  let start = await look()
  return async () => {
    await stage.provider.send('evm_revert', [start])
    await catchUp(stage.provider)
    start = await look()
    await bundler.restart()
  }
}

/** Its clock went back too, and bundlers judge the time by their own. */
async function catchUp(provider: Running['stage']['provider']): Promise<void> {
  await provider.send('evm_mine', [])
  const behind = Math.floor(Date.now() / 1_000) - ((await provider.getBlock('latest'))?.timestamp ?? 0)
  if (behind > 0) await provider.send('evm_increaseTime', [behind])
  await provider.send('evm_mine', [])
}

async function main(): Promise<void> {
  await reportRun(run)
  process.exit()
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exit(1)
})
