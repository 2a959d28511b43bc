// What time it is on the chain.
import type { Scene } from './Scene'

/** Seconds, of the latest block. */
export const timeOf = async ({ provider }: Scene): Promise<number> =>
  (await provider.getBlock('latest'))?.timestamp ?? 0
