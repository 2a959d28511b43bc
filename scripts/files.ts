// The project's own text files, for the checks that read them.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const ROOT = join(__dirname, '..')

const NOT_OURS = new Set([
  'node_modules',
  '.git',
  'artifacts',
  'cache',
  'coverage',
  'typechain-types',
  'dist',
  'results',
  '.ponder',
])

/** Paths below `folder` with one of the endings, relative to the root, with forward slashes, sorted. */
export function listFiles(folder: string, endings: readonly string[]): string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) found.push(...listFiles(path, endings))
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(relative('.', path).split(sep).join('/'))
  }
  return found.sort()
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Prints what is wrong and sets the exit code; says nothing else if nothing is. */
export function report(problems: readonly string[], name: string): void {
  for (const problem of problems) console.error(problem)
  console.log(problems.length === 0 ? `${name}: in order` : `${name}: ${problems.length} to fix`)
  if (problems.length > 0) process.exitCode = 1
}
