// Scene 4: the module never reads a clock, so the EntryPoint has to refuse for it. Sessions of every shape, claims of every
// period, at every second where something begins or ends, through handleOps: what is accepted is what a model says that
// knows no window, only in which period a second lies.
import { loadFixture, mine, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ethers } from 'hardhat'

import { PERIOD_MIN, sessionStruct, VALID_UNTIL_END, type PackedUserOperation, type Session } from '../../src'
import { grantAs, moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const LONGEST = 2 ** 32 - 1
const PERIODS = [0, 60, 86_400, LONGEST]
const CALLS = 5

/** A session, the period that an op of it claims, and that op. */
type Claim = { readonly session: Session; readonly index: number | undefined; readonly op: PackedUserOperation }

/** The model: is this second the claim's? On v0.8 and v0.9 the first second of a window does not belong to it. */
function isOfPeriod(version: Version, { session, index }: Claim, second: number): boolean {
  const { validAfter, validUntil, period } = session
  if (second < validAfter || second > validUntil) return false
  const elapsed = second - validAfter
  const isFirst = elapsed === 0 || (period > 0 && elapsed % period === 0)
  if (isFirst && version !== 'v07') return false
  return period === 0 || Math.floor(elapsed / period) === index
}

/** What the EntryPoint is to say at that second. */
function expected(version: Version, claim: Claim, second: number): string {
  const { validAfter, validUntil, period } = claim.session
  const { index = 0 } = claim
  const lastIndex = period === 0 ? 0 : Math.floor((validUntil - validAfter) / period)
  if (index > lastIndex) {
    const start = BigInt(validAfter) + BigInt(index) * BigInt(period)
    return reason('PeriodOutsideSession', [start, validUntil])
  }
  return isOfPeriod(version, claim, second) ? ACCEPTED : 'AA22'
}

/** Every index worth claiming: none; or the first, now's, the last, those around 2^47 and 2^48, the largest. */
function indexesOf({ validAfter, validUntil, period }: Session, now: number): readonly (number | undefined)[] {
  if (period === 0) return [undefined]
  const current = Math.floor((now - validAfter) / period)
  const last = Math.floor((validUntil - validAfter) / period)
  const far = [VALID_UNTIL_END, 2 * VALID_UNTIL_END].map((end) => Math.floor(end / period))
  const indexes = [0, current, current + 1, last, last + 1, ...far.flatMap((i) => [i, i + 1]), LONGEST]
  return [...new Set(indexes)].filter((i) => i <= LONGEST)
}

/** Every second at which the claim or its session begins or ends, the one before and the one after. */
function edgesOf({ session, index = 0 }: Claim): number[] {
  const { validAfter, validUntil, period } = session
  const start = validAfter + index * period
  if (start > validUntil) return [validUntil] // refused by the module at any time
  return [validAfter, validUntil, start, start + period - 1].flatMap((edge) => [edge - 1, edge, edge + 1])
}

/** The seconds from now on, in order, each with the claims to try then. */
function tableOf(claims: readonly Claim[], now: number): [number, Claim[]][] {
  const table = new Map<number, Set<Claim>>()
  for (const claim of claims)
    for (const second of edgesOf(claim)) table.set(second, (table.get(second) ?? new Set()).add(claim))
  return [...table]
    .filter(([second]) => second >= now)
    .sort(([a], [b]) => a - b)
    .map(([second, due]) => [second, [...due]])
}

async function openTable(chain: SessionChain, version: Version) {
  const account = await openSessionAccount(chain, [], { version })
  const now = (await time.latest()) + 200
  const sessions: Session[] = []
  for (const starts of [0, 1, now])
    for (const period of PERIODS)
      // One that ends within a period, or with one if it starts now; and the last there can be.
      for (const expires of [now + 2 * 86_400 - 1, VALID_UNTIL_END - 1])
        sessions.push({
          ...(await makeSession(chain, { calls: CALLS })),
          validAfter: starts,
          validUntil: expires,
          period,
        })
  await grantAs(chain, account.address, sessions)
  const claims: Claim[] = []
  for (const session of sessions)
    for (const index of indexesOf(session, now)) {
      const op = await sessionOp(chain, account, session, [await upvote(chain)], {
        periodIndex: index,
        lane: claims.length,
      })
      claims.push({ session, index, op })
    }
  return { account, claims, now }
}

/** validationData as the account hands it to its EntryPoint; undefined if it refuses. */
async function windowOf(account: TestAccount, { op }: Claim): Promise<bigint | undefined> {
  const hash = await account.entryPoint.contract.getUserOpHash(op)
  const validate = account.contract.connect(ethers.provider).validateUserOp
  return await validate.staticCall(op, hash, 0, { from: account.entryPoint.address }).catch(() => undefined)
}

const sayClaim = ({ session, index }: Claim): string =>
  `[${session.validAfter}, ${session.validUntil}] period ${session.period} index ${index}`

describe('Scene 4: the clock table', () => {
  for (const version of VERSIONS) {
    it(`I12 T49 T51 T54 T167 what is accepted when, on EntryPoint ${version}`, async () => {
      const { account, claims, now } = await openTable(await loadFixture(deploySessionChain), version)
      const counts = { accepted: 0, refused: 0 }
      for (const [second, due] of tableOf(claims, now)) {
        if (second > (await time.latest())) await mineAt(second)
        const isOpen = (claim: Claim): boolean => expected(version, claim, second) === ACCEPTED
        const open = due.filter(isOpen)
        const closed = due.filter((claim) => !isOpen(claim))
        // What is to be accepted goes through in one bundle, which fails if one of them does.
        const bundle = open.map(({ op }) => op)
        if (open.length > 0) expect(await verdict(account, bundle), open.map(sayClaim).join()).to.equal(ACCEPTED)
        for (const claim of closed)
          expect(await verdict(account, [claim.op]), `${sayClaim(claim)} at ${second}`).to.equal(
            expected(version, claim, second),
          )
        counts.accepted += open.length
        counts.refused += closed.length
      }
      expect(counts.accepted).to.be.greaterThan(100)
      expect(counts.refused).to.be.greaterThan(200)
    })

    for (const period of [60, 86_400])
      it(`I7 T52 usage starts again once per ${period} seconds and never sooner, on EntryPoint ${version}`, async () => {
        const chain = await loadFixture(deploySessionChain)
        const account = await openSessionAccount(chain, [], { version })
        const start = (await time.latest()) + 50
        const session = await makeSession(chain, { starts: start, expires: start + 4 * period + 1, period, calls: 1 })
        await grantAs(chain, account.address, [session])
        // Two ops for each index, so that a second run in one period would be seen.
        const ops: { readonly index: number; readonly op: PackedUserOperation }[] = []
        for (const index of [5, 4, 3, 2, 1, 0])
          for (const lane of [2 * index, 2 * index + 1]) {
            const params = { periodIndex: index, lane }
            ops.push({ index, op: await sessionOp(chain, account, session, [await upvote(chain)], params) })
          }
        const runs: { readonly second: number; readonly index: number }[] = []
        for (const edge of [0, 1, 2, 3, 4, 5].map((i) => start + i * period))
          for (const second of [edge - 1, edge, edge + 1, edge + 2]) {
            await time.setNextBlockTimestamp(second)
            for (const { index, op } of ops) {
              if ((await verdict(account, [op], 'pending')) !== ACCEPTED) continue
              await sendOps(account, [op])
              runs.push({ second, index })
              break
            }
          }
        // One run in each period, at its first second where the EntryPoint counts that in; the last period has two seconds.
        const delay = version === 'v07' ? 0 : 1
        const first = [0, 1, 2, 3, 4].map((index) => ({ second: start + index * period + delay, index }))
        expect(runs).to.deep.equal(first)
      })
  }

  it('I12 T43 T165 the window is never open for ever', async () => {
    const { account, claims } = await openTable(await loadFixture(deploySessionChain), 'v09')
    for (const claim of claims) {
      const { validAfter, validUntil, period } = claim.session
      const data = await windowOf(account, claim)
      const first = BigInt(validAfter) + BigInt(claim.index ?? 0) * BigInt(period)
      if (first > validUntil) {
        expect(data, sayClaim(claim)).to.equal(undefined)
        continue
      }
      const last = period === 0 ? BigInt(validUntil) : first + BigInt(period) - 1n
      const until = last < validUntil ? last : BigInt(validUntil)
      expect(data, sayClaim(claim)).to.equal((first << 208n) | (until << 160n))
      expect(until).to.be.greaterThan(0n)
    }
  })

  it('T165 a period below a minute is no period', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const module = await moduleAs(chain, account.address)
    for (const period of [1, PERIOD_MIN - 1])
      await expect(module.grant(sessionStruct({ ...(await makeSession(chain)), validAfter: 0, period })))
        .to.be.revertedWithCustomError(chain.module, 'PeriodTooShort')
        .withArgs(period, PERIOD_MIN)
  })

  it('T55 no session reaches what EntryPoint v0.9 reads as block numbers', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [], { version: 'v09' })
    const module = await moduleAs(chain, account.address)
    const session = { ...(await makeSession(chain)), validUntil: VALID_UNTIL_END }
    await expect(module.grant(sessionStruct(session)))
      .to.be.revertedWithCustomError(chain.module, 'ValidUntilTooLate')
      .withArgs(VALID_UNTIL_END, VALID_UNTIL_END)
  })

  it('a claim of a period that usage has left is refused', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const start = (await time.latest()) + 50
    const session = await makeSession(chain, { starts: start, expires: '1h', period: 600, calls: 2 })
    await grantAs(chain, account.address, [session])
    const opOf = async (periodIndex: number) =>
      await sessionOp(chain, account, session, [await upvote(chain)], { periodIndex })
    await mineAt(start + 601)
    await sendOps(account, [await opOf(1)])
    expect(await verdict(account, [await opOf(0)])).to.equal(reason('PeriodOver', [0, 1]))
    await sendOps(account, [await opOf(1)])
    expect(await verdict(account, [await opOf(1)])).to.equal(reason('CallsOverLimit', [3, 2]))
    expect(await verdict(account, [await opOf(2)])).to.equal('AA22')
  })
})

async function mineAt(second: number): Promise<void> {
  await time.setNextBlockTimestamp(second)
  await mine()
}
