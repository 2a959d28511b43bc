// The signature field as bytes: cut, filled up, changed before and after it is signed; and signed for something else.
import type { Hex } from '../../../../src'
import { flipBit, join, lengthOf, number, slice, splice } from '../bytes'
import type { Mutation, Signed, Signing } from '../caseOf'
import { withOtherS } from '../keys'
import type { Random } from '../Random'

/** Signed over this instead. */
const signedFor = (name: string, change: (signing: Signing, random: Random) => Partial<Signing>): Mutation => ({
  name: `signed ${name}`,
  signing: (signing, random) => {
    Object.assign(signing, change(signing, random))
    return true
  },
})

/** This arrives, whatever was signed. */
const arrives = (name: string, change: (signed: Signed, random: Random) => Partial<Signed>): Mutation => ({
  name,
  signed: (signed, random) => {
    Object.assign(signed, change(signed, random))
    return true
  },
})

const changedByte = (bytes: Hex, random: Random): Hex => flipBit(bytes, random.below(lengthOf(bytes)), random.below(8))

/** One byte less, one more, or another. */
function edited(bytes: Hex, random: Random): Hex {
  const start = random.below(lengthOf(bytes))
  return random.pick([
    splice(bytes, start, start + 1, '0x'),
    splice(bytes, start, start, random.pick(['0x00', random.bytes(1)])),
    changedByte(bytes, random),
  ])
}

export const signatures: readonly Mutation[] = [
  {
    name: 'authorization: one byte changed, then signed',
    weight: 3,
    bytes: (bytes, random) => {
      bytes.authorization = changedByte(bytes.authorization, random)
      return true
    },
  },
  {
    name: 'authorization: one byte less or more, then signed',
    weight: 3,
    bytes: (bytes, random) => {
      bytes.authorization = edited(bytes.authorization, random)
      return true
    },
  },
  {
    name: 'authorization: cut short or filled up, then signed',
    bytes: (bytes, random) => {
      const { authorization } = bytes
      bytes.authorization = random.oneIn(2)
        ? slice(authorization, 0, random.below(lengthOf(authorization)))
        : join(authorization, random.pick([number(0, 1), number(0, 32), random.bytes(1 + random.below(64))]))
      return true
    },
  },
  signedFor('by another key', ({ key }, random) => ({ key: key.stranger(random) })),
  signedFor('for another op', (_, random) => ({ userOpHash: random.bytes(32) })),
  signedFor('for another chain', ({ chainId }) => ({ chainId: chainId + 1n })),
  signedFor('for another module', (_, random) => ({ module: random.bytes(20) })),
  signedFor('without the authorization', () => ({ authorization: '0x' })),
  arrives('a signature of one changed bit', ({ signature }, random) => ({ signature: changedByte(signature, random) })),
  arrives('a signature of nobody', (_, random) => ({
    signature: random.pick<Hex>([
      number(0, 64),
      random.bytes(64),
      `0x${'ff'.repeat(64)}`,
      join(number(1, 32), number(1, 32)),
    ]),
  })),
  arrives('a signature of another length', ({ signature }, random) => ({
    signature: random.pick([
      slice(signature, 0, lengthOf(signature) - 1),
      slice(signature, 1),
      join(signature, '0x00'),
      '0x',
      join(signature, '0x1b'),
    ]),
  })),
  {
    name: 'the other s of a P-256 signature',
    signed: (signed, _, { session, key }) => {
      if (session.signerKind === 0 || key.signatureLength > 200) return false
      signed.signature = withOtherS(signed.signature)
      return true
    },
  },
  arrives('an authorization changed after it was signed', ({ authorization }, random) => ({
    authorization: edited(authorization, random),
  })),
  arrives('another op than was signed', ({ userOpHash }, random) => ({ userOpHash: changedByte(userOpHash, random) })),
]
