// What docs/moving.md takes for given, in front of its code, which is compiled and not run here.
import type { Address } from 'latchkey'

declare const USDC: Address
declare const JAR: Address
declare const ALICE: Address
declare const BOB: Address
declare const KEY_ADDRESS: Address
declare const PAYMASTER: Address
declare const now: number
