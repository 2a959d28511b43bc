// What a userOp does, what a revert means, and what a bundler's error says.
import { access } from 'node:fs/promises'

import type { Hex } from '../../contracts'
import { decodeRevert, isLatchkeyError, LatchkeyError } from '../../errors'
import { RELEASE } from '../../release'
import { explainRefusal } from '../../rpc'
import { isHex } from '../../session/fields'
import type { WordsOptions } from '../../session'
import type { Answer } from '../Answer'
import type { Command } from '../Command'
import { describeCallData, describeOp } from '../describeOp'
import { errorJson, errorText } from '../errorWords'
import type { Given } from '../Given'
import { readInput } from '../readInput'
import { opIn, readUserOp } from '../readUserOp'
import { wordsOf } from '../words'

/** Errors that say no more than that there was one. */
const UNTOLD = ['RevertUnknown', 'RevertWithoutData', 'BundlerRefused']

/** @internal */
export const decode: Command = {
  name: 'decode',
  summary: "explains a userOp, a revert or a bundler's error",
  about:
    "Takes revert bytes, an account's callData, a userOp as JSON (also inside of an eth_sendUserOperation request), the JSON error of a bundler or node, or its message. Asks nobody.",
  args: [['<input>', 'the thing itself, a file that holds it, or - for what is piped in']],
  shared: ['module', 'words'],
  examples: [
    ['latchkey decode 0x220266b6…', 'a revert, of the module inside of the EntryPoint too'],
    ['latchkey decode op.json', 'what a userOp would do, and who pays'],
    ["latchkey decode 'AA24 signature error'", 'a message that a bundler gave'],
    ['pbpaste | latchkey decode -', 'whatever you copied'],
  ],
  exits: '0 explained · 1 nothing is known of it · 2 nothing that can be read',
  run: async (given) => {
    const text = (await inputOf(given)).trim()
    const words = await wordsOf(given)
    if (isHex(text)) return ofBytes(text, words)
    const json = parsed(text)
    const op = opIn(json)
    if (op !== undefined) return describeOp(readUserOp(op), given.address('module') ?? RELEASE.validator.address, words)
    if (typeof json === 'object' && json !== null) return ofError(explainRefusal(json))
    if (text === '') throw new LatchkeyError('FileNotReadable', { where: given.args[0] ?? '', reason: 'it is empty' })
    return ofError(explainRefusal({ code: REFUSED, message: text }))
  },
}

/** ERC-7769: refused in validation. */
const REFUSED = -32_500

async function inputOf({ io, args }: Given): Promise<string> {
  const [input = ''] = args
  if (input === '-' || (await isFile(input))) return await readInput(io, input)
  // A name of a file that is not there is no message.
  const isItself = isHex(input) || input.includes(' ') || /^\s*[{["]/.test(input)
  return isItself ? input : await readInput(io, input)
}

async function isFile(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function ofBytes(bytes: Hex, words: WordsOptions): Answer {
  const revert = decodeRevert(bytes)
  if (revert === undefined || revert.source === 'unknown') {
    const execute = describeCallData(bytes, words)
    if (execute !== undefined) return execute
  }
  return ofError(explainRefusal(bytes))
}

function ofError(error: LatchkeyError): Answer {
  const { onchain } = error
  const inside =
    onchain?.source === 'entryPoint' ? [`  (inside of the EntryPoint's ${onchain.name}: ${onchain.reason})`] : []
  return {
    text: [errorText(error), ...inside].join('\n'),
    json: { kind: 'error', error: errorJson(error), onchain },
    code: isLatchkeyError(error) && UNTOLD.includes(error.code) ? 1 : 0,
  }
}
