// UserOps on which the module and the Lens once disagreed, each by itself.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { computeAddress, concat, dataSlice, id, SigningKey, ZeroAddress, ZeroHash } from 'ethers'

import {
  allow,
  createSession,
  encodeAuthorization,
  encodeExecute,
  sessionDigest,
  sessionKeyValidatorInterface,
  sessionStruct,
  signDigest,
  type Address,
  type Hex,
} from '../../src'
import { deployCourt } from './jury/court'
import { judgeAll } from './jury/judge'

const KEY = new SigningKey(id('a session key'))
const TARGET: Address = '0x1111111111111111111111111111111111111111'
const SPONSOR: Address = '0x2222222222222222222222222222222222222222'
const USER_OP_HASH = id('a userOp') as Hex

/** An account that granted one unmetered session with one permission, the smallest there is. */
async function grantSmallest() {
  const { first: jury } = await deployCourt()
  const session = createSession({
    signer: computeAddress(KEY.publicKey) as Address,
    allow: [allow({ address: TARGET, abi: ['function upvotePost(uint256)'] }, 'upvotePost')],
    expires: 2_000_000_000,
    fees: { sponsor: SPONSOR },
    now: 1_900_000_000,
  })
  await jury.act(sessionKeyValidatorInterface.encodeFunctionData('grant', [sessionStruct(session)]) as Hex)
  return { jury, session }
}

describe('the module and the Lens, found cases', () => {
  it('refuse a first call to address zero that says "same permission" instead of proving one', async () => {
    const { jury, session } = await loadFixture(grantSmallest)
    const { selector } = session.permissions[0]!
    const calls = [
      { to: ZeroAddress, data: '0x00000000' },
      { to: TARGET, data: concat([selector, ZeroHash]) },
    ]
    const honest = encodeAuthorization({ session, permissionIndexes: [0], sponsored: true })
    // Everything but the one call header; "same permission"; a permission without cap, rules and proof.
    const authorization = concat([dataSlice(honest, 0, 33), '0x04', '0x00']) as Hex
    const digest = sessionDigest({ ...jury, userOpHash: USER_OP_HASH, authorization })
    const op = {
      sender: jury.address,
      nonce: 0n,
      initCode: '0x',
      callData: encodeExecute(calls),
      accountGasLimits: ZeroHash as Hex,
      preVerificationGas: 0n,
      gasFees: ZeroHash as Hex,
      paymasterAndData: concat([SPONSOR, ZeroHash]) as Hex,
      signature: concat([authorization, signDigest(KEY, digest)]) as Hex,
    } as const
    const told = { permissions: [0, 0], periodIndex: 0, ownerSignature: '0x' } as const
    const [judged] = await judgeAll([
      {
        mutations: [],
        edges: [],
        jury,
        session,
        told: { ...told, permissions: [0, 0] },
        op,
        userOpHash: USER_OP_HASH,
        beyond: '0x',
      },
    ])
    expect([judged?.lens, judged?.module]).to.deep.equal(['TargetNotAllowed', 'PermissionNotSame'])
  })
})
