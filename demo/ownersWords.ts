// What the owner's wallet knows: names of addresses, the verified ABIs of the apps, and the token.
import type { Address, WordsOptions } from '../src'
import { Points__factory, Socio3__factory } from '../typechain-types'
import type { Names } from './print'

/** @param socio3 The app's address; `points`, the token's. */
export const ownersWords = (labels: Names, socio3: Address, points: Address): WordsOptions => ({
  labels,
  abis: { [socio3]: Socio3__factory.abi, [points]: Points__factory.abi },
  tokens: { [points]: { symbol: 'PTS', decimals: 0 } },
})
