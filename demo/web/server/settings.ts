// What a page of one's own needs to play on this stage, as Vite reads it from a page's `.env.local`.
import type { WebStage } from './stage'

type Told = Pick<WebStage, 'account' | 'entryPoint' | 'signatures' | 'socio3'> & {
  readonly ownerKey: { readonly privateKey: string }
}

/**
 * Lines `NAME=value`. With them is the owner's key: it is worth nothing, as this chain is on this machine and ends with the command.
 *
 * @param url The page's, ours. Chain and bundler are behind its server, which lets pages of other ports of this machine ask.
 */
export async function settingsOf(url: string, stage: Told): Promise<string> {
  const { account, entryPoint, ownerKey, signatures, socio3 } = stage
  const settings = {
    CHAIN_URL: new URL('api/chain', url).href,
    BUNDLER_URL: new URL('api/bundler', url).href,
    ACCOUNT: account,
    ENTRY_POINT: entryPoint.address,
    SOCIO3: await socio3.getAddress(),
    OWNER_VALIDATOR: signatures.validator,
    OWNER_KEY: ownerKey.privateKey,
  }
  return Object.entries(settings)
    .map(([name, value]) => `VITE_${name}=${value}\n`)
    .join('')
}
