// The results that are committed, and where.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { AccountRow } from './Findings'

const FILE = join(__dirname, '../../e2e/results/accounts.json')

/** None, if there is no file yet. */
export const readCommitted = (): readonly AccountRow[] =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as readonly AccountRow[]) : []

/** In the order of the rows. */
export function writeCommitted(rows: readonly AccountRow[]): void {
  mkdirSync(dirname(FILE), { recursive: true })
  writeFileSync(FILE, `${JSON.stringify(rows, null, 2)}\n`)
}
