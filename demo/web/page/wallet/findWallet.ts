// Wallets that announce themselves to the page, by EIP-6963.
import type { WalletProvider } from 'latchkey'

interface Announcement {
  readonly info: { readonly rdns: string }
  readonly provider: WalletProvider
}

/** By this name a test puts its own wallet in the place of the demo's. No other wallet is asked: they know nothing of this chain. */
const TEST_WALLET = 'dev.latchkey.test'

/** Such a wallet, if there is one. */
export function findTestWallet(): WalletProvider | undefined {
  let found: WalletProvider | undefined
  const hear = (event: Event): void => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail
    if (info.rdns === TEST_WALLET) found = provider
  }
  window.addEventListener('eip6963:announceProvider', hear)
  window.dispatchEvent(new Event('eip6963:requestProvider'))
  window.removeEventListener('eip6963:announceProvider', hear)
  return found
}
