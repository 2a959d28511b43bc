// What docs/react.md takes for given, in front of its code, which is compiled and not run here.
import type { Provider } from 'ethers'
import type { Address, Bundler, KeyVault, Owner, SessionStore } from 'latchkey'

declare const owner: Owner
declare const bundler: Bundler
declare const provider: Provider
declare const store: SessionStore
declare const vault: KeyVault
declare const ACCOUNT: Address
declare const SOCIO3: Address
