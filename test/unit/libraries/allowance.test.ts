// AllowanceLib: budgets in storage, one for each number of a session on an account.
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'
import { expect } from 'chai'
import { AbiCoder, id, keccak256 } from 'ethers'
import { ethers } from 'hardhat'

import { deployRuleHarness } from '../../helpers/harness'

const MAX = 2n ** 256n - 1n
const HIGHEST = 2n ** 192n - 1n
const SESSION = id('a session')
const OTHER = id('another session')
const entry = (allowance: number, cap: bigint, amount: bigint) => ({ allowance, cap, amount })
const word = (amount: bigint, index: number, epoch: number): bigint =>
  (amount << 64n) | (BigInt(index) << 32n) | BigInt(epoch)

/** As docs/encoding.md has it: keccak(id ‖ allowance number). */
const idOf = (session: string, allowance: number): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint256'], [session, allowance]))

async function deploy() {
  const { harness } = await deployRuleHarness()
  const [first, second] = await ethers.getSigners()
  const spent = async (allowance: number, session = SESSION, account = first!.address) =>
    await harness.spentOf(idOf(session, allowance), account)
  return { harness, first: first!, second: second!, spent }
}

describe('AllowanceLib', () => {
  it('charges all that an op spends, each to its own budget', async () => {
    const { harness, spent } = await loadFixture(deploy)
    await harness.charge(SESSION, [entry(1, 10n, 4n), entry(2, 10n, 5n), entry(1, 10n, 3n)], 0, 1)
    expect([await spent(0), await spent(1), await spent(2)]).to.deep.equal([0n, word(7n, 0, 1), word(5n, 0, 1)])
  })

  it('charges nothing where one of them is over its cap, whichever it is', async () => {
    const { harness, spent } = await loadFixture(deploy)
    await harness.charge(SESSION, [entry(1, 10n, 5n), entry(2, 10n, 5n)], 0, 1)
    for (const [over, entries] of [
      [1, [entry(1, 10n, 6n), entry(2, 10n, 1n)]],
      [2, [entry(1, 10n, 1n), entry(2, 10n, 6n)]],
    ] as const)
      await expect(harness.charge(SESSION, [...entries], 0, 1))
        .to.be.revertedWithCustomError(harness, 'AllowanceOverCap')
        .withArgs(over, 11, 10)
    expect([await spent(1), await spent(2)]).to.deep.equal([word(5n, 0, 1), word(5n, 0, 1)])
  })

  it('T105 keeps accounts, sessions and numbers apart', async () => {
    const { harness, first, second, spent } = await loadFixture(deploy)
    await harness.charge(SESSION, [entry(0, 10n, 1n)], 0, 1)
    await harness.charge(OTHER, [entry(0, 10n, 2n)], 0, 1)
    await harness.charge(SESSION, [entry(255, 10n, 3n)], 0, 1)
    await harness.connect(second).charge(SESSION, [entry(0, 10n, 4n)], 0, 1)
    const words = [await spent(0), await spent(0, OTHER), await spent(255), await spent(0, SESSION, second.address)]
    expect(words).to.deep.equal([1n, 2n, 3n, 4n].map((amount) => word(amount, 0, 1)))
    expect(await spent(255, OTHER, first.address)).to.equal(0n)
  })

  it('starts again in a later period, and does not go back', async () => {
    const { harness, spent } = await loadFixture(deploy)
    const all = [entry(1, 10n, 10n)]
    for (const period of [0, 1, 2 ** 32 - 1]) {
      await harness.charge(SESSION, all, period, 1)
      expect(await spent(1)).to.equal(word(10n, period, 1))
      await expect(harness.charge(SESSION, [entry(1, 10n, 1n)], period, 1))
        .to.be.revertedWithCustomError(harness, 'AllowanceOverCap')
        .withArgs(1, 11, 10)
    }
    await expect(harness.charge(SESSION, [entry(1, 10n, 0n)], 5, 1))
      .to.be.revertedWithCustomError(harness, 'PeriodOver')
      .withArgs(5, 2 ** 32 - 1)
  })

  it('starts again in another epoch, in whatever period', async () => {
    const { harness, spent } = await loadFixture(deploy)
    await harness.charge(SESSION, [entry(1, 10n, 10n)], 7, 1)
    await harness.charge(SESSION, [entry(1, 10n, 9n)], 2, 3)
    expect(await spent(1)).to.equal(word(9n, 2, 3))
    await harness.charge(SESSION, [entry(1, 10n, 10n)], 0, 2 ** 31 - 1)
    expect(await spent(1)).to.equal(word(10n, 0, 2 ** 31 - 1))
  })

  it('T99 does not wrap around at the highest cap', async () => {
    const { harness, spent } = await loadFixture(deploy)
    await harness.charge(SESSION, [entry(1, HIGHEST, HIGHEST)], 0, 1)
    expect(await spent(1)).to.equal(word(HIGHEST, 0, 1))
    for (const [amounts, said] of [
      [[1n], HIGHEST + 1n],
      [[MAX], MAX],
      [[MAX - HIGHEST], MAX],
      [[MAX - HIGHEST + 1n], MAX],
      [[MAX, 1n], MAX],
    ] as const)
      await expect(
        harness.charge(
          SESSION,
          amounts.map((amount) => entry(1, HIGHEST, amount)),
          0,
          1,
        ),
      )
        .to.be.revertedWithCustomError(harness, 'AllowanceOverCap')
        .withArgs(1, said, HIGHEST)
  })

  it('changes nothing where nothing is spent', async () => {
    const { harness, spent } = await loadFixture(deploy)
    await harness.charge(SESSION, [], 9, 9)
    expect(await spent(0)).to.equal(0n)
  })
})
