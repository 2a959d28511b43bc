// What tabs tell each other. A message may come from an older version, or from whatever else runs on the page's origin.
import { isHexString } from 'ethers'

import { toSessionId, type SessionId } from '../../session'
import type { StorePlace } from '../../store'

/** @internal */
export type TabNews =
  /** An app has this session now. */
  | { readonly kind: 'granted'; readonly id: SessionId }
  /** This session of the account is over, whichever app's it was. */
  | { readonly kind: 'ended'; readonly id: SessionId }
  /** All of the account are. */
  | { readonly kind: 'allEnded' }

const FORMAT = 'latchkey-tabs-1'

type Account = Pick<StorePlace, 'chainId' | 'account' | 'module'>

/** @internal Plain data, all of it public. */
export const tabMessage = (place: Account, news: TabNews): unknown => ({
  format: FORMAT,
  account: accountText(place),
  ...news,
})

/** @internal undefined: of another account, or nothing that a tab of this version tells. */
export function readTabMessage(place: Account, message: unknown): TabNews | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { format, account, kind, id } = message as Readonly<Record<string, unknown>>
  if (format !== FORMAT || account !== accountText(place)) return undefined
  if (kind === 'allEnded') return { kind }
  if (!isHexString(id, 32)) return undefined
  return kind === 'ended' || kind === 'granted' ? { kind, id: toSessionId(id) } : undefined
}

const accountText = ({ chainId, account, module }: Account): string =>
  [chainId, account, module].join(':').toLowerCase()
