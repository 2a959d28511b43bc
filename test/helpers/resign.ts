// What a thief of a session key can do: put anything into an op and sign it with the key. No client would build it.
import { dataSlice, type SigningKey } from 'ethers'

import {
  joinSignature,
  sessionDigest,
  signDigest,
  userOpHash,
  type Address,
  type Hex,
  type PackedUserOperation,
} from '../../src'
import type { TestAccount } from './fixture'
import { sessionKey, type SessionChain } from './session'

const SIGNATURE_LENGTH = 64

/** Fields in place of the op's own, and what is signed in place of what the module expects. */
export type Resigned = Partial<Omit<PackedUserOperation, 'signature'>> & {
  /** All of the signature field before the key's signature. */
  readonly authorization?: Hex
  readonly key?: SigningKey
  readonly module?: string
  readonly chainId?: bigint
  /** What an EIP-7702 account runs; its hash stands for the marker in initCode. */
  readonly delegate?: Address
}

/** The op with these changes, signed anew. */
export async function resign(
  chain: SessionChain,
  account: TestAccount,
  op: PackedUserOperation,
  changes: Resigned,
): Promise<PackedUserOperation> {
  const { authorization = authorizationOf(op), key = sessionKey(), module, delegate, ...rest } = changes
  const { chainId = chain.chainId, ...fields } = rest
  const changed = { ...op, ...fields }
  const { address, version } = account.entryPoint
  const hash = userOpHash({ userOp: changed, entryPoint: address as Address, chainId, version, delegate })
  const signedModule = (module ?? (await chain.module.getAddress())) as Address
  const digest = sessionDigest({ userOpHash: hash, chainId, module: signedModule, authorization })
  return { ...changed, signature: joinSignature({ signerKind: 0, authorization, signature: signDigest(key, digest) }) }
}

/** All of an op's signature field before the key's signature. */
export function authorizationOf({ signature }: Pick<PackedUserOperation, 'signature'>): Hex {
  return dataSlice(signature, 0, signature.length / 2 - 1 - SIGNATURE_LENGTH) as Hex
}
