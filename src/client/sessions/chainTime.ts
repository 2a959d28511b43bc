// The chain's clock, which wins over the machine's.
import type { Provider } from 'ethers'

/**
 * @internal Seconds since 1970, of the latest block. What a session may do goes by this; a chain without blocks stands still,
 * and so does the session.
 */
export const chainTime = async (provider: Provider): Promise<number> =>
  (await provider.getBlock('latest'))?.timestamp ?? 0
