// The hash of a userOp, computed here and never asked of a node: what is signed must not depend on who answers.
import { AbiCoder, concat, dataSlice, id, keccak256, TypedDataEncoder } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { EntryPointVersion, PackedUserOperation } from './UserOp'

/** What a userOp is hashed for. */
export interface UserOpHashOptions {
  /** Its signature is not part of the hash. */
  readonly userOp: Omit<PackedUserOperation, 'signature'>
  readonly entryPoint: Address
  readonly chainId: bigint
  readonly version: EntryPointVersion
  /** What the sender delegates to; needed only if initCode is the EIP-7702 marker (v0.8 and v0.9). */
  readonly delegate?: Address | undefined
}

const USER_OP_TYPE_HASH = id(
  'PackedUserOperation(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,bytes paymasterAndData)',
)

const FIELD_TYPES = ['address', 'uint256', 'bytes32', 'bytes32', 'bytes32', 'uint256', 'bytes32', 'bytes32']

// keccak("PaymasterSignature")[:8] ends paymasterAndData where a paymaster's signature was appended.
const PAYMASTER_SIGNATURE_MAGIC = '22e325a297439656'
const PAYMASTER_SUFFIX_LENGTH = 10
const PAYMASTER_DATA_OFFSET = 52

/**
 * `EntryPoint.getUserOpHash`. v0.7: keccak256(abi.encode(keccak256(fields), entryPoint, chainId)). v0.8 and v0.9: EIP-712,
 * where the delegate stands in for the EIP-7702 marker; v0.9 leaves an appended paymaster signature out.
 *
 * @throws DelegateMissing · PaymasterSignatureTooLong (v0.9).
 *
 * @example
 * ```ts
 * userOpHash({ userOp: packUserOp(userOp), entryPoint: ENTRY_POINT, chainId: 1n, version: '0.8' }).length // => 66
 * ```
 */
export function userOpHash({ userOp, entryPoint, chainId, version, delegate }: UserOpHashOptions): Hex {
  const coder = AbiCoder.defaultAbiCoder()
  const fields = [
    userOp.sender,
    userOp.nonce,
    keccak256(version === '0.7' ? userOp.initCode : hashedInitCode(userOp, delegate)),
    keccak256(userOp.callData),
    userOp.accountGasLimits,
    userOp.preVerificationGas,
    userOp.gasFees,
    keccak256(version === '0.9' ? hashedPaymasterData(userOp.paymasterAndData) : userOp.paymasterAndData),
  ]
  if (version === '0.7') {
    const inner = keccak256(coder.encode(FIELD_TYPES, fields))
    return keccak256(coder.encode(['bytes32', 'address', 'uint256'], [inner, entryPoint, chainId])) as Hex
  }
  const struct = keccak256(coder.encode(['bytes32', ...FIELD_TYPES], [USER_OP_TYPE_HASH, ...fields]))
  const domain = { name: 'ERC4337', version: '1', chainId, verifyingContract: entryPoint }
  return keccak256(concat(['0x1901', TypedDataEncoder.hashDomain(domain), struct])) as Hex
}

// The marker is 0x7702 and zeros up to 20 bytes, or as many as there are; initialisation data follows.
function hashedInitCode({ initCode, sender }: UserOpHashOptions['userOp'], delegate: Address | undefined): string {
  if (!/^0x77020{0,36}$/.test(initCode.slice(0, 42))) return initCode
  if (delegate === undefined) throw new LatchkeyError('DelegateMissing', { sender })
  return concat([delegate, initCode.length > 42 ? dataSlice(initCode, 20) : '0x'])
}

// paymasterAndData ‖ signature ‖ its length 2 ‖ magic 8, where a length of zero means that there is no suffix.
function hashedPaymasterData(paymasterAndData: Hex): Hex {
  const length = paymasterAndData.length / 2 - 1
  const maximum = length - PAYMASTER_DATA_OFFSET - PAYMASTER_SUFFIX_LENGTH
  if (maximum < 0 || !paymasterAndData.toLowerCase().endsWith(PAYMASTER_SIGNATURE_MAGIC)) return paymasterAndData
  const signature = Number(dataSlice(paymasterAndData, length - PAYMASTER_SUFFIX_LENGTH, length - 8))
  if (signature > maximum) throw new LatchkeyError('PaymasterSignatureTooLong', { length: signature, maximum })
  if (signature === 0) return paymasterAndData
  const signed = dataSlice(paymasterAndData, 0, length - PAYMASTER_SUFFIX_LENGTH - signature)
  return `${signed}${PAYMASTER_SIGNATURE_MAGIC}` as Hex
}
