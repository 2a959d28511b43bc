// WordTypeLib: which types there are, and which words the ABI encodes for each of them. Every type, every edge.
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'
import { expect } from 'chai'
import { AbiCoder } from 'ethers'
import fc from 'fast-check'

import { RUNS } from '../../helpers/arbitraries'
import { deployRuleHarness } from '../../helpers/harness'

const SIZES = Array.from({ length: 32 }, (_, i) => i + 1)
const TYPES: readonly (readonly [name: string, wordType: number])[] = [
  ...SIZES.map((size) => [`uint${8 * size}`, size] as const),
  ...SIZES.map((size) => [`int${8 * size}`, 0x100 | size] as const),
  ...SIZES.map((size) => [`bytes${size}`, 0x200 | size] as const),
  ['address', 0x314],
  ['bool', 0x401],
]
const coder = AbiCoder.defaultAbiCoder()
const hex = (word: bigint): string => `0x${word.toString(16).padStart(64, '0')}`

/** Whether `word` is what an encoder makes of the value that a decoder finds in it. */
function isEncoded(name: string, word: bigint): boolean {
  try {
    return coder.encode([name], coder.decode([name], hex(word))) === hex(word)
  } catch {
    return false
  }
}

/** Around every power of two, from both ends of a word. */
const EDGES = [
  ...new Set(
    Array.from({ length: 256 }, (_, bit) => 1n << BigInt(bit)).flatMap((power) =>
      [power, power - 1n, power + 1n, -power, -power - 1n, -power + 1n].map((word) => BigInt.asUintN(256, word)),
    ),
  ),
]

describe('WordTypeLib', () => {
  it('knows the types of the ABI that fit one word, and no others', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    const types = new Set(TYPES.map(([, wordType]) => wordType))
    for (let kind = 0; kind <= 5; kind++)
      for (const size of [0, ...SIZES, 33, 64, 128, 255]) {
        const wordType = (kind << 8) | size
        expect(await harness.isValid(wordType), String(wordType)).to.equal(types.has(wordType))
      }
    for (const wordType of [0x814, 0x8001, 0xff20, 0xffff]) expect(await harness.isValid(wordType)).to.equal(false)
  })

  for (const [name, wordType] of TYPES)
    it(`T169 takes as ${name} what an encoder writes, around every bit of a word`, async () => {
      const { harness } = await loadFixture(deployRuleHarness)
      const answers = await harness.areCanonical(EDGES, wordType)
      const wrong = EDGES.filter((word, i) => answers[i] !== isEncoded(name, word)).map(hex)
      expect(wrong).to.deep.equal([])
      // Types of a whole word take everything.
      expect(answers.includes(false)).to.equal(!/256$|bytes32/.test(name))
    })

  it('T169 takes what an encoder writes, of any word and type', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    const words = fc.array(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), { minLength: 20, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(words, fc.constantFrom(...TYPES), fc.integer({ min: 0, max: 255 }), async (all, type, shift) => {
        const [name, wordType] = type
        const some = all.flatMap((word) => [word, word >> BigInt(shift), BigInt.asUintN(256, word << BigInt(shift))])
        const expected = some.map((word) => isEncoded(name, word))
        expect([...(await harness.areCanonical(some, wordType))]).to.deep.equal(expected)
      }),
      { numRuns: RUNS },
    )
  })
})
