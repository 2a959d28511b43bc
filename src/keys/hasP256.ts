// Whether a chain verifies P-256 signatures by itself: asked, and not looked up in a list.
import { concat, isError, type Provider } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'

const PRECOMPILE = '0x0000000000000000000000000000000000000100'
const ONE: Hex = `0x${'00'.repeat(31)}01`

/** RFC 6979, A.2.5: the signature of "sample" with SHA-256. */
const HASH = '0xaf2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf'
const SIGNATURE =
  '0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8'
const POINT =
  '0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299'
const OTHER_HASH = `${HASH.slice(0, -1)}e`

/**
 * Whether the chain has the precompile at `0x100` (RIP-7212, EIP-7951): it says yes to a right signature and to no wrong one. A
 * session of a P-256 key is of use there alone. It says nothing of the bundler: some refuse the address, as it has no code.
 *
 * @throws ServiceNotReachable: the provider does not answer.
 *
 * @example
 * ```ts
 * await hasP256(provider) // => true
 * ```
 */
export async function hasP256(provider: Pick<Provider, 'call'>): Promise<boolean> {
  const ask = async (hash: string): Promise<string> => {
    try {
      return await provider.call({ to: PRECOMPILE, data: concat([hash, SIGNATURE, POINT]) })
    } catch (thrown) {
      // What stands there and reverts is no precompile.
      if (isError(thrown, 'CALL_EXCEPTION')) return '0x'
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      throw new LatchkeyError('ServiceNotReachable', { service: 'the provider', reason }, { cause: thrown })
    }
  }
  const [right, wrong] = await Promise.all([ask(HASH), ask(OTHER_HASH)])
  return right === ONE && wrong !== ONE
}
