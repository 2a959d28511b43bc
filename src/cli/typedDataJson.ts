// Typed data as wallets take it by JSON-RPC.
import { TypedDataEncoder } from 'ethers'

import type { GrantTypedData } from '../owner'

/** @internal For `eth_signTypedData_v4`: with the domain's type, and amounts as text. */
export const typedDataJson = ({ domain, types, message }: GrantTypedData): Readonly<Record<string, unknown>> =>
  TypedDataEncoder.getPayload(domain, types, message) as Readonly<Record<string, unknown>>
