// What docs/start.md takes for given, in front of its code, which is compiled and not run here.
import type { Address, WalletProvider } from 'latchkey'

declare global {
  interface Window {
    readonly ethereum: WalletProvider
  }
}
declare const CHAIN_URL: string
declare const BUNDLER_URL: string
declare const ACCOUNT: Address
declare const SOCIO3: Address
declare const POST: number
declare const show: (text: string) => void
