// The packages of e2e/ alone: they are no part of the project, and only this command needs them.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const E2E = join(__dirname, '..')

/** Inside of node_modules: it goes when they go. */
const STAMP = join(E2E, 'node_modules/.latchkey-e2e')

/** `npm ci` in e2e/, unless what is there was installed from this very lockfile. */
export function installPackages(): void {
  const lock = createHash('sha256')
    .update(readFileSync(join(E2E, 'package-lock.json')))
    .digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return
  console.log('Installing the packages of e2e/')
  const { status, error } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: E2E, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`npm ci in e2e/ exited with ${status ?? 'a signal'}`)
  writeFileSync(STAMP, lock)
}
