// The browser: one that is there, or else Debian's package of Chromium.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Names under which Chromium, and browsers made of it, are installed. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome']
const MAC = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)

/**
 * The path of a Chromium: the one that CHROMIUM_PATH names, or one that is installed; undefined if there is none.
 *
 * @throws If CHROMIUM_PATH names none.
 */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named
    throw new Error(`CHROMIUM_PATH is ${named}, which is no program`)
  }
  const folders = [...new Set([...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...FOLDERS])]
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC].find(isProgram)
}

/**
 * The same; where there is none, it is installed by apt, which asks for a password if need be.
 *
 * @throws With what to do by hand.
 */
export function installChromium(): string {
  const found = findChromium()
  if (found !== undefined) return found
  if (!hasProgram('apt-get'))
    throw new Error('There is no Chromium, and no apt to install one. Install it, and set CHROMIUM_PATH to its path.')
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo']
  if (asRoot.length > 0 && !hasProgram('sudo'))
    throw new Error('There is no Chromium. As root: apt-get update && apt-get install --no-install-recommends chromium')
  console.log('Installing Chromium by apt')
  run([...asRoot, 'apt-get', 'update', '-qq'])
  run([...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...INSTALL])
  const installed = findChromium()
  if (installed === undefined) throw new Error('apt has installed Chromium, and it is nowhere to be found')
  return installed
}

const INSTALL = ['install', '-y', '-qq', '--no-install-recommends', 'chromium']

function run([command = '', ...args]: readonly string[]): void {
  // What apt tells of each package is of no interest unless it fails.
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (error !== undefined) throw error
  if (status !== 0)
    throw new Error(
      `${[command, ...args].join(' ')} exited with ${status ?? 'a signal'}:\n${stdout.slice(-2_000)}${stderr}`,
    )
}

const hasProgram = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)))

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
