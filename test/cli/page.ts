// The examples of docs/cli.md: each block marked `console` begins with a command line, and shows all that it prints.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PAGE = join(__dirname, '../../docs/cli.md')
const BLOCK = /```console\n\$ (npx latchkey .*)\n([^]*?)```/g

/** A command line, and what the page says that it prints. */
export interface PageExample {
  readonly line: string
  readonly printed: string
}

export const pageText = (): string => readFileSync(PAGE, 'utf8')

export const pageExamples = (): readonly PageExample[] =>
  [...pageText().matchAll(BLOCK)].map(([, line = '', printed = '']) => ({ line, printed }))

/** Words of a shell's line, of which some are quoted. */
export const wordsIn = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(2)

/** Puts what is printed now into the page: for whoever changed a text. */
export function rewritePage(printed: ReadonlyMap<string, string>): void {
  const text = pageText().replace(
    BLOCK,
    (_, line: string, before: string) => `\`\`\`console\n$ ${line}\n${printed.get(line) ?? before}\`\`\``,
  )
  writeFileSync(PAGE, text)
}

/** Without what is long or differs from run to run. */
export const steady = (text: string): string =>
  text
    .replace(/\b(sent as|transaction) 0x[0-9a-f]{64}/g, '$1 0x…')
    .replace(/(0x[0-9a-f]{8})[0-9a-f]{57,}/g, '$1…')
    .replace(/UTC, [^\n]* from now/g, 'UTC, … from now')
