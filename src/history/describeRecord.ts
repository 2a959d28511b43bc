// From what is kept of a session to what it means.
import type { Address, Hex } from '../contracts'
import type { SessionId } from '../session'
import { hexMapGet, indexKey } from './HexMap'
import type { AccountRecord, EpochRecord, SessionRecord, SessionStep } from './History'
import type { HistoryState, HistoryStep, SessionHistory } from './SessionHistory'

/** @internal */
export function describeRecord(
  account: Address,
  id: Hex,
  ofAccount: AccountRecord,
  { grant, last }: SessionRecord,
): SessionHistory {
  const granted = lastGrant(last)
  return {
    account,
    id: id as SessionId,
    state: stateOf(ofAccount, last, granted),
    signerWord: grant?.signerWord,
    terms: grant?.terms,
    epoch: granted === undefined ? undefined : epochAt(ofAccount, granted.epochCount - 1)?.epoch,
    steps: stepsOf(ofAccount, last),
    replacedBy: last.replacedBy as SessionId | undefined,
  }
}

function lastGrant(last: SessionStep): SessionStep | undefined {
  let step: SessionStep | undefined = last
  while (step !== undefined && step.kind !== 'granted') step = step.before
  return step
}

/** @internal How a session stands by its own events and those of the account. */
function stateOf(account: AccountRecord, last: SessionStep, granted: SessionStep | undefined): HistoryState {
  if (last.kind === 'revoked' || granted === undefined) return 'revoked'
  if (last.kind === 'renounced') return 'renounced'
  return endOf(account, granted)?.kind ?? 'live'
}

/** What ended a grant by the epoch: the account's first change of it since. */
function endOf(
  account: AccountRecord,
  granted: SessionStep,
): (HistoryStep & { readonly kind: 'superseded' | 'uninstalled' }) | undefined {
  const next = epochAt(account, granted.epochCount)
  if (next === undefined) return undefined
  const { blockNumber, transactionHash, index } = next
  return { kind: isInstalled(next.epoch) ? 'superseded' : 'uninstalled', blockNumber, transactionHash, index }
}

function stepsOf(account: AccountRecord, last: SessionStep): readonly HistoryStep[] {
  const steps: HistoryStep[] = []
  for (let step: SessionStep | undefined = last; step !== undefined; step = step.before) {
    const { kind, blockNumber, transactionHash, index } = step
    const end = kind === 'granted' ? endOf(account, step) : undefined
    steps.push({ kind, blockNumber, transactionHash, index }, ...(end === undefined ? [] : [end]))
  }
  return steps.sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index)
}

/** @internal An epoch of an account by its place; undefined: none began there. */
export const epochAt = (account: AccountRecord, place: number): EpochRecord | undefined =>
  place < 0 ? undefined : hexMapGet(account.epochs, indexKey(place))

/** @internal An odd counter means installed. */
export const isInstalled = (epoch: Hex): boolean => parseInt(epoch.slice(-1), 16) % 2 === 1
