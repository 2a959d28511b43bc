// The words of docs/errors.md, by code.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { must } from './must'

const PAGE = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8')

/** What an error is called, and what would be right. */
export interface Documented {
  readonly what: string
  readonly fix: string
}

export function documented(code: string): Documented {
  const section = PAGE.split(/^### /m).find((text) => text.startsWith(`${code}\n`)) ?? ''
  const line = (head: string): string => new RegExp(`^- ${head}: (.*)$`, 'm').exec(section)?.[1] ?? ''
  const [what, fix] = [line('What').replace(/\.$/, ''), line('What would be right')]
  must(`docs/errors.md has ${code}`, what !== '' && fix !== '', section)
  return { what, fix }
}
