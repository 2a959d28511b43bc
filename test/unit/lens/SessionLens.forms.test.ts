// What can be granted has none of this, but the Lens is also asked about sessions that were never granted: it must find no
// form of a rule met that does not exist.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat } from 'ethers'

import type { Rule } from '../../../src'
import { aRule, word } from '../../client/builders'
import { callData, deployReaderHarness, NESTED } from '../../helpers/readerHarness'

const BETWEEN = 2

describe('SessionLens, rules of a form that does not exist', () => {
  it('finds no word by a step of no kind', async () => {
    const harness = await loadFixture(deployReaderHarness)
    // Data that every kind of step that there is could go on from.
    const data = callData(36, concat(['0xc0ffee00', word(7)]))
    expect(await harness.readAsLens(data, [NESTED, 0])).to.deep.equal([true, 7n])
    for (const kind of [6, 7, 255])
      expect(await harness.readAsLens(data, [kind * 2 ** 24, 0])).to.deep.equal([false, 0n])
  })

  it('takes no word for one of a type that is none', async () => {
    for (const wordType of [0x0000, 0x0021, 0x0313, 0x0402, 0x0501, 0xff20])
      await expectRefused(aRule({ wordType, values: [word(0n)] }), ['WordNotCanonical', [0n, 0n, 0n, BigInt(wordType)]])
  })

  it('takes no range that has other than two ends', async () => {
    for (const values of [[], [word(0n)], [word(0n), word(9n), word(9n)]])
      await expectRefused(aRule({ comparison: BETWEEN, values }), ['RuleNotMet', [0n, 0n, 0n]])
  })
})

async function expectRefused(
  rule: Rule,
  [name, args]: readonly [name: string, args: readonly bigint[]],
): Promise<void> {
  const harness = await loadFixture(deployReaderHarness)
  const struct = { ...rule, path: [...rule.path], values: [...rule.values] }
  await expect(harness.checkAsLens(0, callData(0), [struct]))
    .to.be.revertedWithCustomError(harness, name)
    .withArgs(...args)
}
