// The EIP-712 types, final, as docs/encoding.md has them.
import type { TypedDataField } from 'ethers'

import type { Hex } from '../contracts'

const field = (text: string): TypedDataField => {
  const [type = '', name = ''] = text.split(' ')
  return { name, type }
}

const fields = (text: string): TypedDataField[] => text.split(',').map(field)

/** The primary types are `Renounce` and `Grant`; each stands here with all that it refers to. */
export const typedDataTypes: {
  readonly Renounce: Record<string, TypedDataField[]>
  readonly Grant: Record<string, TypedDataField[]>
} = {
  Renounce: {
    Renounce: fields('uint256 chainId,address account,bytes32 sessionId'),
  },
  Grant: {
    Grant: fields('GrantEntry[] entries'),
    GrantEntry: fields('uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session'),
    Session: fields(
      'string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions',
    ),
    Permission: fields('address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules'),
    Rule: fields('uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance'),
  },
}

/** The domain: the chain id stands in the message instead. */
export interface LatchkeyDomain {
  readonly name: 'Latchkey'
  /** As the module's `version()` says. */
  readonly version: string
  /** The module. */
  readonly verifyingContract: Hex
}
