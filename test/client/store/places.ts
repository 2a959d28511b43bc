// A place, its neighbours, and what is kept there.
import { ZeroHash } from 'ethers'

import type { SignedGrant, StoredSession, StorePlace } from '../../../src'
import { ACCOUNT, aPermission, aRule, aSession, anAddress, MODULE, PAYMASTER, word } from '../builders'

export const PLACE: StorePlace = { chainId: 31_337n, account: ACCOUNT, module: MODULE, app: 'socio3' }

/** Each differs from the place in one part. */
export const NEIGHBOURS: readonly StorePlace[] = [
  { ...PLACE, chainId: 1n },
  { ...PLACE, account: anAddress(0x2001) },
  { ...PLACE, module: anAddress(0x2002) },
  { ...PLACE, app: 'socio3 ' },
  { ...PLACE, app: 'socio3:2' },
]

export const GRANT: SignedGrant = {
  replaces: ZeroHash as SignedGrant['replaces'],
  siblings: [
    { chainId: 2n ** 256n - 1n, account: ACCOUNT, epoch: word(3), replaces: word(4), sessionHash: word(5) },
    { chainId: 10n, account: MODULE, epoch: word(7), replaces: word(0), sessionHash: word(8) },
  ],
  ownerSignature: '0x1234',
}

/** Every field of a session and a grant differs from what might stand in for it. */
export const ENTRY: StoredSession = {
  session: aSession({
    validAfter: 12,
    paymaster: PAYMASTER,
    period: 3_600,
    maxCalls: 7,
    maxValue: 2n ** 80n - 2n,
    permissions: [aPermission({ maxValue: 3n, rules: [aRule()] })],
  }),
  signedGrant: GRANT,
}
