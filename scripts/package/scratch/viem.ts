// What docs/viem.md takes for given, in front of its code, which is compiled and not run here.
import type { Chain, Hex, Transport } from 'viem'

declare const chain: Chain
declare const chainTransport: Transport
declare const bundlerTransport: Transport
declare const ACCOUNT: Hex
declare const OWNER_KEY: Hex
declare const OWNER_VALIDATOR: Hex
declare const ENTRY_POINT: Hex
declare const SOCIO3: Hex
