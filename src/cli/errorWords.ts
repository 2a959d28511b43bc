// Errors, for people and for programs.
import type { CommanderError } from 'commander'

import type { LatchkeyError } from '../errors'
import { safeLine } from './safeText'

/** @internal What, why, what would be right, and the name to look up. Three lines, whatever a revert holds. */
export const errorText = ({ title, why, fix, code }: LatchkeyError): string =>
  [`${safeLine(title)} [${code}]`, `  ${safeLine(why)}`, `  ${safeLine(fix)}`].join('\n')

/** @internal The same as data. */
export const errorJson = ({ code, title, why, fix, args }: LatchkeyError): Readonly<Record<string, unknown>> => ({
  code,
  title,
  why,
  fix,
  args,
})

/** @internal A command line that is none, in the same shape. */
export const usageJson = ({ code, message }: CommanderError): Readonly<Record<string, unknown>> => ({
  code: 'Usage',
  title: 'not a command line',
  why: code === 'commander.help' ? 'There is no command.' : message.replace(/^error: /, ''),
  fix: 'See latchkey --help.',
  args: {},
})

const URLS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi
const KEYS = /\b(0x)?[0-9a-f]{64}\b/gi

/**
 * @internal What an error says that the client does not know: without URLs, which often hold a key, and what could be one; of
 * ethers without its details.
 */
export function unexpectedText(thrown: unknown): string {
  const { shortMessage, message } = Object(thrown) as { readonly shortMessage?: string; readonly message?: string }
  return (shortMessage ?? message ?? String(thrown)).replace(URLS, '…').replace(KEYS, '…')
}

/** @internal The same as data. */
export const unexpectedJson = (why: string): Readonly<Record<string, unknown>> => ({
  code: 'Unexpected',
  title: 'unexpected',
  why,
  fix: 'Report it, if node and bundler do what they should.',
  args: {},
})
