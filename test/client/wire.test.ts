import { expect } from 'chai'
import { AbiCoder, concat, keccak256, recoverAddress, Signature, ZeroAddress } from 'ethers'
import fc from 'fast-check'

import {
  dummySignature,
  encodeAuthorization,
  joinSignature,
  packRules,
  permissionsRoot,
  sessionDigest,
  sessionId,
  sessionKeyValidatorInterface,
  signDigest,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type AuthorizationOptions,
  type Hex,
  type Session,
  type SignedGrant,
} from '../../src'
import { bytes, inOrder, runs, session as anySession } from './arbitraries'
import {
  ACCOUNT,
  anAddress,
  aPermission,
  aRule,
  aSession,
  expectRefusal,
  KEY,
  KEY_ADDRESS,
  MODULE,
  NOW,
  PAYMASTER,
  word,
  the,
} from './builders'
import { readAuthorization } from './readAuthorization'

const sponsoredOnly = aSession({ maxFee: UNLIMITED_FEE, paymaster: PAYMASTER })
const times = concat(['0x000000000000', `0x${(NOW + 3_600).toString(16).padStart(12, '0')}`])
const limits = (fee: bigint): string =>
  concat([`0x${fee.toString(16).padStart(20, '0')}`, `0x${'00'.repeat(10)}`, '0xffffffff', '0x00000000'])

const encode = (session: Session, overrides: Partial<AuthorizationOptions> = {}): Hex =>
  encodeAuthorization({ session, permissionIndexes: [0], sponsored: false, ...overrides })

const grant: SignedGrant = {
  replaces: word(1),
  siblings: [{ chainId: 10n, account: ACCOUNT, epoch: word(2), replaces: word(0), sessionHash: word(3) }],
  ownerSignature: '0x1234',
}

const coder = AbiCoder.defaultAbiCoder()
const grantTypes = [
  the(sessionKeyValidatorInterface.getFunction('grant').inputs[0]),
  'tuple(bytes32 replaces,tuple(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,bytes32 sessionHash)[] siblings,bytes ownerSignature)',
]

describe('encodeAuthorization', () => {
  it('writes the smallest one in 34 bytes', () => {
    const authorization = encode(sponsoredOnly, { sponsored: true })
    expect(authorization).to.equal(concat(['0x00', times, KEY_ADDRESS, '0x00']))
    expect(authorization).to.have.length(2 + 2 * 34)
  })

  it('writes limits wherever they say something', () => {
    expect(encode(aSession({ maxFee: 5n }))).to.equal(concat(['0x04', times, limits(5n), KEY_ADDRESS, '0x00']))
  })

  it('carries the paymaster of a self-paid op of a session that names one', () => {
    const session = aSession({ maxFee: 5n, paymaster: PAYMASTER })
    expect(encode(session)).to.equal(concat(['0x0c', times, limits(5n), PAYMASTER, KEY_ADDRESS, '0x00']))
    expect(encode(session, { sponsored: true })).to.equal(concat(['0x04', times, limits(5n), KEY_ADDRESS, '0x00']))
  })

  it('writes a P-256 key in 64 bytes', () => {
    const signer = concat([word(1), word(2)]) as Hex
    const session = aSession({ ...sponsoredOnly, signerKind: 1, signer })
    expect(encode(session, { sponsored: true })).to.equal(concat(['0x01', times, signer, '0x00']))
  })

  it('writes an ERC-7913 key with its length, and the length of its signature', () => {
    const session = aSession({ ...sponsoredOnly, signerKind: 2, signer: `${PAYMASTER}aabb` })
    const authorization = encode(session, { sponsored: true, signatureLength: 300 })
    expect(authorization).to.equal(concat(['0x02', times, '0x0016', PAYMASTER, '0xaabb', '0x012c', '0x00']))
  })

  it('writes the index of a period', () => {
    const session = aSession({ period: 3_600, maxFee: 5n })
    const authorization = encode(session, { periodIndex: 258 })
    const counted = limits(5n).slice(0, -8) + '00000e10'
    expect(authorization).to.equal(concat(['0x04', times, counted, '0x00000102', KEY_ADDRESS, '0x00']))
  })

  it('writes cap, rules and proof of a call', () => {
    const permissions = inOrder([
      aPermission({ maxValue: 258n, rules: [aRule()] }),
      aPermission({ target: anAddress(7) }),
    ])
    const index = permissions.findIndex(({ rules }) => rules.length > 0)
    const session = aSession({ ...sponsoredOnly, permissions })
    const [sibling] = [the(permissions[1 - index])].map((one) => permissionsRoot([one]))
    const rules = packRules([aRule()])
    expect(encode(session, { sponsored: true, permissionIndexes: [index] })).to.equal(
      concat([
        '0x00',
        times,
        KEY_ADDRESS,
        '0x13',
        '0x00000000000000000102',
        `0x00${((rules.length - 2) / 2).toString(16)}`,
        rules,
        the(sibling),
      ]),
    )
  })

  it('says "same permission" of a call like the one before, and only then', () => {
    const permissions = inOrder([aPermission({ maxValue: 1n }), aPermission({ maxValue: 2n })])
    const session = aSession({ ...sponsoredOnly, permissions })
    const full = (index: number): string =>
      encode(session, { sponsored: true, permissionIndexes: [index] }).slice(2 + 66)
    const authorization = encode(session, { sponsored: true, permissionIndexes: [0, 0, 1, 1, 0] })
    expect(authorization.slice(2 + 66)).to.equal(full(0) + '04' + full(1) + '04' + full(0))
  })

  it('attaches a grant as canonical ABI bytes', () => {
    const authorization = encode(sponsoredOnly, { sponsored: true, signedGrant: grant })
    expect(authorization.slice(0, 4)).to.equal('0x10')
    // Its length follows the key, itself the last call header.
    const attached = `0x${authorization.slice(2 + 2 * 36)}`
    expect(Number(`0x${authorization.slice(2 + 2 * 33, 2 + 2 * 35)}`)).to.equal(attached.length / 2 - 1)
    const decoded = coder.decode(grantTypes, attached).toArray(true) as [unknown[], unknown[]]
    expect(coder.encode(grantTypes, decoded)).to.equal(attached)
    expect(decoded[0][1]).to.equal(KEY_ADDRESS.toLowerCase())
    expect(decoded[1]).to.deep.equal([word(1), [[10n, ACCOUNT, word(2), word(0), word(3)]], '0x1234'])
  })

  it('refuses a grant whose length does not fit', () => {
    const bare = coder.encode(grantTypes, [sponsoredOnly, { ...grant, ownerSignature: '0x' }]).length / 2 - 1
    const room = Math.floor((65_535 - bare) / 32) * 32
    const signed = (length: number): SignedGrant => ({ ...grant, ownerSignature: `0x${'11'.repeat(length)}` })
    const options = { sponsored: true, signedGrant: signed(room) }
    expect(encode(sponsoredOnly, options).slice(2 + 2 * 33)).to.match(/^ff[c-f]/)
    expectRefusal(() => encode(sponsoredOnly, { ...options, signedGrant: signed(room + 1) }), 'FieldNotValid', {
      field: 'signedGrant',
    })
  })

  it('says, read by hand, exactly the session and its calls, for any session', () => {
    const indexes = fc.array(fc.nat(), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(
        anySession,
        indexes,
        fc.boolean(),
        fc.nat(2 ** 32 - 1),
        fc.nat(0xffff),
        fc.option(fc.constant(grant), { nil: undefined }),
        (session, picks, sponsor, index, length, signedGrant) => {
          const sponsored = sponsor || session.maxFee === UNLIMITED_FEE
          const permissionIndexes = picks.map((pick) => pick % session.permissions.length)
          const periodIndex = session.period === 0 ? undefined : index
          const signatureLength = session.signerKind === 2 ? length : undefined
          const authorization = encodeAuthorization({
            session,
            permissionIndexes,
            sponsored,
            periodIndex,
            signatureLength,
            signedGrant,
          })
          const calls = permissionIndexes.map((i) => the(session.permissions[i]))
          expect(readAuthorization(authorization, calls, sponsored ? session.paymaster : '0x')).to.deep.equal({
            id: sessionId(session),
            paymasterFollows: !sponsored,
            signatureLength,
            periodIndex,
            roots: calls.map(() => permissionsRoot(session.permissions)),
            grant: signedGrant === undefined ? '0x' : coder.encode(grantTypes, [session, signedGrant]),
          })
        },
      ),
      runs(150),
    )
  })

  it('refuses what cannot be said', () => {
    expectRefusal(() => encode(aSession(), { permissionIndexes: [] }), 'BatchEmpty', {})
    expectRefusal(() => encode(aSession(), { permissionIndexes: [0, 1] }), 'PermissionIndexNotValid', {
      index: 1n,
      count: 1n,
    })
    for (const index of [-1, 0.5, NaN])
      expectRefusal(() => encode(aSession(), { permissionIndexes: [index] }), 'FieldNotValid', {
        field: 'permissionIndexes',
      })
    expectRefusal(() => encode(aSession(), { sponsored: true }), 'PaymasterNotAllowed', {
      paymaster: ZeroAddress as Hex,
    })
    expectRefusal(() => encode(sponsoredOnly), 'PaymasterRequired', {})
    expectRefusal(() => encode(aSession(), { periodIndex: 0 }), 'PeriodIndexNotExpected', { periodIndex: 0n })
    expectRefusal(() => encode(aSession({ period: 60 })), 'PeriodIndexMissing', { period: 60 })
    expectRefusal(() => encode(aSession({ period: 60 }), { periodIndex: 2 ** 32 }), 'FieldNotValid', {
      field: 'periodIndex',
    })
    expectRefusal(() => encode(aSession(), { signatureLength: 65 }), 'SignatureLengthNotValid', {
      length: 65,
      expected: '64',
    })
    const erc7913 = aSession({ signerKind: 2, signer: `${PAYMASTER}aa` })
    for (const signatureLength of [undefined, 65_536, -1, 1.5])
      expectRefusal(() => encode(erc7913, { signatureLength }), 'SignatureLengthNotValid', {
        length: signatureLength ?? 0,
      })
  })

  it('needs no limits on the wire only for the unmetered session', () => {
    for (const metered of [{ maxCalls: UNLIMITED_CALLS - 1 }, { maxValue: 1n }, { maxFee: UNLIMITED_FEE - 1n }])
      expect(encode(aSession({ ...sponsoredOnly, ...metered }), { sponsored: true }).slice(0, 4)).to.equal('0x04')
  })
})

describe('sessionDigest', () => {
  it('is the hash of its four parts, for any of them', () => {
    fc.assert(
      fc.property(
        bytes(32),
        fc.bigInt(0n, 2n ** 256n - 1n),
        bytes(20),
        bytes(0, 90),
        (userOpHash, chainId, module, authorization) => {
          expect(sessionDigest({ userOpHash, chainId, module, authorization })).to.equal(
            keccak256(concat([userOpHash, word(chainId), `0x${'00'.repeat(12)}`, module, authorization])),
          )
        },
      ),
      runs(100),
    )
  })
})

describe('signatures', () => {
  const digest = sessionDigest({ userOpHash: word(1), chainId: 1n, module: MODULE, authorization: '0x' })

  it('signDigest signs 32 bytes in the compact form', () => {
    const signature = signDigest(KEY, digest)
    expect(signature).to.have.length(2 + 128)
    expect(recoverAddress(digest, signature)).to.equal(KEY_ADDRESS)
  })

  it('joinSignature puts it after the authorization, if its length is right', () => {
    const signature = signDigest(KEY, digest)
    expect(joinSignature({ signerKind: 0, authorization: '0x04', signature })).to.equal(concat(['0x04', signature]))
    expect(joinSignature({ signerKind: 2, authorization: '0x04', signature: '0x' })).to.equal('0x04')
    for (const signerKind of [0, 1] as const)
      expectRefusal(
        () => joinSignature({ signerKind, authorization: '0x', signature: `${signature}00` }),
        'SignatureLengthNotValid',
        {
          length: 65,
        },
      )
  })

  it('dummySignature is well formed, and of nobody', () => {
    const dummy = dummySignature({ signerKind: 0 })
    const { r, s } = Signature.from(dummy)
    const [order, p256Order] = [2n ** 256n - 432420386565659656852420866394968145599n, 2n ** 256n - 2n ** 224n]
    expect(BigInt(r) > 0n && BigInt(r) < order && BigInt(r) < p256Order).to.equal(true)
    expect(BigInt(s) > 0n && BigInt(s) <= order / 2n).to.equal(true)
    expect(recoverAddress(digest, dummy)).to.match(/^0x/).and.not.equal(KEY_ADDRESS)
    expect(dummySignature({ signerKind: 1 })).to.equal(dummy)
    expect(dummySignature({ signerKind: 2 }, 5)).to.equal('0xffffffffff')
  })
})
