// Packages that the run reads bytecode from. They are under licences of their own: fetched when they are needed, kept where git
// does not look, and never part of the project. What is read is what was compared: nothing is unpacked beside the tarball.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { E2E } from '../processes/installPackages'

/** One version of a package, for all time. */
export interface PinnedPackage {
  readonly name: string
  readonly version: string
  /** Of its tarball, as lockfiles have it: `sha512-` and base64. */
  readonly integrity: string
}

/** A package whose tarball is the pinned one. */
export interface FetchedPackage {
  /** The text of one of its files; throws if it has no such file. */
  readonly read: (path: string) => string
}

export const CACHE = join(E2E, '.packages')

const BYTES_MAX = 64 * 2 ** 20

/**
 * Gets it from the registry that npm is told of, unless it is here already.
 *
 * @param folder Where tarballs are kept; another one for tests.
 * @throws If npm does not get it, or gets something else than what is pinned: that is not kept.
 */
export function fetchPackage(pinned: PinnedPackage, folder: string = CACHE): FetchedPackage {
  const { name, version, integrity } = pinned
  const tarball = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
  if (!existsSync(tarball) || integrityOf(tarball) !== integrity) {
    rmSync(tarball, { force: true })
    mkdirSync(folder, { recursive: true })
    console.log(`Fetching ${name} ${version}`)
    run('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--loglevel=error', '--pack-destination', folder])
    refuseOther(pinned, tarball)
  }
  return { read: (path) => run('tar', ['-xzOf', tarball, `package/${path}`]) }
}

const integrityOf = (file: string): string =>
  `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`

function refuseOther({ name, version, integrity }: PinnedPackage, tarball: string): void {
  if (!existsSync(tarball)) throw new Error(`npm pack left no ${tarball}`)
  const found = integrityOf(tarball)
  if (found === integrity) return
  rmSync(tarball)
  throw new Error(`${name} ${version} is not what is pinned: expected ${integrity}, found ${found}`)
}

/** What a program writes. */
function run(command: string, args: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: E2E,
    encoding: 'utf8',
    maxBuffer: BYTES_MAX,
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${status ?? 'a signal'}: ${stderr}`)
  return stdout
}
