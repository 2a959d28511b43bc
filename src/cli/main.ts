#!/usr/bin/env node
// `npx latchkey`: the command line as a process.
import { createInterface } from 'node:readline/promises'

import { httpRequest } from '../rpc'
import { run } from './run'

const { stdin, stdout, stderr, env, argv } = process

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr })
  // Whoever leaves without an answer has not said yes.
  const left = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    return await Promise.race([terminal.question(question), left])
  } finally {
    terminal.close()
  }
}

async function readAll(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

// Whoever reads may have enough: `latchkey list | head`.
for (const stream of [stdout, stderr])
  stream.on('error', (thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'EPIPE') throw thrown
  })

// Until it is known better: a process that ends early has not done what it was asked for.
process.exitCode = 3

void run(argv.slice(2), {
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  env,
  stdin: readAll,
  ask: stdin.isTTY && stderr.isTTY ? ask : undefined,
  now: () => Math.floor(Date.now() / 1_000),
  connect: httpRequest,
}).then((code) => {
  process.exitCode = code
})
