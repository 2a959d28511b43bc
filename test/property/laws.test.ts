// Laws between two ops or two sessions, where no single expected value can be written down: less allowed is never more, a
// signature is good for one thing only, and one id is one session. LATCHKEY_RUNS sets how many, FC_SEED repeats a run.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ZeroAddress } from 'ethers'

import {
  joinSignature,
  sessionDigest,
  sessionId,
  sessionStruct,
  signDigest,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  userOpHash,
  type Address,
  type Hex,
  type PackedUserOperation,
  type Permission,
  type Rule,
  type Session,
} from '../../src'
import { RUNS } from '../helpers/arbitraries'
import { VERSIONS } from '../helpers/fixture'
import { authorizationOf } from '../helpers/resign'
import { ACCEPTED, verdict } from '../helpers/verdict'
import { flipBit, join, lengthOf, number, slice } from './jury/bytes'
import { caseOf, type Case } from './jury/caseOf'
import { deployCourt, encodeCall } from './jury/court'
import { FORMS } from './jury/forms'
import { validIntent, type Intent } from './jury/intent'
import { judgeAll } from './jury/judge'
import { argumentMutations } from './jury/mutations/arguments'
import { limits } from './jury/mutations/limits'
import { Random } from './jury/Random'
import { anyRules } from './jury/rules'
import { ETHER, inOrder, METERED, sessionOf, SHAPES } from './jury/shapes'
import { UNUSED, type Standing } from './jury/Standing'
import { CHARGE, rulesInOrder } from './jury/words'
import { GAS, openStage, opOf, OPENING, type Stage } from './lives/stage'

const SEED = Number(process.env['FC_SEED'] ?? 1)
const OPS_PER_PAIR = 24

const SHAPES_WITH_MORE = [
  { rules: 3, permissions: 2 },
  { fee: ETHER, rules: 2, permissions: 3, allowances: 2 },
  { ...METERED, rules: 2, permissions: 3, allowances: 1, period: 60 },
  ...[METERED, { ...METERED, sponsor: true }, { ...METERED, period: 60 }],
  ...SHAPES.filter(
    ({ fee, value, calls, key }) =>
      fee !== undefined && value === undefined && calls !== undefined && key !== 'ERC-7913 RSA',
  ),
]

/** With one rule more on a function that has arguments, or with its allowance's cap lowered in the whole session. */
function stricter({ permissions }: Session, i: number, random: Random): readonly Permission[] | undefined {
  const { functionSignature, rules } = permissions[i]!
  const form = FORMS.get(functionSignature)
  const allowance = rules.find(({ comparison }) => comparison === CHARGE)?.allowance
  if (allowance !== undefined && random.oneIn(2)) {
    const cap = BigInt(rules.find((rule) => rule.comparison === CHARGE)!.values[0]!)
    const less = number(random.pick([cap - 1n, cap / 2n, 1n]), 32)
    if (cap < 2n) return undefined
    const lower = (rule: Rule): Rule =>
      rule.comparison === CHARGE && rule.allowance === allowance ? { ...rule, values: [less] } : rule
    return permissions.map((one) => ({ ...one, rules: rulesInOrder(one.rules.map(lower)) }))
  }
  if (form === undefined || rules.length === 12) return undefined
  const more = rulesInOrder([...rules, ...anyRules(form, 1, [], random)])
  return more.length === rules.length
    ? undefined
    : permissions.map((one, j) => (i === j ? { ...one, rules: more } : one))
}

/**
 * The session with less: a lower limit or cap, a shorter window, a permission less, a rule more, an allowance's cap lowered;
 * undefined if there is nothing less.
 * Fees from unlimited to a number would be more: then the account may pay too.
 */
function lowered(session: Session, random: Random): Session | undefined {
  const { maxFee, maxValue, maxCalls, validAfter, validUntil, permissions } = session
  const i = random.below(permissions.length)
  const { maxValue: cap } = permissions[i]!
  const withCap = (value: bigint): readonly Permission[] =>
    inOrder(permissions.map((one, j) => (i === j ? { ...one, maxValue: value } : one)))
  const harder = stricter(session, i, random)
  const ways: (Partial<Session> | undefined)[] = [
    maxFee > 0n && maxFee !== UNLIMITED_FEE ? { maxFee: random.pick([maxFee - 1n, maxFee / 2n, 0n]) } : undefined,
    maxValue > 0n ? { maxValue: random.pick([maxValue - 1n, maxValue / 2n, 0n]) } : undefined,
    maxCalls > 1 ? { maxCalls: random.pick([maxCalls - 1, 1]) } : undefined,
    harder === undefined ? undefined : { permissions: inOrder(harder) },
    cap > 0n ? { permissions: withCap(random.pick([cap - 1n, 0n])) } : undefined,
    permissions.length > 1 ? { permissions: permissions.filter((_, j) => j !== i) } : undefined,
    validAfter + 1 < validUntil && session.period === 0 ? { validUntil: validUntil - 1 } : undefined,
  ]
  const fitting = ways.flatMap((way) => way ?? [])
  return fitting.length === 0 ? undefined : { ...session, ...random.pick(fitting) }
}

/** The same op under another session; each call claims what is left of its permission there. */
function under(session: Session, intent: Intent, random: Random): Case {
  const permissions = intent.permissions.map((index) => {
    const claimed = intent.session.permissions[index]
    return session.permissions.findIndex(
      (one) => one.target === claimed?.target && one.functionSignature === claimed.functionSignature,
    )
  })
  return caseOf({ ...intent, session, permissions }, [], random)!
}

/** Pairs of one op, under a session and under less, both fresh. */
async function judgePairs() {
  const random = new Random(SEED)
  const { first: jury } = await deployCourt()
  const pairs: [Case, Case][] = []
  for (let run = 0; run < RUNS; run++) {
    const { session, key } = sessionOf(random.pick(SHAPES_WITH_MORE), random)
    const less = lowered(session, random)
    if (less === undefined || isTwice(session.permissions)) continue
    for (const one of [session, less]) await jury.act(encodeCall('grant', [sessionStruct(one)]))
    const standingOf = (one: Session): Standing => ({ jury, session: one, key, status: 'live', used: UNUSED })
    for (let i = 0; i < OPS_PER_PAIR; i++) {
      const source = i % 3 === 0 ? less : session
      const intent = validIntent(standingOf(source), random)
      if (intent === undefined) continue
      if (i % 3 === 1) random.pick([...limits, ...argumentMutations]).intent?.(intent, random)
      pairs.push([under(session, intent, random), under(less, intent, random)])
    }
  }
  const judged = await judgeAll(pairs.flat())
  return pairs.map((_, i) => ({ more: judged[2 * i]!, less: judged[2 * i + 1]! }))
}

/** Two permissions for one function: then it is not clear which is meant in the other session. */
const isTwice = (permissions: readonly Permission[]): boolean =>
  new Set(permissions.map((one) => one.target + one.functionSignature)).size < permissions.length

const wordOf = (session: Session): string =>
  JSON.stringify(session, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

describe('Laws', () => {
  it('I6 a lower limit or cap, a shorter window, a permission less, a rule more: no refused op is then accepted', async () => {
    const pairs = await loadFixture(judgePairs)
    const wrong = pairs.filter(({ more, less }) => less.module === 'accepted' && more.module !== 'accepted')
    expect(
      wrong.map(({ less }) => wordOf(less.one.session)),
      `FC_SEED=${SEED}`,
    ).to.deep.equal([])
    const both = pairs.filter(({ more, less }) => more.module === 'accepted' && less.module === 'accepted')
    const onlyMore = pairs.filter(({ more, less }) => more.module === 'accepted' && less.module !== 'accepted')
    console.log(`${pairs.length} pairs, FC_SEED=${SEED}: ${both.length} accepted, ${onlyMore.length} under more only`)
    expect(both.length / pairs.length).to.be.greaterThan(0.3)
    expect(onlyMore.length / pairs.length).to.be.greaterThan(0.1)
  })

  for (const version of VERSIONS)
    it(`I10 a signature is good for one session, account, chain, module, EntryPoint, nonce and op: ${version}`, async () => {
      const stage = await openStage(version)
      await time.increaseTo(OPENING + 5)
      for (const { jury } of stage.accounts)
        for (const session of stage.sessions) await jury.act(encodeCall('grant', [sessionStruct(session)]))
      const random = new Random(SEED)
      for (let lane = 0; lane < Math.ceil(RUNS / 6); lane++) {
        const use = {
          account: random.below(2),
          session: random.below(2),
          calls: 1 + random.below(2),
          value: 0n,
          fee: GAS,
          amount: 0n,
          attaches: false,
        }
        const op = opOf(stage, { ...use, period: 0 }, lane)
        const { account } = stage.accounts[use.account]!
        expect(await verdict(account, [op])).to.equal(ACCEPTED)
        const other = opOf(stage, { ...use, session: 1 - use.session, period: 0 }, lane)
        for (const [what, stolen] of variantsOf(stage, use.account, op, other, random))
          expect(await verdict(account, [stolen]), `${what}, FC_SEED=${SEED}`).to.equal('AA24')
      }
    })

  it('I17 two sessions that differ in anything but the text of a function have two ids', async () => {
    const { lens } = await loadFixture(deployCourt)
    const random = new Random(SEED)
    for (let run = 0; run < RUNS; run++) {
      const { session } = sessionOf(random.pick(SHAPES), random)
      const id = sessionId(session)
      expect(await lens.sessionId(sessionStruct({ ...session, permissions: [...session.permissions] }))).to.equal(id)
      for (const other of neighboursOf(session, random)) {
        expect(sessionId(other), `${wordOf(session)} ${wordOf(other)}`).to.not.equal(id)
        expect(await lens.sessionId(sessionStruct(other))).to.equal(sessionId(other))
      }
      const [first, ...rest] = session.permissions
      if (first!.functionSignature === '') continue
      const renamed = { ...session, permissions: [{ ...first!, functionSignature: 'another(uint8)' }, ...rest] }
      expect(await lens.sessionId(sessionStruct(renamed))).to.equal(id)
    }
  })
})

/** The op with one thing changed that the signature does not stand for; whatever else there is stays right. */
function variantsOf(
  { accounts, chain, key, sessions }: Stage,
  index: number,
  op: PackedUserOperation,
  other: PackedUserOperation,
  random: Random,
): readonly [string, PackedUserOperation][] {
  const { jury, account } = accounts[index]!
  const { chainId, module } = jury
  const { selector } = sessions[0]!.permissions[0]!
  const { address, version } = account.entryPoint
  const here = { userOp: op, entryPoint: address as Address, chainId, version }
  const authorization = authorizationOf(op)
  const signed = (
    place: Partial<typeof here>,
    digestPlace: { chainId?: bigint; module?: Address },
  ): PackedUserOperation => {
    const hash = userOpHash({ ...here, ...place })
    const digest = sessionDigest({ userOpHash: hash, chainId, module, authorization, ...digestPlace })
    return { ...op, signature: joinSignature({ signerKind: 0, authorization, signature: signDigest(key, digest) }) }
  }
  const elsewhere = VERSIONS.map((name) => chain.entryPoints[name]).filter((one) => one.address !== address)
  const signature = slice(op.signature, lengthOf(op.signature) - 64)
  return [
    ['another nonce', { ...op, nonce: op.nonce + (1n << 70n) }],
    ['another account', { ...op, sender: accounts[1 - index]!.jury.address }],
    ['another session', { ...other, signature: join(authorizationOf(other), signature) }],
    ['another chain', signed({ chainId: chainId + 1n }, { chainId: chainId + 1n })],
    ['another chain in the digest', signed({}, { chainId: chainId + 1n })],
    ['another module', signed({}, { module: random.bytes(20) })],
    ...elsewhere.map((one): [string, PackedUserOperation] => [
      `EntryPoint ${one.version}`,
      signed({ entryPoint: one.address as Address, version: one.version }, {}),
    ]),
    ['other arguments', { ...op, callData: withOtherArgument(op.callData, selector) }],
    ['other gas', { ...op, preVerificationGas: op.preVerificationGas - 1n }],
    ['another fee', { ...op, gasFees: join(number(1, 16), slice(op.gasFees, 16)) }],
  ]
}

/** With the last bit of the last call's argument flipped. */
function withOtherArgument(callData: Hex, selector: Hex): Hex {
  const start = callData.lastIndexOf(selector.slice(2)) / 2 - 1
  return flipBit(callData, start + 4 + 31, 0)
}

/** Sessions next to this one: each differs in one field, by as little as it can. */
function neighboursOf(session: Session, random: Random): readonly Session[] {
  const { permissions } = session
  const i = random.below(permissions.length)
  const one = permissions[i]!
  const with1 = (change: Partial<Permission>): Partial<Session> => ({
    permissions: permissions.map((permission, j) => (i === j ? { ...one, ...change } : permission)),
  })
  const next = (value: bigint, max: bigint): bigint => (value === max ? value - 1n : value + 1n)
  const ways: readonly Partial<Session>[] = [
    { signer: flipBit(session.signer, random.below(20), random.below(8)) },
    { validAfter: session.validAfter + 1 },
    { validUntil: session.validUntil + 1 },
    { paymaster: session.paymaster === ZeroAddress ? random.bytes(20) : flipBit(session.paymaster, 19, 0) },
    { period: session.period === 0 ? 60 : session.period - 1 },
    { maxCalls: session.maxCalls === UNLIMITED_CALLS ? session.maxCalls - 1 : session.maxCalls + 1 },
    { maxValue: next(session.maxValue, UNLIMITED_VALUE) },
    { maxFee: next(session.maxFee, UNLIMITED_FEE) },
    with1({ target: flipBit(one.target, random.below(20), random.below(8)) }),
    with1({ maxValue: next(one.maxValue, UNLIMITED_VALUE) }),
    ...(one.functionSignature === ''
      ? []
      : [with1({ selector: flipBit(one.selector, random.below(4), random.below(8)) })]),
    // A plain transfer is not a function with selector zero.
    ...(one.functionSignature === '' ? [with1({ functionSignature: 'wycpnbqcyf()' })] : []),
    ...(permissions.length > 1 ? [{ permissions: permissions.filter((_, j) => j !== i) }] : []),
  ]
  return ways.map((way) => ({ ...session, ...way }))
}
