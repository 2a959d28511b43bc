// The scenes are checked here and nowhere else: what they import is installed by this command alone.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(__dirname, '../../..')

const TOOLS = [
  ['typescript/bin/tsc', '--noEmit', '-p', 'demo/web/e2e'],
  ['eslint/bin/eslint.js', '--no-ignore', 'demo/web/e2e'],
] as const

/** @throws If the types or the rules of the scenes are not kept. */
export function checkSources(): void {
  for (const [tool, ...args] of TOOLS) {
    const { status, error } = spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
    })
    if (error !== undefined) throw error
    if (status !== 0) throw new Error(`${[tool, ...args].join(' ')} exited with ${status ?? 'a signal'}`)
  }
}
