// anvil as a foreign chain, and the deploy command as a user starts it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'

import { JsonRpcProvider } from 'ethers'

import { freePort } from '../../scripts/freePort'

export const ROOT = join(__dirname, '../..')

/** The first of the keys that every anvil is rich by. */
export const RICH_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

export type Anvil = { readonly url: string; readonly provider: JsonRpcProvider }

/** Runs `use` with a new chain, and ends the chain whatever happens. */
export async function withAnvil(
  chainId: number,
  use: (anvil: Anvil) => Promise<void>,
  options: readonly string[] = [],
): Promise<void> {
  const port = await freePort()
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const folder = dirname(require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/package.json`))
  const args = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId), '--silent', ...options]
  const anvil = spawn(join(folder, 'bin/anvil'), args, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const provider = new JsonRpcProvider(url, chainId, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 50 })
  try {
    await untilTrue(() => provider.send('eth_chainId', []).then(Boolean, () => false))
    await use({ url, provider })
  } finally {
    provider.destroy()
    await end(anvil)
  }
}

/** Asks again every 50 ms, for a minute. */
export async function untilTrue(question: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; ++tries) {
    if (await question()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('It did not come true within a minute')
}

export type Outcome = { readonly code: number | null; readonly output: string }

/** `npx hardhat ...args`; of this project's variables it sees only those of `env`. */
export function startHardhat(args: readonly string[], env: Readonly<Record<string, string>>) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(RPC_URL|DEPLOYER|ETHERSCAN)_/.test(name))
  const child = spawn(process.execPath, [require.resolve('hardhat/internal/cli/cli.js'), ...args], {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const outcome = once(child, 'close').then((): Outcome => ({ code: child.exitCode, output }))
  return { child, outcome, output: () => output }
}

/** Ends a process that the test started, and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
