// `npm run docs` builds the site of docs/ into docs/dist and looks at what was built; `npm run docs -- --serve` then shows it on
// 127.0.0.1, until it is ended. The site's packages are docs/'s own, and are installed by this command.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

import { report, ROOT } from './files'
import { installPackages } from './installPackages'
import { builtSiteProblems } from './site/builtSiteProblems'
import { serveFolder } from './site/serveFolder'

const FOLDER = 'docs'
const BUILT = join(ROOT, FOLDER, 'dist')
const VITEPRESS = join(ROOT, FOLDER, 'node_modules/vitepress/bin/vitepress.js')
const PORT = 4173

function build(): void {
  rmSync(BUILT, { recursive: true, force: true })
  const { status, error } = spawnSync(process.execPath, [VITEPRESS, 'build', FOLDER], { cwd: ROOT, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`vitepress build exited with ${status ?? 'a signal'}`)
}

async function main(): Promise<void> {
  installPackages(FOLDER)
  build()
  report(builtSiteProblems(BUILT), 'site')
  if (!process.argv.includes('--serve')) return
  const { url } = await serveFolder(BUILT, PORT)
  console.log(`${url} shows it; Ctrl+C ends`)
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exitCode = 1
})
