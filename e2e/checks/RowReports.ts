// The reports of all accounts, and what was found in them.
import type { AccountKind } from '../accounts/AccountKind'
import { keyOf, type AccountRow, type TriedAccount } from '../../scripts/compatibility/Findings'
import type { EntryPointVersion } from '../../src'
import type { Report } from './Report'

/** One part of a report for each account on each EntryPoint. */
export class RowReports {
  readonly #parts = new Map<string, { readonly tried: TriedAccount; readonly part: Report }>()

  constructor(private readonly whole: Report) {}

  /** Always the same one for an account on an EntryPoint. */
  of(
    { name: account, version, code }: Pick<AccountKind, 'name' | 'version' | 'code'>,
    entryPoint: EntryPointVersion,
  ): Report {
    const tried = { account, version, code, entryPoint }
    const key = keyOf(tried)
    const { part } = this.#parts.get(key) ?? { part: this.whole.part() }
    this.#parts.set(key, { tried, part })
    return part
  }

  get rows(): readonly AccountRow[] {
    return [...this.#parts.values()].map(({ tried, part }) => ({ ...tried, ...part.findings }))
  }
}
