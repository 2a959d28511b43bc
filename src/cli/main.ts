#!/usr/bin/env node
// `npx latchkey`: the command line as a process.
import { createInterface } from 'node:readline/promises'

import { httpRequest } from '../rpc'
import { run } from './run'

const { stdin, stdout, stderr, env, argv } = process

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr })
  try {
    return await terminal.question(question)
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
