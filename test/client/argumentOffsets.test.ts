// That rules look where the ABI coder puts an argument, for random types: a call meets the demand of one of its parts, stays
// within it when all else changes, and leaves it when this part alone changes. First by the client's reading, then by the
// module's. FC_SEED repeats a run, LATCHKEY_CASES sets how many.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { allow, type Hex, type Permission, type Rule } from '../../src'
import { brokenRule } from '../../src/session/brokenRule'
import { grantAs } from '../helpers/asAccount'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp } from '../helpers/session'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { Random } from '../property/jury/Random'
import { SOCIO3, the } from './builders'
import { randomCall, type RandomCall } from './randomArguments'
import { rulesOf } from './rulesOf'

const CASES = Number(process.env['LATCHKEY_CASES'] ?? 5_000)
const SEED = Number(process.env['FC_SEED'] ?? 1)

/** Against the module: sessions, and permissions of each. */
const SESSIONS = 10
const PERMISSIONS = 30

const textOf = (one: RandomCall): string =>
  JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

type RuledCall = RandomCall & { readonly rules: readonly Rule[] }

/** So many calls whose demands rules can express, and how many cannot be. */
function callsWithRules(random: Random, count: number): { calls: readonly RuledCall[]; without: number } {
  const calls: RuledCall[] = []
  let without = 0
  while (calls.length < count) {
    const one = randomCall(random, `f${calls.length}`)
    const rules = rulesOf(one)
    if (rules === undefined) without++
    else calls.push({ ...one, rules })
  }
  return { calls, without }
}

describe('argumentRules of random types', () => {
  it(`look at the demanded part and at no other, in ${CASES} calls (FC_SEED=${SEED})`, () => {
    const seen = { steps: new Set<number>(), kinds: new Set<number>(), types: new Set<number>() }
    const { calls, without } = callsWithRules(new Random(SEED), CASES)
    expect(without).to.be.below(CASES / 4)
    let pins = 0
    for (const one of calls) {
      const { rules } = one
      for (const met of [one.data, one.kept]) expect(brokenRule(rules, met), textOf(one)).to.equal(undefined)
      expect(brokenRule(rules, one.changed)?.code, textOf(one)).to.be.oneOf(['RuleNotMet', 'ArgumentNotReadable'])
      // Pins are rules more, and no others less.
      const bare = the(rulesOf(one, false))
      expect(rules).to.include.deep.members(bare)
      pins += rules.length - bare.length
      for (const { path, wordType } of rules) {
        seen.steps.add(path.length)
        for (const step of path) seen.kinds.add(step >>> 24)
        seen.types.add(wordType)
      }
    }
    expect(pins).to.be.above(CASES / 2)
    // Nothing was left out: paths of every length (none ends behind a pointer), steps of every kind, words of every type.
    expect([...seen.steps].sort()).to.deep.equal([1, 3, 4, 5, 6, 7, 8])
    expect([...seen.kinds].sort()).to.deep.equal([0, 1, 2, 3, 4, 5])
    expect(seen.types.size).to.equal(3 * 32 + 2)
  }).timeout(CASES * 40)

  for (let i = 0; i < SESSIONS; i++)
    it(`make the module say the same, session ${i + 1} of ${SESSIONS} (FC_SEED=${SEED})`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openSessionAccount(chain)
      const { calls } = callsWithRules(new Random(1_000 * SEED + i), PERMISSIONS)
      const permissions = calls.map(permissionOf)
      const session = await makeSession(chain, { allow: permissions, fees: { max: 10n ** 18n } })
      await grantAs(chain, account.address, [session])
      const judge = async (chosen: readonly RandomCall[], data: (one: RandomCall) => Hex): Promise<string> => {
        const ops = await sessionOp(
          chain,
          account,
          session,
          chosen.map((one) => ({ to: SOCIO3, value: 0n, data: data(one) })),
          {
            permissionIndexes: chosen.map((one) => indexOf(session.permissions, permissionOf(one))),
            verificationGasLimit: 3_000_000n,
            callGasLimit: 5_000_000n,
            preVerificationGas: 500_000n,
          },
        )
        return await verdict(account, [ops])
      }
      expect(await judge(calls, ({ data }) => data)).to.equal(ACCEPTED)
      expect(await judge(calls, ({ kept }) => kept)).to.equal(ACCEPTED)
      for (const one of calls) {
        const { code, args } = the(brokenRule(permissionOf(one).rules, one.changed))
        expect(await judge([one], ({ changed }) => changed), textOf(one)).to.equal(reason(code, Object.values(args)))
      }
    }).timeout(120_000)
})

const permissionOf = ({ signature, demands }: RandomCall): Permission =>
  allow({ address: SOCIO3, abi: [`function ${signature}`] }, signature.slice(0, signature.indexOf('(')), demands)

const indexOf = (all: readonly Permission[], one: Permission): number =>
  all.findIndex(({ functionSignature }) => functionSignature === one.functionSignature)
