import { expect } from 'chai'
import {
  AbiCoder,
  concat,
  id,
  keccak256,
  SigningKey,
  TypedDataEncoder,
  verifyTypedData,
  Wallet,
  ZeroHash,
} from 'ethers'
import fc from 'fast-check'

import {
  grantTypedData,
  renounceDigest,
  renounceTypedData,
  sessionId,
  sessionMessage,
  sessionStructHash,
  typedDataTypes,
  type GrantEntry,
  type Permission,
  type Rule,
  type Session,
} from '../../src'
import { wordTypeText } from '../../src/session/wordTypeText'
import { runs, session as anySession } from './arbitraries'
import { ACCOUNT, aPermission, aRule, aSession, expectRefusal, KEY, KEY_ADDRESS, MODULE, word, the } from './builders'

// EIP-712 by hand, from the type strings as docs/encoding.md has them.
const RULE = 'Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)'
const PERMISSION = 'Permission(address target,string functionSignature,bytes4 selector,uint80 maxValue,Rule[] rules)'
const SESSION =
  'Session(string signerKind,bytes signer,uint48 validAfter,uint48 validUntil,address paymaster,uint32 period,uint32 maxCalls,uint80 maxValue,uint80 maxFee,Permission[] permissions)'
const ENTRY = 'GrantEntry(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,Session session)'
const GRANT = 'Grant(GrantEntry[] entries)'
const DOMAIN = 'EIP712Domain(string name,string version,address verifyingContract)'
const KINDS = ['secp256k1', 'P-256', 'ERC-7913']
const COMPARISONS = ['oneOf', 'noneOf', 'between', 'betweenSigned', 'charge']

const hash = (types: string, values: unknown[]): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types.split(','), values))

const ruleHash = (r: Rule): string =>
  hash('bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint8', [
    id(RULE),
    keccak256(concat(r.path.map(word))),
    id(wordTypeText(r.wordType)),
    id(the(COMPARISONS[r.comparison])),
    r.mask,
    keccak256(concat(r.values)),
    r.allowance,
  ])

const permissionHash = (p: Permission): string =>
  hash('bytes32,address,bytes32,bytes4,uint80,bytes32', [
    id(PERMISSION + RULE),
    p.target,
    id(p.functionSignature),
    p.selector,
    p.maxValue,
    keccak256(concat(p.rules.map(ruleHash))),
  ])

const sessionHash = (s: Session): string =>
  hash('bytes32,bytes32,bytes32,uint48,uint48,address,uint32,uint32,uint80,uint80,bytes32', [
    id(SESSION + PERMISSION + RULE),
    id(the(KINDS[s.signerKind])),
    keccak256(s.signer),
    s.validAfter,
    s.validUntil,
    s.paymaster,
    s.period,
    s.maxCalls,
    s.maxValue,
    s.maxFee,
    keccak256(concat(s.permissions.map(permissionHash))),
  ])

const entryHash = (e: GrantEntry): string =>
  hash('bytes32,uint256,address,bytes32,bytes32,bytes32', [
    id(ENTRY + PERMISSION + RULE + SESSION),
    e.chainId,
    e.account,
    e.epoch,
    e.replaces,
    sessionHash(e.session),
  ])

const domainHash = hash('bytes32,bytes32,bytes32,address', [id(DOMAIN), id('Latchkey'), id('1'), MODULE])
const digest = (struct: string): string => keccak256(concat(['0x1901', domainHash, struct]))
const identity = { module: MODULE, version: '1' } as const

describe('typed data', () => {
  it('has the types of the document, the primary one first', () => {
    const { Grant, Renounce } = typedDataTypes
    expect(TypedDataEncoder.from(Grant).encodeType('Grant')).to.equal(GRANT + ENTRY + PERMISSION + RULE + SESSION)
    expect(TypedDataEncoder.from(Renounce).encodeType('Renounce')).to.equal(
      'Renounce(uint256 chainId,address account,bytes32 sessionId)',
    )
  })

  it('T150 hashes any session as the types say', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        expect(sessionStructHash(session)).to.equal(sessionHash(session))
      }),
      runs(100),
    )
  })

  it('T124 T159 hashes any grant as the types say', () => {
    fc.assert(
      fc.property(fc.array(anySession, { minLength: 1, maxLength: 3 }), (sessions) => {
        const entries = sessions.map((session, i) => ({
          chainId: BigInt(i),
          account: ACCOUNT,
          epoch: word(2 * i + 1),
          replaces: ZeroHash as `0x${string}`,
          session,
        }))
        const { domain, types, message, primaryType } = grantTypedData(identity, entries)
        expect(primaryType).to.equal(TypedDataEncoder.getPrimaryType(types))
        const struct = hash('bytes32,bytes32', [
          id(GRANT + ENTRY + PERMISSION + RULE + SESSION),
          keccak256(concat(entries.map(entryHash))),
        ])
        expect(TypedDataEncoder.hash(domain, types, message)).to.equal(digest(struct))
      }),
      runs(30),
    )
  })

  it('T159 hashes a renunciation as the types say, and a wallet signs that', async () => {
    const renunciation = { ...identity, chainId: 31_337n, account: ACCOUNT, sessionId: sessionId(aSession()) }
    const typeHash = id('Renounce(uint256 chainId,address account,bytes32 sessionId)')
    const struct = hash('bytes32,uint256,address,bytes32', [typeHash, 31_337n, ACCOUNT, renunciation.sessionId])
    expect(renounceDigest(renunciation)).to.equal(digest(struct))

    const { domain, types, message } = renounceTypedData(renunciation)
    const signature = await new Wallet(KEY).signTypedData(domain, types, message)
    expect(verifyTypedData(domain, types, message, signature)).to.equal(KEY_ADDRESS)
    expect(SigningKey.recoverPublicKey(digest(struct), signature)).to.equal(KEY.publicKey)
  })

  it('shows words in place of numbers', () => {
    const session = aSession({ signerKind: 1, permissions: [aPermission({ rules: [aRule({ comparison: 2 })] })] })
    const { signerKind, permissions } = sessionMessage(session)
    expect(signerKind).to.equal('P-256')
    expect(the(permissions[0]).rules[0]).to.deep.include({ wordType: 'uint256', comparison: 'between' })
  })

  it('knows every type of word, and no other', () => {
    const words: readonly [number, string][] = [
      [0x0001, 'uint8'],
      [0x0020, 'uint256'],
      [0x0110, 'int128'],
      [0x0204, 'bytes4'],
      [0x0314, 'address'],
      [0x0401, 'bool'],
    ]
    for (const [type, text] of words) expect(wordTypeText(type)).to.equal(text)
    for (const type of [0x0000, 0x0021, 0x0100, 0x0221, 0x0320, 0x0402, 0x0501])
      expectRefusal(() => wordTypeText(type), 'FieldNotValid', { field: 'wordType' })
  })
})
