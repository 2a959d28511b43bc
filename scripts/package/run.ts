// Runs a program that must succeed.
import { spawnSync } from 'node:child_process'

/**
 * What the program printed.
 *
 * @throws With all that it printed, if it fails.
 */
export function run(folder: string, program: string, ...args: readonly string[]): string {
  const env = { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', NO_COLOR: '1', FORCE_COLOR: '0' }
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} exited with ${status ?? 'a signal'}\n${stdout}${stderr}`)
  return stdout
}
