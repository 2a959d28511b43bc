// Grants on ops: of sessions that no one may grant, signed by others or for others, in other bytes, of what was ended.
import { id, SigningKey, ZeroAddress } from 'ethers'

import {
  sessionId,
  signDigest,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type Hex,
  type Permission,
  type Rule,
  type Session,
} from '../../../../src'
import { flipBit, join, lengthOf, number, slice, splice } from '../bytes'
import type { Mutation } from '../caseOf'
import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, NESTED } from '../forms'
import { signGrant, siblingOf, type Grant } from '../grants'
import type { Intent } from '../intent'
import type { Random } from '../Random'
import { ruleOf } from '../rules'
import { inOrder } from '../shapes'
import { allowancesOf, type Status } from '../Standing'
import { attach, HEAD } from '../wire'
import { rulesInOrder } from '../words'

/** The op claims, attaches and tells the Lens of this session; undefined: it does not fit. */
const claimed = (
  name: string,
  change: (session: Session, random: Random, intent: Intent) => Partial<Session> | undefined,
  weight = 3,
): Mutation => ({
  name: `grant: ${name}`,
  weight,
  attaches: true,
  honest: true,
  intent: (intent, random) => {
    const fields = change(intent.session, random, intent)
    if (fields === undefined) return false
    const before = intent.session.permissions
    intent.session = { ...intent.session, ...fields }
    if (intent.session.period === 0) intent.periodIndex = undefined
    else intent.periodIndex ??= 0
    if (intent.paymaster !== undefined) intent.paymaster = intent.session.paymaster
    const { permissions } = intent.session
    intent.permissions = intent.permissions.map((index) => permissions.indexOf(before[index]!))
    return !intent.permissions.includes(-1) && intent.paymaster !== ZeroAddress
  },
})

/** One permission more, which no one may grant. */
const permission = (name: string, faulty: (random: Random, intent: Intent) => Partial<Permission>): Mutation =>
  claimed(name, ({ permissions }, random, intent) => ({
    permissions: inOrder([
      ...permissions,
      {
        target: random.bytes(20),
        functionSignature: 'f(bytes)',
        selector: id('f(bytes)').slice(0, 10) as Hex,
        maxValue: 0n,
        rules: [],
        ...faulty(random, intent),
      },
    ]),
  }))

/** One rule, which no one may grant. */
const rule = (name: string, faulty: (random: Random) => Parameters<typeof ruleOf>[0]): Mutation =>
  permission(name, (random) => ({
    rules: rulesInOrder([ruleOf({ comparison: 1, values: [7n] }), ruleOf(faulty(random))]),
  }))

const manyRules = (count: number): readonly Rule[] =>
  rulesInOrder(Array.from({ length: count }, (_, i) => ruleOf({ values: [BigInt(i + 1)] })))

const MASK = number(0xffn, 32)
const sessions: readonly Mutation[] = [
  claimed('an empty window', ({ validAfter, period }) => (period === 0 ? { validUntil: validAfter } : undefined)),
  claimed('an end that is too late', (_, random) => ({ validUntil: random.pick([2 ** 47, 2 ** 48 - 1]) })),
  claimed('a period that is too short', (_, random) => ({ period: random.pick([1, 59]), maxCalls: 100 })),
  claimed(
    'a period for nothing',
    (session, _, { paymaster }) =>
      allowancesOf(session).length > 0 || paymaster === undefined
        ? undefined
        : { period: 60, maxCalls: UNLIMITED_CALLS, maxFee: UNLIMITED_FEE, maxValue: 0n },
    4,
  ),
  claimed('no calls', () => ({ maxCalls: 0 })),
  claimed('a paymaster that cannot pay', (_, random, { jury }) => ({
    paymaster: random.pick([jury.address, jury.module]),
  })),
  claimed('permissions in another order', ({ permissions }) =>
    permissions.length < 2 ? undefined : { permissions: [...permissions].reverse() },
  ),
  permission('a target that is power over the account', (random, { jury }) => ({
    target: random.pick([jury.address, jury.module, ZeroAddress as Hex]),
  })),
  permission('a text of another selector', (random) => ({ selector: random.bytes(4) })),
  permission('rules on a transfer', () => ({ functionSignature: '', selector: '0x00000000', rules: [ruleOf({})] })),
  permission('thirteen rules', () => ({ rules: manyRules(13) })),
  permission('rules in another order', () => ({ rules: [...manyRules(3)].reverse() })),
  permission('one rule twice', () => ({ rules: [ruleOf({}), ruleOf({})] })),
  rule('a path of no or nine steps', (random) => ({
    path: random.pick([[], [0, FOLLOW, 0, FOLLOW, 0, FOLLOW, 0, FOLLOW, 0]]),
  })),
  rule('a path that is none', (random) => ({
    path: random.pick([
      [FOLLOW],
      [0, FOLLOW],
      [0, 0],
      [0, FOLLOW, ELEMENT],
      [0, FOLLOW + 1, 0],
      [0, FOLLOW, LENGTH, 0],
      [0, FOLLOW, BYTES_WORD, FOLLOW],
      [0, FOLLOW, NESTED],
      [6 * FOLLOW],
      [0, FOLLOW, NESTED + 1, 0],
      [0, FOLLOW, ELEMENT + 2],
      [0, FOLLOW, ELEMENT + 1, 0],
    ]),
  })),
  rule('a type that there is not', (random) => ({
    wordType: random.pick([0x0000, 0x0021, 0x0313, 0x0402, 0x0501, 0x0100]),
  })),
  rule('a comparison of another type', (random) => ({
    comparison: random.pick([2, 3, 4]),
    wordType: 0x0314,
    values: [1n, 2n],
  })),
  rule('a mask that says nothing', (random) =>
    random.pick([
      { mask: number(0, 32) },
      { mask: MASK, comparison: 2, values: [1n, 2n] },
      { mask: MASK, comparison: 4 },
    ]),
  ),
  rule('another number of values', (random) =>
    random.pick([
      { values: [] },
      { comparison: 2 },
      { comparison: 4, values: [1n, 2n] },
      { values: Array.from({ length: 65 }, (_, i) => BigInt(i)) },
    ]),
  ),
  rule('values that cannot be', (random) =>
    random.pick([
      { values: [2n, 1n] },
      { values: [1n, 1n] },
      { values: [256n], wordType: 1 },
      { values: [256n], mask: MASK },
      { comparison: 2, values: [2n, 1n] },
      { comparison: 3, wordType: 0x0120, values: [1n, (1n << 256n) - 1n] },
      { comparison: 4, values: [0n] },
      { comparison: 4, values: [1n << 192n] },
    ]),
  ),
  rule('an allowance without a charge', (random) => ({ allowance: 1 + random.below(255) })),
  permission('one allowance with two caps', () => ({
    rules: rulesInOrder([1n, 2n].map((cap) => ruleOf({ comparison: 4, values: [cap], allowance: 9 }))),
  })),
]

/** Another session is attached than the op claims. */
const other = (
  name: string,
  change: (session: Session, random: Random, intent: Intent) => Partial<Session> | undefined,
  weight = 2,
): Mutation => ({
  name: `grant: ${name} attached`,
  weight,
  attaches: true,
  intent: (intent, random) => {
    const fields = change(intent.session, random, intent)
    if (fields !== undefined) intent.grant = { ...intent.grant!, session: { ...intent.session, ...fields } }
    return fields !== undefined
  },
})

const others: readonly Mutation[] = [
  other('another session', (session, random, { standing }) =>
    random.pick<Partial<Session>>([
      { validUntil: session.validUntil + 1 },
      { maxFee: session.maxFee === 0n ? 1n : session.maxFee - 1n },
      { permissions: inOrder([...session.permissions, { ...session.permissions[0]!, target: random.bytes(20) }]) },
      { signerKind: 0, signer: random.bytes(20) },
      { ...standing.session, validAfter: session.validAfter === 0 ? 1 : session.validAfter - 1 },
    ]),
  ),
  other(
    'a key that is none',
    (_, random, { jury }) =>
      random.pick<Partial<Session>>([
        { signerKind: 0, signer: number(0, 20) },
        { signerKind: 0, signer: random.bytes(21) },
        { signerKind: 1, signer: random.bytes(64) },
        { signerKind: 1, signer: random.bytes(63) },
        { signerKind: 2, signer: random.bytes(20) },
        { signerKind: 2, signer: join(random.pick([jury.address, jury.module, number(0, 20)]), random.bytes(1)) },
      ]),
    4,
  ),
  other('a kind of key that there is not', (_, random) => ({ signerKind: (3 + random.below(200)) as 0 })),
  other('no permission', () => ({ permissions: [] }), 3),
]

/** The Lens cannot be told of such a grant. */
export const WITHOUT_SIGNATURE = "grant: without an owner's signature"

/** Something about the owner's signature. */
const signed = (
  name: string,
  change: (grant: Grant, random: Random, intent: Intent) => boolean,
  weight = 2,
): Mutation => ({
  name: `grant: ${name}`,
  weight,
  attaches: true,
  honest: true,
  intent: (intent, random) => change(intent.grant!, random, intent),
})

const set = (grant: Grant, fields: Partial<Grant>): true => {
  Object.assign(grant, fields)
  return true
}

const signatures: readonly Mutation[] = [
  signed(
    'signed by nobody',
    (grant, random, { standing }) =>
      standing.status !== 'live' && set(grant, { ownerSignature: random.bytes(random.pick([1, 64, 64, 65])) }),
  ),
  {
    name: 'grant: signed by another owner',
    attaches: true,
    honest: true,
    intent: ({ grant, jury, session, standing }) => {
      const stranger = { ...jury, signAsOwner: (digest: Hex) => signDigest(new SigningKey(id('a stranger')), digest) }
      return (
        standing.status !== 'live' &&
        set(grant!, { ownerSignature: signGrant(stranger, session, grant!).ownerSignature })
      )
    },
  },
  signed(
    'signed for another epoch, account or chain',
    (grant, random, { standing }) =>
      standing.status !== 'live' &&
      set(
        grant,
        random.pick([
          { epoch: random.bytes(32) },
          { account: random.bytes(20) },
          { chainId: standing.jury.chainId + 7n },
        ]),
      ),
  ),
  signed(
    'that replaces its own session',
    (grant, _, { session, standing }) => session === standing.session && set(grant, { replaces: sessionId(session) }),
    3,
  ),
  signed(
    'siblings out of order or of this chain',
    (grant, random, { jury }) =>
      set(grant, {
        siblings: random
          .pick([[jury.chainId], [5n, 5n], [5n, 4n], [1n, jury.chainId], [0n, 0n]])
          .map((chain) => siblingOf(chain, random)),
      }),
    3,
  ),
  {
    name: WITHOUT_SIGNATURE,
    weight: 2,
    attaches: true,
    intent: ({ grant, standing }) => standing.status !== 'live' && set(grant!, { ownerSignature: '0x' }),
  },
]

/** Other bytes than the canonical ones. */
const bytes = (name: string, change: (grant: Hex, random: Random) => Hex, weight = 1): Mutation => ({
  name: `grant: ${name}`,
  weight,
  attaches: true,
  // Of a session that is live the module asks nobody about the signature, and the Lens is told of another one.
  wire: ({ parts }, random, { standing }) => {
    if (parts.grant === '0x' || standing.status === 'live') return false
    const changed = change(parts.grant, random)
    if (changed === parts.grant) return false
    attach(parts, changed)
    return true
  },
})

const written: readonly Mutation[] = [
  bytes('one bit flipped', (grant, random) => flipBit(grant, random.below(lengthOf(grant)), random.below(8)), 3),
  bytes('a word more at the end', (grant) => join(grant, number(0, 32))),
  bytes('bytes less at the end', (grant, random) => slice(grant, 0, lengthOf(grant) - random.pick([1, 31, 32, 64]))),
  bytes('a pointer to elsewhere', (grant, random) =>
    splice(grant, 0, 32, number(random.pick([0n, 32n, 65n, 96n, 1n << 255n, BigInt(lengthOf(grant))]), 32)),
  ),
  bytes('a gap before the session', (grant) =>
    join(number(96, 32), number(BigInt(slice(grant, 32, 64)) + 32n, 32), number(0, 32), slice(grant, 64)),
  ),
  bytes('only some bytes', (_, random) => random.bytes(1 + random.below(200))),
  {
    name: 'grant: of no bytes',
    weight: 3,
    wire: ({ parts }) => {
      attach(parts, '0x')
      return true
    },
  },
  {
    name: 'grant: the bit without the bytes, or the reverse',
    attaches: true,
    wire: ({ parts }, random) => {
      if (random.oneIn(2)) parts.head ^= HEAD.grant
      else parts.grant = parts.grantLength = '0x'
      return true
    },
  },
]

const ended = (status: Status): Mutation => ({
  name: `a grant of a session that is ${status}`,
  weight: 3,
  status,
  attaches: true,
  honest: true,
  intent: () => true,
})

export const grantMutations: readonly Mutation[] = [
  ...sessions,
  ...others,
  ...signatures,
  ...written,
  ended('revoked'),
  ended('renounced'),
  ended('uninstalled'),
]
