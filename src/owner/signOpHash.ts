// How an ethers Signer signs the hash of an op as it is, without a message prefix.
import { TypedDataEncoder, type BaseWallet, type Signer, type TypedDataField } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { OwnerOp } from './OwnerSignatures'

const FIELDS = {
  sender: 'address',
  nonce: 'uint256',
  initCode: 'bytes',
  callData: 'bytes',
  accountGasLimits: 'bytes32',
  preVerificationGas: 'uint256',
  gasFees: 'bytes32',
  paymasterAndData: 'bytes',
} as const
const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[]
const TYPES: Record<string, TypedDataField[]> = {
  PackedUserOperation: NAMES.map((name) => ({ name, type: FIELDS[name] })),
}

/**
 * r ‖ s ‖ v over userOpHash. A Wallet signs it at once; any other signer is asked for the typed data whose hash it is, which
 * there is from EntryPoint v0.8 on, so that the owner sees the op.
 *
 * @throws OwnerKeyMissing: no Wallet, and EntryPoint v0.7, or an op whose hash is not that of its own fields (EIP-7702).
 *
 * @example
 * ```ts
 * const { userOp, userOpHash } = buildOp({ ...op, calls: [upvote] })
 * const signature = await signOpHash(new Wallet(KEY), { ...op, userOp, userOpHash })
 * recoverAddress(userOpHash, signature) // => computeAddress(KEY.publicKey)
 * ```
 */
export async function signOpHash(signer: Signer, op: OwnerOp): Promise<Hex> {
  const { userOpHash, entryPoint, chainId } = op
  if (hasKey(signer)) return signer.signingKey.sign(userOpHash).serialized as Hex
  const message = Object.fromEntries(NAMES.map((name) => [name, op.userOp[name]]))
  const domain = { name: 'ERC4337', version: '1', chainId, verifyingContract: entryPoint.address }
  if (TypedDataEncoder.hash(domain, TYPES, message) !== userOpHash) throw new LatchkeyError('OwnerKeyMissing', {})
  return (await signer.signTypedData(domain, TYPES, message)) as Hex
}

// By what it has and not by its class: an app may have two copies of ethers.
const hasKey = (signer: Signer): signer is BaseWallet => 'signingKey' in signer
