// The packages of demo/web alone: only its two commands need them.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const WEB = join(__dirname, '..')

/** Inside of node_modules: it goes when they go. */
const STAMP = join(WEB, 'node_modules/.latchkey-demo-web')

/** `npm ci` in demo/web, unless what is there was installed from this very lockfile. */
export function installWebPackages(): void {
  const lock = createHash('sha256')
    .update(readFileSync(join(WEB, 'package-lock.json')))
    .digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return
  console.log('Installing the packages of demo/web/')
  const { status, error } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: WEB, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`npm ci in demo/web/ exited with ${status ?? 'a signal'}`)
  writeFileSync(STAMP, lock)
}
