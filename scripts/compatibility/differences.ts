// Whether accounts still do what is committed of them.
import { isDeepStrictEqual } from 'node:util'

import { keyOf, type AccountRow, type FoundGas } from './Findings'

/** Estimates, and the zeros in signatures, are not the same each time. */
const GAS_TOLERANCE = 1_000

/** What was found. */
export interface Found {
  readonly found: readonly AccountRow[]
  /** Whether every account was tried. */
  readonly isWhole: boolean
}

/** What is not as committed, in words. */
export function differences(committed: readonly AccountRow[], { found, isWhole }: Found): readonly string[] {
  const rows = byKey(committed)
  const missing = isWhole ? [...rows.keys()].filter((key) => !byKey(found).has(key)) : []
  return [
    ...found.flatMap((row) => differencesOf(rows.get(keyOf(row)), row)),
    ...missing.map((key) => `${key}: is committed, and was not found`),
  ]
}

function differencesOf(committed: AccountRow | undefined, found: AccountRow): readonly string[] {
  const name = keyOf(found)
  if (committed === undefined) return [`${name}: was found, and is not committed`]
  const fields = [...new Set([...Object.keys(committed), ...Object.keys(found)])] as (keyof AccountRow)[]
  return fields
    .filter((field) =>
      field === 'gas' ? !isSameGas(committed.gas, found.gas) : !isDeepStrictEqual(committed[field], found[field]),
    )
    .map((field) => {
      const [before, now] = [committed, found].map((row) => textOf(row[field]))
      return `${name}: ${field}: ${before} is committed, ${now} was found`
    })
}

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** The rows to commit: what was found takes the place of what is committed of it; gas that differs by chance alone stays. */
export function merged(committed: readonly AccountRow[], { found, isWhole }: Found): readonly AccountRow[] {
  const before = byKey(committed)
  const kept = isWhole ? [] : committed
  return [...byKey([...kept, ...found]).values()].map((row) => {
    const old = before.get(keyOf(row))
    return old?.gas !== undefined && isSameGas(old.gas, row.gas) ? { ...row, gas: old.gas } : row
  })
}

const byKey = (rows: readonly AccountRow[]): ReadonlyMap<string, AccountRow> =>
  new Map(rows.map((row) => [keyOf(row), row]))

function isSameGas(one: FoundGas | undefined, other: FoundGas | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  const over = ({ owner, session }: FoundGas): number => session - owner
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= GAS_TOLERANCE
  return near(one.owner, other.owner) && near(one.session, other.session) && near(over(one), over(other))
}
