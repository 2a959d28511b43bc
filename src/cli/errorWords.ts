// Errors, for people and for programs.
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
