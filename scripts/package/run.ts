// Runs a program that must succeed.
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const SETTINGS = { HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', NO_COLOR: '1', FORCE_COLOR: '0' }
const TIMEOUT_MS = 120_000

/**
 * What the program printed.
 *
 * @throws With all that it printed, if it fails.
 */
export function run(folder: string, program: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...SETTINGS }
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} exited with ${status ?? 'a signal'}\n${stdout}${stderr}`)
  return stdout
}

/**
 * The same, while this process goes on with what the program asks of it.
 *
 * @param given Environment variables.
 * @throws With all that it printed, if it fails or does not end.
 */
export async function runBeside(
  folder: string,
  given: Readonly<Record<string, string>>,
  program: string,
  ...args: readonly string[]
): Promise<string> {
  const env = { ...process.env, ...SETTINGS, ...given }
  const { stdout } = await promisify(execFile)(program, args, { cwd: folder, env, timeout: TIMEOUT_MS }).catch(
    (thrown: unknown) => {
      const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string }
      throw new Error(`${program} ${args.join(' ')} did not succeed\n${stdout}${stderr}`)
    },
  )
  return stdout
}
