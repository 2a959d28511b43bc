// The bundler of this demo: beyond the standard it says of any op whether it holds it, so that one that is lost is known soon.
import { httpRequest, rpcBundler, type Bundler } from 'latchkey'

/** alto's word for what it never had, or has forgotten; and for what it gave up. */
const LOST = ['not_found', 'rejected']

export function ownBundler(url: string): Bundler {
  const request = httpRequest(url)
  return {
    ...rpcBundler({ url }),
    knows: async (userOpHash) => {
      const answer = await request({ method: 'pimlico_getUserOperationStatus', params: [userOpHash] })
      return !LOST.includes(String((answer as { readonly status?: unknown } | null)?.status))
    },
  }
}
