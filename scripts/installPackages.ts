// The packages of a folder that has a lockfile of its own: no part of the project, installed by the command that needs them.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './files'

/** Inside of node_modules: it goes when they go. */
const STAMP = 'node_modules/.latchkey'

/**
 * `npm ci` in the folder, unless what is there was installed from this very lockfile.
 *
 * @param folder Below the root.
 */
export function installPackages(folder: string): void {
  const place = join(ROOT, folder)
  const stamp = join(place, STAMP)
  const lock = createHash('sha256')
    .update(readFileSync(join(place, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.log(`Installing the packages of ${folder}/`)
  const { status, error } = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: place, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`npm ci in ${folder}/ exited with ${status ?? 'a signal'}`)
  writeFileSync(stamp, lock)
}
