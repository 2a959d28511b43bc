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
  type Call,
  type Hex,
} from '../../src'
import { deployCourt } from './jury/court'
import { NO_GRANT } from './jury/grants'
import { keyFrom } from './jury/keys'
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

/** What both say of an op with these calls and this authorization, signed by the session's key. */
async function verdictsOn(
  { jury, session }: Awaited<ReturnType<typeof grantSmallest>>,
  calls: readonly Pick<Call, 'to' | 'data'>[],
  authorization: Hex,
) {
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
  const told = { permissions: calls.map(() => 0), periodIndex: 0, grant: NO_GRANT }
  const asked = { mutations: [], edges: [], honest: false, key: keyFrom(KEY), userOpHash: USER_OP_HASH } as const
  const [judged] = await judgeAll([{ ...asked, jury, session, told, op, beyond: '0x' }])
  return [judged?.lens, judged?.module]
}

describe('the module and the Lens, found cases', () => {
  it('refuse a first call to address zero that says "same permission" instead of proving one', async () => {
    const granted = await loadFixture(grantSmallest)
    const { session } = granted
    const calls = [
      { to: ZeroAddress as Hex, data: '0x00000000' },
      { to: TARGET, data: concat([session.permissions[0]!.selector, ZeroHash]) as Hex },
    ] as const
    const honest = encodeAuthorization({ session, permissionIndexes: [0], sponsored: true })
    // Everything but the one call header; "same permission"; a permission without cap, rules and proof.
    const authorization = concat([dataSlice(honest, 0, 33), '0x04', '0x00']) as Hex
    expect(await verdictsOn(granted, calls, authorization)).to.deep.equal(['TargetNotAllowed', 'PermissionNotSame'])
  })

  it('refuse a grant without signature, also where the session is live: the Lens can be told of none', async () => {
    const granted = await loadFixture(grantSmallest)
    const { session } = granted
    const calls = [{ to: TARGET, data: concat([session.permissions[0]!.selector, ZeroHash]) as Hex }]
    const authorization = encodeAuthorization({
      session,
      permissionIndexes: [0],
      sponsored: true,
      signedGrant: NO_GRANT,
    })
    expect(await verdictsOn(granted, calls, authorization)).to.deep.equal([
      'AuthorizationNotExpected',
      'GrantDataNotValid',
    ])
  })
})
