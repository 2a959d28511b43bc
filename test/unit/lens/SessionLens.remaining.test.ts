// What the Lens says is left of a session, and of which it says that nothing is.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { MaxUint256 } from 'ethers'

import { sessionIdOf } from './helpers/encoding'
import { deployLens, EPOCH_COUNTER, epochWord, type LensFixture, REVOKED, store, type Usage } from './helpers/fixture'
import { sessionOf } from './helpers/session'
import { type Session, UNLIMITED, UNLIMITED_CALLS } from './helpers/types'

/** The order of ISessionLens.Status. */
const [NOT_INSTALLED, NOT_GRANTED, OLDER_EPOCH, REVOKED_STATUS, RENOUNCED, LIVE] = [0n, 1n, 2n, 3n, 4n, 5n]

const LIMITS = { maxCalls: 20n, maxValue: 300n, maxFee: 4_000n }
const USAGE = { calls: 5n, value: 60n, fee: 700n }
const NOTHING = { calls: 0n, value: 0n, fee: 0n, periodIndex: 0n }

interface Left {
  status: bigint
  calls: bigint
  value: bigint
  fee: bigint
  periodIndex: bigint
}

async function expectLeft(fixture: LensFixture, session: Session, periodIndex: number, left: Left): Promise<void> {
  const answer = await fixture.lens.remaining(fixture.account, session, periodIndex)
  const { id, status, calls, value, fee, periodIndex: stored } = answer
  const all = { id, status, calls, value, fee, periodIndex: stored }
  expect(all).to.deep.equal({ id: sessionIdOf(session), ...left })
}

async function deployWith(changed: Partial<Session>, usage: Usage) {
  const fixture = await deployLens()
  const session = sessionOf(fixture.key.address, changed)
  await store(fixture, session, usage)
  return { fixture, session }
}

const deployPlain = () => deployWith(LIMITS, USAGE)
const deployPeriodic = () =>
  deployWith({ ...LIMITS, validAfter: 1_000, validUntil: 1_600, period: 100 }, { ...USAGE, periodIndex: 2n })

describe('SessionLens, remaining', () => {
  it('is the limit less what is used', async () => {
    const { fixture, session } = await loadFixture(deployPlain)
    const left = { calls: 15n, value: 240n, fee: 3_300n, periodIndex: 0n }
    await expectLeft(fixture, session, 0, { status: LIVE, ...left })
  })

  it('is everything of what is unlimited, and nothing of what is none', async () => {
    const fixture = await loadFixture(deployLens)
    const unlimited = sessionOf(fixture.key.address, {
      maxCalls: UNLIMITED_CALLS,
      maxValue: UNLIMITED,
      maxFee: UNLIMITED,
    })
    await store(fixture, unlimited)
    const all = { calls: MaxUint256, value: MaxUint256, fee: MaxUint256, periodIndex: 0n }
    await expectLeft(fixture, unlimited, 0, { status: LIVE, ...all })

    const none = sessionOf(fixture.key.address, { maxCalls: 1n, maxValue: 0n, maxFee: 0n })
    await store(fixture, none)
    await expectLeft(fixture, none, 0, { status: LIVE, calls: 1n, value: 0n, fee: 0n, periodIndex: 0n })
  })

  it('is nothing while the session is not live, and the status says why', async () => {
    const { fixture, session } = await loadFixture(deployPlain)
    for (const [grantCounter, status] of [
      [REVOKED, REVOKED_STATUS],
      [2n ** 31n + EPOCH_COUNTER, RENOUNCED],
      [2n ** 31n + 5n, OLDER_EPOCH],
      [0n, NOT_GRANTED],
      [5n, OLDER_EPOCH],
    ] as const) {
      await store(fixture, session, { ...USAGE, periodIndex: 1n, grantCounter })
      await expectLeft(fixture, session, 0, { status, ...NOTHING })
    }
    await store(fixture, session, { ...USAGE, grantCounter: 8n })
    await fixture.module.setEpoch(fixture.account, epochWord(8n))
    await expectLeft(fixture, session, 0, { status: NOT_INSTALLED, ...NOTHING })
  })

  it('is what is left of the stored period in that one, and the whole limits in a later one', async () => {
    const { fixture, session } = await loadFixture(deployPeriodic)
    const periodIndex = 2n
    await expectLeft(fixture, session, 2, { status: LIVE, calls: 15n, value: 240n, fee: 3_300n, periodIndex })
    for (const later of [3, 6]) {
      await expectLeft(fixture, session, later, { status: LIVE, calls: 20n, value: 300n, fee: 4_000n, periodIndex })
    }
  })

  it('is nothing in a period that is over, or that starts after the session ends', async () => {
    const { fixture, session } = await loadFixture(deployPeriodic)
    for (const index of [0, 1, 7, 2 ** 32 - 1]) {
      await expectLeft(fixture, session, index, { status: LIVE, ...NOTHING, periodIndex: 2n })
    }
  })

  it('refuses a period index where the session has no period', async () => {
    const { fixture, session } = await loadFixture(deployPlain)
    await expect(fixture.lens.remaining(fixture.account, session, 1))
      .to.be.revertedWithCustomError(fixture.lens, 'PeriodIndexNotExpected')
      .withArgs(1)
  })
})
