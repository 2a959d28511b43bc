import { expect } from 'chai'
import { concat, keccak256, toBeHex, ZeroHash, zeroPadValue } from 'ethers'
import fc from 'fast-check'

import {
  limitsWord,
  packRule,
  packRules,
  permissionLeaf,
  permissionProof,
  permissionsRoot,
  rootOf,
  rulesHash,
  sessionId,
  sessionPreimage,
  sessionStruct,
  signerWord,
  toSessionId,
  windowWord,
  type Hex,
} from '../../src'
import { inOrder, permissions, runs, session as anySession } from './arbitraries'
import {
  anAddress,
  aPermission,
  aRule,
  aSession,
  expectRefusal,
  KEY_ADDRESS,
  PAYMASTER,
  SOCIO3,
  word,
  the,
} from './builders'

const bits = (value: bigint | number, size: number): string => BigInt(value).toString(2).padStart(size, '0')
const wordOf = (...parts: string[]): Hex => toBeHex(BigInt(`0b${parts.join('')}`), 32) as Hex

describe('words of a session', () => {
  it('are laid out as drawn, for any session', () => {
    fc.assert(
      fc.property(anySession, (s) => {
        expect(windowWord(s)).to.equal(
          wordOf(bits(s.validAfter, 48), bits(s.validUntil, 48), bits(BigInt(s.paymaster), 160)),
        )
        const limits = [bits(s.maxFee, 80), bits(s.maxValue, 80), bits(s.maxCalls, 32), bits(s.period, 32), bits(0, 32)]
        expect(limitsWord(s)).to.equal(wordOf(...limits))
        expect(signerWord(s)).to.equal(
          s.signerKind === 0
            ? zeroPadValue(s.signer, 32).toLowerCase()
            : `0x0${s.signerKind}${keccak256(s.signer).slice(2, 64)}`,
        )
      }),
      runs(200),
    )
  })
})

describe('sessionId', () => {
  it('is the hash of four words, for any session', () => {
    fc.assert(
      fc.property(anySession, (s) => {
        const { window, limits, root, signerKind, signer } = sessionPreimage(s)
        expect([window, limits, signerKind, signer]).to.deep.equal([
          windowWord(s),
          limitsWord(s),
          s.signerKind,
          s.signer,
        ])
        expect(root).to.equal(permissionsRoot(s.permissions))
        expect(sessionId(s)).to.equal(keccak256(concat([window, limits, root, signerWord(s)])))
      }),
      runs(100),
    )
  })

  it('differs where any term differs, and not in the case of an address', () => {
    const base = aSession()
    const others = [
      aSession({ validAfter: 1 }),
      aSession({ validUntil: base.validUntil + 1 }),
      aSession({ paymaster: PAYMASTER }),
      aSession({ period: 60 }),
      aSession({ maxCalls: 1 }),
      aSession({ maxValue: 1n }),
      aSession({ maxFee: 1n }),
      aSession({ signer: PAYMASTER }),
      aSession({ permissions: [aPermission({ maxValue: 1n })] }),
    ]
    expect(new Set([base, ...others].map(sessionId)).size).to.equal(others.length + 1)
    expect(sessionId(aSession({ signer: KEY_ADDRESS.toLowerCase() as Hex }))).to.equal(sessionId(base))
  })

  it('is taken from text if that is 32 bytes', () => {
    expect(toSessionId(ZeroHash)).to.equal(ZeroHash)
    expectRefusal(() => toSessionId('0x12'), 'FieldNotValid', { field: 'session id', expected: '32 bytes as hex' })
  })
})

describe('permissionLeaf', () => {
  it('is the hash of head, cap and rules', () => {
    const permission = aPermission({ maxValue: 7n, rules: [aRule()] })
    const head = concat([permission.selector, '0x0000000000000000', SOCIO3])
    expect(permissionLeaf(permission)).to.equal(keccak256(concat([head, word(7), keccak256(packRule(aRule()))])))
  })

  it('has the transfer bit for a plain transfer only', () => {
    const head = concat(['0x00000000', '0x0000000000000001', SOCIO3])
    const transfer = aPermission({ functionSignature: '', maxValue: 7n })
    expect(permissionLeaf(transfer)).to.equal(keccak256(concat([head, word(7), ZeroHash])))
  })
})

describe('permission tree', () => {
  const leaves = (count: number): readonly Hex[] => of(count).map(permissionLeaf)
  const of = (count: number) =>
    inOrder(Array.from({ length: count }, (_, i) => aPermission({ target: anAddress(i + 1) })))
  const hashPair = (a: Hex, b: Hex): Hex => keccak256(concat(a < b ? [a, b] : [b, a])) as Hex

  it('moves an odd last node up unchanged', () => {
    const [a, b, c, d, e] = leaves(5) as [Hex, Hex, Hex, Hex, Hex]
    const abcd = hashPair(hashPair(a, b), hashPair(c, d))
    expect(permissionsRoot(of(5))).to.equal(hashPair(abcd, e))
    expect(permissionProof(of(5), 4)).to.deep.equal([abcd])
    expect(permissionProof(of(5), 2)).to.deep.equal([d, hashPair(a, b), e])
    expect(permissionProof(of(3), 2)).to.have.length(1)
  })

  it('has the leaf as root of one permission, with an empty proof', () => {
    expect(permissionsRoot(of(1))).to.equal(leaves(1)[0])
    expect(permissionProof(of(1), 0)).to.deep.equal([])
  })

  it('proves every leaf of 1 to 40 permissions, and only under its own root', () => {
    fc.assert(
      fc.property(permissions(1, 40), (all) => {
        const ordered = inOrder(all)
        const root = permissionsRoot(ordered)
        ordered.forEach((permission, i) => {
          const proof = permissionProof(ordered, i)
          expect(proof.length).to.be.at.most(Math.ceil(Math.log2(ordered.length)))
          expect(rootOf(permissionLeaf(permission), proof)).to.equal(root)
          const other = { ...permission, maxValue: permission.maxValue ^ 1n }
          expect(rootOf(permissionLeaf(other), proof)).to.not.equal(root)
        })
      }),
      runs(40),
    )
  })

  it('refuses an index that is not there, and no permissions', () => {
    for (const index of [-1, 2, 0.5])
      expectRefusal(() => permissionProof(of(2), index), 'FieldNotValid', { field: 'index' })
    expectRefusal(() => permissionsRoot([]), 'FieldNotValid', { field: 'permissions' })
  })
})

describe('packRules', () => {
  it('writes one rule as drawn', () => {
    const rule = aRule({ path: [0x00000002, 0x01000000], wordType: 0x0204, values: [word(5), word(6)] })
    expect(packRule(rule)).to.equal(
      concat(['0x02', '0x00000002', '0x01000000', '0x0204', '0x00', '0x02', word(5), word(6)]),
    )
  })

  it('carries a mask only where it says something', () => {
    expect(packRule(aRule({ comparison: 1, mask: word(3) }))).to.equal(
      concat(['0x01', '0x00000000', '0x0020', '0x81', word(3), '0x01', word(1)]),
    )
  })

  it('carries an allowance number for every charge', () => {
    expect(packRule(aRule({ comparison: 4, allowance: 0 }))).to.equal(
      concat(['0x01', '0x00000000', '0x0020', '0x04', '0x00', '0x01', word(1)]),
    )
  })

  it('follows one rule with the next in the order of their hashes', () => {
    const [first, second] = [aRule(), aRule({ path: [1] })].sort((a, b) =>
      keccak256(packRule(a)) < keccak256(packRule(b)) ? -1 : 1,
    )
    expect(packRules([the(first), the(second)])).to.equal(concat([packRule(the(first)), packRule(the(second))]))
    expect(rulesHash([the(first), the(second)])).to.equal(keccak256(packRules([the(first), the(second)])))
    expectRefusal(() => packRules([the(second), the(first)]), 'RulesNotAscending', { ruleIndex: 1n })
  })

  it('is nothing for no rules, and its hash zero', () => {
    expect([packRules([]), rulesHash([])]).to.deep.equal(['0x', ZeroHash])
  })
})

describe('sessionStruct', () => {
  it('copies all, so that changing it leaves the session as it is', () => {
    const session = aSession({ permissions: [aPermission({ rules: [aRule()] })] })
    const struct = sessionStruct(session)
    expect(struct).to.deep.equal(session)
    the(the(struct.permissions[0]).rules[0]).values.push(word(2))
    expect(the(the(session.permissions[0]).rules[0]).values).to.have.length(1)
  })
})
