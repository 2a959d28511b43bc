import { expect } from 'chai'
import { concat, SigningKey, id, recoverAddress, ZeroAddress } from 'ethers'
import fc from 'fast-check'

import {
  buildOp,
  buildSessionOp,
  encodeAuthorization,
  encodeExecute,
  findPermission,
  joinSignature,
  openZeppelinAccount,
  packUserOp,
  sessionDigest,
  signDigest,
  signSessionOp,
  UNLIMITED_FEE,
  unpackUserOp,
  userOpHash,
  worstCaseFee,
  type Hex,
  type SessionOpOptions,
} from '../../src'
import { inOrder, runs, userOp as anyUserOp } from './arbitraries'
import {
  ACCOUNT,
  anAddress,
  aPermission,
  aRule,
  aSession,
  aUserOp,
  expectRefusal,
  expectRejection,
  KEY,
  KEY_ADDRESS,
  MODULE,
  PAYMASTER,
  SOCIO3,
  UPVOTE,
  word,
  the,
  OP_TERMS,
} from './builders'

const options = (overrides: Partial<SessionOpOptions> = {}): SessionOpOptions => ({
  session: aSession(),
  calls: [UPVOTE],
  userOp: OP_TERMS,
  module: MODULE,
  entryPoint: { address: anAddress(0xe9), version: '0.8' },
  chainId: 31_337n,
  ...overrides,
})

describe('packUserOp', () => {
  it('lays gas, fees and paymaster out in halves', () => {
    const paymaster = {
      paymaster: PAYMASTER,
      paymasterVerificationGasLimit: 3n,
      paymasterPostOpGasLimit: 4n,
      paymasterData: '0xabcd',
    } as const
    const packed = packUserOp(aUserOp({ ...paymaster, factory: SOCIO3, factoryData: '0x12' }))
    const half = (value: number): Hex => `0x${value.toString(16).padStart(32, '0')}`
    expect(packed.accountGasLimits).to.equal(concat([half(200_000), half(100_000)]))
    expect(packed.gasFees).to.equal(concat([half(1), half(2)]))
    expect(packed.paymasterAndData).to.equal(concat([PAYMASTER, half(3), half(4), '0xabcd']))
    expect(packed.initCode).to.equal(concat([SOCIO3, '0x12']))
  })

  it('is undone by unpackUserOp, for any op', () => {
    fc.assert(
      fc.property(anyUserOp, (op) => {
        expect(unpackUserOp(packUserOp(op))).to.deep.equal(op)
        expect(packUserOp(unpackUserOp(packUserOp(op)))).to.deep.equal(packUserOp(op))
      }),
      runs(200),
    )
  })

  it('refuses what does not fit, and parts without their whole', () => {
    expectRefusal(() => packUserOp(aUserOp({ callGasLimit: 1n << 128n })), 'FieldNotValid', { field: 'callGasLimit' })
    expectRefusal(() => packUserOp(aUserOp({ nonce: -1n })), 'FieldNotValid', { field: 'nonce' })
    expectRefusal(() => packUserOp(aUserOp({ sender: '0x12' })), 'FieldNotValid', { field: 'sender' })
    expectRefusal(() => packUserOp(aUserOp({ paymasterPostOpGasLimit: 1n })), 'PaymasterIncomplete', {})
    expectRefusal(() => packUserOp(aUserOp({ paymasterData: '0x' })), 'PaymasterIncomplete', {})
    expectRefusal(() => packUserOp(aUserOp({ factoryData: '0x' })), 'FactoryIncomplete', {})
    const short = { ...packUserOp(aUserOp()), paymasterAndData: PAYMASTER }
    expectRefusal(() => unpackUserOp(short), 'PaymasterDataTooShort', { length: 20n, minimum: 52n })
  })
})

describe('worstCaseFee', () => {
  it('is all gas at the highest price', () => {
    expect(worstCaseFee(aUserOp())).to.equal(700_000n)
    const paymaster = { paymaster: PAYMASTER, paymasterVerificationGasLimit: 5n, paymasterPostOpGasLimit: 6n }
    expect(worstCaseFee(aUserOp(paymaster))).to.equal(700_022n)
  })
})

describe('findPermission', () => {
  const permissions = inOrder([
    aPermission(),
    aPermission({ functionSignature: 'tip(uint256)', maxValue: 5n }),
    aPermission({ functionSignature: 'tip(uint256)', maxValue: 9n }),
    aPermission({ functionSignature: '', target: PAYMASTER, maxValue: 7n }),
    aPermission({ functionSignature: 'ruled()', rules: [aRule()] }),
  ])
  const session = aSession({ permissions })
  const tip = concat([id('tip(uint256)').slice(0, 10), word(1)])
  const found = (value: bigint): bigint =>
    the(permissions[findPermission(session, { to: SOCIO3, data: tip, value })]).maxValue

  it('is the first whose target, function and cap fit', () => {
    const first = the(permissions.find(({ functionSignature }) => functionSignature === 'tip(uint256)')).maxValue
    expect(found(0n)).to.equal(first)
    expect(found(5n)).to.equal(first)
    expect(found(9n)).to.equal(9n)
    expect(the(permissions[findPermission(session, UPVOTE)]).functionSignature).to.equal('upvotePost(uint256)')
    expect(the(permissions[findPermission(session, { to: PAYMASTER, value: 7n })]).functionSignature).to.equal('')
  })

  it('says what is wrong with a call that none allows', () => {
    const refused =
      (to: Hex, data: string, value = 0n) =>
      () =>
        findPermission(session, { to, data, value }, 3)
    expectRefusal(refused(ACCOUNT, tip), 'CallNotPermitted', {
      callIndex: 3n,
      target: ACCOUNT,
      selector: tip.slice(0, 10) as Hex,
      allowed: [],
    })
    expectRefusal(refused(PAYMASTER, tip), 'CallNotPermitted', { allowed: ['plain transfers'] })
    expectRefusal(() => findPermission(aSession(), { to: SOCIO3 }), 'CallNotPermitted', {
      selector: '0x00000000',
      allowed: ['upvotePost(uint256)'],
    })
    expectRefusal(refused(SOCIO3, tip, 10n), 'ValueOverCap', { callIndex: 3n, value: 10n, cap: 9n })
    expectRefusal(refused(SOCIO3, id('ruled()').slice(0, 10)), 'ArgumentNotReadable', { callIndex: 3n, ruleIndex: 0n })
  })

  it('does not take a function of selector zero for a transfer', () => {
    // mintEfficientN2M_001Z5BWH() has the selector 0x00000000.
    const zero = aSession({ permissions: [aPermission({ functionSignature: 'mintEfficientN2M_001Z5BWH()' })] })
    expect(the(zero.permissions[0]).selector).to.equal('0x00000000')
    expect(findPermission(zero, { to: SOCIO3, data: '0x00000000' })).to.equal(0)
    expectRefusal(() => findPermission(zero, { to: SOCIO3 }), 'CallNotPermitted', { callIndex: 0n })
  })
})

describe('buildOp', () => {
  it('packs the calls and hashes the op, with an empty signature', () => {
    const { calls, entryPoint, chainId } = options()
    const { userOp, userOpHash: hash } = buildOp({ calls, userOp: OP_TERMS, entryPoint, chainId })
    expect(userOp).to.deep.equal(packUserOp(aUserOp({ callData: encodeExecute(calls) })))
    expect(hash).to.equal(userOpHash({ userOp, entryPoint: entryPoint.address, chainId, version: '0.8' }))
    expect(buildSessionOp(options()).userOpHash).to.equal(hash)
  })

  it('deploys and delegates, which no session op does', () => {
    const { calls, entryPoint, chainId } = options()
    const built = (factory: Hex, delegate?: Hex) =>
      buildOp({ calls, userOp: { ...OP_TERMS, factory, factoryData: '0x12' }, entryPoint, chainId, delegate })
    expect(built(SOCIO3).userOp.initCode).to.equal(concat([SOCIO3, '0x12']))
    const marker: Hex = `0x7702${'00'.repeat(18)}`
    expectRefusal(() => built(marker), 'DelegateMissing', { sender: ACCOUNT })
    expect(built(marker, SOCIO3).userOpHash).to.equal(built(SOCIO3).userOpHash)
  })

  it('speaks the language of the account that it is told', () => {
    const { calls, entryPoint, chainId } = options()
    const account = { ...openZeppelinAccount, encodeExecute: () => '0x1234' as const }
    expect(buildOp({ calls, userOp: OP_TERMS, entryPoint, chainId, account }).userOp.callData).to.equal('0x1234')
  })
})

describe('session ops', () => {
  it('are built of execute, authorization and the key’s signature of both', async () => {
    const calls = [UPVOTE, { ...UPVOTE, data: concat([UPVOTE.data.slice(0, 10), word(43)]) }]
    const { session, module, entryPoint, chainId } = options()
    const { userOp, userOpHash: hash } = await signSessionOp({ ...options({ calls }), key: KEY })
    expect(userOp.callData).to.equal(encodeExecute(calls))
    expect(hash).to.equal(userOpHash({ userOp, entryPoint: entryPoint.address, chainId, version: '0.8' }))
    const authorization = encodeAuthorization({ session, permissionIndexes: [0, 0], sponsored: false })
    const digest = sessionDigest({ userOpHash: hash, chainId, module, authorization })
    expect(userOp.signature).to.equal(
      joinSignature({ signerKind: 0, authorization, signature: signDigest(KEY, digest) }),
    )
    expect(userOp.initCode).to.equal('0x')
  })

  it('are built with a dummy signature of the same length, for estimation', async () => {
    const built = buildSessionOp(options())
    const { userOp, userOpHash: hash } = await signSessionOp({ ...options(), key: KEY })
    expect(built.userOpHash).to.equal(hash)
    expect(built.userOp.signature).to.have.length(userOp.signature.length)
    expect(built.userOp.signature.startsWith(built.authorization)).to.equal(true)
    const dummy: Hex = `0x${built.userOp.signature.slice(-128)}`
    expect(recoverAddress(built.digest, dummy)).to.not.equal(KEY_ADDRESS)
  })

  it('are signed by any function over the digest', async () => {
    const digests: Hex[] = []
    const key = (digest: Hex): Promise<Hex> => (digests.push(digest), Promise.resolve(signDigest(KEY, digest)))
    const signed = await signSessionOp({ ...options(), key })
    expect(signed).to.deep.equal(await signSessionOp({ ...options(), key: KEY }))
    expect(digests).to.deep.equal([buildSessionOp(options()).digest])
  })

  it('claim the given period and permissions', () => {
    const permissions = inOrder([aPermission({ maxValue: 1n }), aPermission({ maxValue: 2n })])
    const session = aSession({ period: 60, permissions })
    const { authorization } = buildSessionOp(options({ session, periodIndex: 3, permissionIndexes: [1] }))
    const expected = { session, sponsored: false, periodIndex: 3, permissionIndexes: [1] }
    expect(authorization).to.equal(encodeAuthorization(expected))
  })

  it('know a sponsored op by its paymaster, and take only the session’s', () => {
    const session = aSession({ maxFee: UNLIMITED_FEE, paymaster: PAYMASTER })
    const pays = (paymaster: Hex): SessionOpOptions => options({ session, userOp: { ...OP_TERMS, paymaster } })
    const { authorization, userOp } = buildSessionOp(pays(PAYMASTER.toUpperCase().replace('X', 'x') as Hex))
    expect(authorization).to.equal(encodeAuthorization({ session, sponsored: true, permissionIndexes: [0] }))
    expect(userOp.paymasterAndData).to.have.length(2 + 2 * 52)
    for (const paymaster of [SOCIO3, ZeroAddress as Hex])
      expectRefusal(() => buildSessionOp(pays(paymaster)), 'PaymasterNotAllowed', { paymaster })
    expectRefusal(() => buildSessionOp(options({ session })), 'PaymasterRequired', {})
  })

  it('refuse calls that the session does not allow', () => {
    expectRefusal(() => buildSessionOp(options({ calls: [UPVOTE, { ...UPVOTE, to: ACCOUNT }] })), 'CallNotPermitted', {
      callIndex: 1n,
    })
    expectRefusal(() => buildSessionOp(options({ calls: [{ ...UPVOTE, value: 1n }] })), 'ValueOverCap', {
      value: 1n,
      cap: 0n,
    })
    expectRefusal(() => buildSessionOp(options({ calls: [] })), 'BatchEmpty', {})
    expectRefusal(() => buildSessionOp(options({ permissionIndexes: [0, 0] })), 'FieldNotValid', {
      field: 'permissionIndexes',
    })
  })

  it('refuse a key of another session, and signatures of another length', async () => {
    const other = new SigningKey(id('another key'))
    await expectRejection(signSessionOp({ ...options(), key: other }), 'KeyNotOfSession', { signer: KEY_ADDRESS })
    const p256 = aSession({ signerKind: 1, signer: `0x${'11'.repeat(64)}` })
    await expectRejection(signSessionOp({ ...options({ session: p256 }), key: KEY }), 'KeyNotOfSession', {
      key: KEY_ADDRESS,
    })
    await expectRejection(signSessionOp({ ...options(), key: () => '0x12' }), 'SignatureLengthNotValid', {
      length: 1,
      expected: '64',
    })
    const erc7913 = options({ session: aSession({ signerKind: 2, signer: `${PAYMASTER}aa` }), signatureLength: 2 })
    const { userOp } = await signSessionOp({ ...erc7913, key: () => '0x1234' })
    expect(userOp.signature.endsWith('1234')).to.equal(true)
    await expectRejection(signSessionOp({ ...erc7913, key: () => '0x12' }), 'SignatureLengthNotValid', {
      length: 1,
      expected: '2',
    })
  })
})
