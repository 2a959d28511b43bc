// The browser's cryptography.
import { LatchkeyError } from '../errors'

/**
 * @internal
 * @throws StoreNotUsable: pages that were not loaded by https have none, but for localhost.
 */
export function subtle(): SubtleCrypto {
  const { crypto: found } = globalThis as { readonly crypto?: Partial<Crypto> }
  if (found?.subtle !== undefined) return found.subtle
  throw new LatchkeyError('StoreNotUsable', {
    where: 'WebCrypto',
    reason: 'it is not here: the page is no secure context (https, or localhost)',
  })
}
