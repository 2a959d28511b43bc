#!/usr/bin/env node
// `npx latchkey`: the command line as a process.
import { createInterface } from 'node:readline/promises'

import { httpRequest } from '../rpc'
import { readAll } from './readInput'
import { run } from './run'
import { tellFailure } from './tellFailure'

const { stdin, stdout, stderr, env, argv } = process
const words = argv.slice(2)
const out = (text: string): void => void stdout.write(text)
const err = (text: string): void => void stderr.write(text)

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

let isInterrupted = false

/** Once: who interrupts a second time does not want to wait. */
function onInterrupt(stop: () => void): () => void {
  const once = (): void => {
    isInterrupted = true
    forget()
    stop()
  }
  const forget = (): void => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, once)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, once)
  return forget
}

// Whoever reads may have enough: `latchkey list | head`. An answer that cannot be written is no answer, and no "no" either.
for (const stream of [stdout, stderr])
  stream.on('error', (thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'EPIPE') process.exit(3)
  })

// A process that ends early has not done what it was asked for. Not said before, as commander would end with it, too.
let isDone = false
process.once('exit', () => {
  if (!isDone) process.exitCode = 3
})

// What is thrown where nobody waits for it: the process would end with 1, which is a "no", and print what may hold a key.
process.on('uncaughtException', (thrown) => process.exit(tellFailure({ out, err }, thrown, words.includes('--json'))))

void run(words, {
  out,
  err,
  env,
  stdin: async () => await readAll(stdin),
  ask: stdin.isTTY && stderr.isTTY ? ask : undefined,
  onInterrupt,
  now: () => Math.floor(Date.now() / 1_000),
  connect: httpRequest,
}).then((code) => {
  isDone = true
  process.exitCode = code
  // What was interrupted may still wait for something.
  if (isInterrupted) process.exit()
})
