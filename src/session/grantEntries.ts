// The entries of a grant in the one order that is signed.
import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkSession } from './checkSession'
import { checkAddress, checkAmount, checkHex, notValid, sameBytes } from './fields'
import { sessionId } from './sessionId'
import type { GrantEntry } from './GrantEntry'

const CHAIN_ID_MAX = 2n ** 256n - 1n

/**
 * Entries by ascending chain id, as the owner signs them; refuses what the module of no chain would grant. The sessions of
 * different chains may be the same or not.
 *
 * @param module Where it is known: no session may have it as a target.
 * @throws ReplacesItself · FieldNotValid: no entry, two for one chain, or an epoch in which the module is not installed; and
 * as `checkSession`.
 *
 * @example
 * ```ts
 * const entry = { account: ACCOUNT, epoch: ONE_WORD, replaces: ZeroHash, session }
 * grantEntries([{ ...entry, chainId: 10n }, { ...entry, chainId: 1n }]).map(({ chainId }) => chainId) // => [1n, 10n]
 * ```
 */
export function grantEntries(entries: readonly GrantEntry[], module?: Address): readonly GrantEntry[] {
  if (entries.length === 0) throw notValid('entries', 'none', 'an entry for each chain, at least one')
  for (const entry of entries) checkEntry(entry, module)
  const sorted = [...entries].sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
  const twice = sorted.find(({ chainId }, i) => chainId === sorted[i + 1]?.chainId)
  if (twice !== undefined) throw notValid('entries', `two for chain ${twice.chainId}`, 'at most one entry for a chain')
  return sorted
}

function checkEntry({ chainId, account, epoch, replaces, session }: GrantEntry, module: Address | undefined): void {
  checkAmount('chainId', chainId, CHAIN_ID_MAX)
  checkAddress('account', account)
  // An even counter is never live: what is signed for it could never be used.
  if (BigInt(checkHex('epoch', epoch, 32)) % 2n === 0n)
    throw notValid('epoch', epoch, "the account's epoch word while the module is installed, which is odd")
  if (sameBytes(checkHex('replaces', replaces, 32), sessionId(session)))
    throw new LatchkeyError('ReplacesItself', { id: replaces })
  checkSession(session, module === undefined ? { account } : { account, module })
}
