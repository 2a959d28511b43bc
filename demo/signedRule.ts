// The line of an approval's text that an argument does not meet.
import { describeSession, type Session, type WordsOptions } from '../src'
import { WrongOutcome } from './check'

/** What the owner has read of this rule of this permission; both have the order of the session. */
export function signedRule(session: Session, words: WordsOptions, permissionIndex: number, ruleIndex: number): string {
  const lines = describeSession(session, words).split('\n')
  const allowed = lines.slice(lines.indexOf('It may:') + 1)
  const heads = allowed.flatMap((line, i) => (line.startsWith('  - ') ? [i] : []))
  const line = allowed[(heads[permissionIndex] ?? Infinity) + 1 + ruleIndex]
  if (line === undefined || !line.startsWith('      '))
    throw new WrongOutcome(`The text of the session has no rule ${ruleIndex} of permission ${permissionIndex}`)
  return line.trim()
}
