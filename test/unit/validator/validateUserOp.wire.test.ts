// The signature field, docs/encoding.md: one meaning has one encoding, and everything else is refused, also when the
// session key itself signed it.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, MaxUint256, toBeHex, ZeroAddress } from 'ethers'

import { permissionLeaf, sessionId, UNLIMITED_CALLS, UNLIMITED_FEE } from '../../../src'
import type { Hex, Permission, Session } from '../../../src'
import { refusal } from './helpers/chain'
import { anOp, callOf, check, digestOf, encodeWire, header, headOf, limitsPart, SAME } from './helpers/op'
import { windowOf, wireOf, type OpOptions } from './helpers/op'
import { aRule } from './helpers/rules'
import { grant, installModule, type Scene } from './helpers/scene'
import {
  aPermission,
  aSession,
  aTransfer,
  anAddress,
  HOUR,
  inOrder,
  KEY,
  PAYMASTER,
  SOCIO3,
  START,
  word,
} from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const paid = aPermission({ maxValue: 5n })
const metered = aSession()
const named = aSession({ paymaster: PAYMASTER })
const unmetered = aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS })
const capped = aSession({ maxValue: 100n, permissions: [paid] })
const periodic = aSession({ period: 600 })
const pays = { sponsor: PAYMASTER }
/** What callOf() says: 42. */
const answers = aPermission({ rules: [aRule({ values: [word(42)] })] })
const ruled = aSession({ permissions: [answers] })
const P256_KEY: Hex = `0x${'42'.repeat(64)}`
/** length 2, the key, length of the signature 2. */
const asVerifier = (signer: string): string => concat([toBeHex(dataLength(signer), 2), signer, toBeHex(64, 2)])
const notLive = (session: Session): unknown[] => ['SessionNotLive', sessionId(session)]
const twice = [callOf(metered.permissions[0]!), callOf(metered.permissions[0]!)]

async function granted(session: Session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, session)
  return scene
}

// Where a part is missing, the parts behind it are read too early, at last the signature: zeros make that one outcome.
const NO_SIGNATURE = `0x${'00'.repeat(64)}`

type Case = readonly [what: string, session: Session, options: OpOptions, reason: readonly unknown[]]

const refused: readonly Case[] = [
  ['an unknown head bit: 5', metered, { wire: { head: '0x24' } }, ['HeadNotValid', 0x24n]],
  ['an unknown head bit: 6', metered, { wire: { head: '0x44' } }, ['HeadNotValid', 0x44n]],
  ['an unknown head bit: 7', metered, { wire: { head: '0x84' } }, ['HeadNotValid', 0x84n]],
  ['an unknown head bit of an unmetered session', unmetered, { ...pays, wire: { head: '0x80' } }, ['HeadNotValid', 0x80n]],
  ['T70 a P-256 key that was not granted', metered, { wire: { head: '0x05', signer: P256_KEY } }, notLive({ ...metered, signerKind: 1, signer: P256_KEY })],
  ['T70 the bytes of an address as an ERC-7913 key', metered, { wire: { head: '0x06', signer: asVerifier(metered.signer) } }, notLive({ ...metered, signerKind: 2, signer: metered.signer })],
  ['kind 3', metered, { wire: { head: '0x07' } }, ['SignerKindNotSupported', 3n]],
  ['kind 3 and an attached grant', metered, { wire: { head: '0x17' } }, ['SignerKindNotSupported', 3n]],
  ['an attached grant of no bytes', metered, { wire: { head: '0x14', signer: concat([metered.signer, '0x0000']) } }, ['GrantNotOmitted']],
  ['T123 one byte as an attached grant', metered, { wire: { head: '0x14', signer: concat([metered.signer, '0x0001']), headers: ['0x00', '0x00'] } }, ['GrantDataNotValid']],
  ['T123 an attached grant that is not there', metered, { wire: { head: '0x14', signer: concat([metered.signer, '0x0001']) } }, ['AuthorizationLengthMismatch', 128n, 129n]],
  ['T123 a longer attached grant that is not there', metered, { wire: { head: '0x14', signer: concat([metered.signer, '0x0200']) } }, ['AuthorizationLengthMismatch', 128n, 640n]],
  ['limits that say nothing', unmetered, { ...pays, wire: { head: '0x04', limits: limitsPart(unmetered) } }, ['LimitsNotOmitted']],
  ['limits that say nothing and a paymaster', unmetered, { wire: { head: '0x0c', limits: limitsPart(unmetered), paymaster: PAYMASTER } }, ['LimitsNotOmitted']],
  ['T103 no limits, self-paid', metered, { wire: { head: '0x00', limits: '0x' } }, notLive({ ...unmetered, paymaster: ZeroAddress as `0x${string}` })],
  ['T103 no limits, sponsored', named, { ...pays, wire: { head: '0x00', limits: '0x' } }, notLive(unmetered)],
  ['a paymaster that pays itself', named, { ...pays, wire: { head: '0x0c', paymaster: PAYMASTER } }, ['PaymasterNotOmitted', PAYMASTER]],
  ['another paymaster beside the one that pays', named, { ...pays, wire: { head: '0x0c', paymaster: anAddress(7) } }, ['PaymasterNotOmitted', anAddress(7)]],
  ['a paymaster zero, self-paid', metered, { wire: { head: '0x0c', paymaster: ZeroAddress } }, ['PaymasterNotOmitted', ZeroAddress]],
  ['a paymaster zero beside the one that pays', named, { ...pays, wire: { head: '0x0c', paymaster: ZeroAddress } }, ['PaymasterNotOmitted', ZeroAddress]],
  ['a paymaster of a session that names none', metered, { wire: { head: '0x0c', paymaster: PAYMASTER } }, notLive(named)],
  ['no paymaster of a session that names one, self-paid', named, { wire: { head: '0x04', paymaster: '0x' } }, notLive(metered)],
  ['a cap of zero', metered, { wire: { headers: [concat(['0x01', toBeHex(0, 10)])] } }, ['CapNotOmitted', 0n]],
  ['a cap of zero on the second call', metered, { calls: twice, wire: { headers: ['0x00', concat(['0x01', toBeHex(0, 10)])] } }, ['CapNotOmitted', 1n]],
  ['rules of no bytes', metered, { wire: { headers: ['0x020000'] } }, ['RulesNotOmitted', 0n]],
  ['rules of no bytes beside a cap', capped, { wire: { headers: [concat(['0x03', toBeHex(5, 10), '0x0000'])] } }, ['RulesNotOmitted', 0n]],
  ['rules of no bytes on the second call', metered, { calls: twice, wire: { headers: ['0x00', '0x020000'] } }, ['RulesNotOmitted', 1n]],
  ['rules that were not granted', metered, { wire: { headers: [header(answers)] } }, notLive({ ...metered, permissions: [answers] })],
  ['no rules of a permission that has some', ruled, { wire: { headers: ['0x00'] } }, notLive(metered)],
  ['other rules', ruled, { wire: { headers: [header(aPermission({ rules: [aRule({ values: [word(41), word(42)] })] }))] } }, notLive({ ...metered, permissions: [aPermission({ rules: [aRule({ values: [word(41), word(42)] })] })] })],
  ['rules beside "same"', metered, { calls: twice, wire: { headers: ['0x00', '0x06'] } }, ['CallHeaderNotValid', 1n, 0x06n]],
  ['an unknown header bit', metered, { wire: { headers: ['0x08'] } }, ['CallHeaderNotValid', 0n, 0x08n]],
  ['an unknown header bit beside a cap', capped, { wire: { headers: [concat(['0x09', toBeHex(5, 10)])] } }, ['CallHeaderNotValid', 0n, 0x09n]],
  ['an unknown header bit beside "same"', metered, { calls: twice, wire: { headers: ['0x00', '0x0c'] } }, ['CallHeaderNotValid', 1n, 0x0cn]],
  ['"same" beside a cap', capped, { calls: [callOf(paid), callOf(paid)], wire: { headers: [header(paid), concat(['0x05', toBeHex(5, 10)])] } }, ['CallHeaderNotValid', 1n, 0x05n]],
  ['"same" beside a proof', metered, { calls: twice, wire: { headers: ['0x00', concat(['0x14', toBeHex(1, 32)])] } }, ['CallHeaderNotValid', 1n, 0x14n]],
  ['T171 "same" on the first call', metered, { wire: { headers: [SAME] } }, ['PermissionNotSame', 0n, headOf(aPermission()), MaxUint256]],
  ['T171 "same" on the first call, beside a cap', capped, { wire: { headers: [concat(['0x05', toBeHex(5, 10)])] } }, ['CallHeaderNotValid', 0n, 0x05n]],
  ['a repeat that is not marked', metered, { calls: twice, wire: { headers: ['0x00', '0x00'] } }, ['RepeatNotMarked', 1n]],
  ['a repeat after a marked one that is not marked', metered, { calls: [...twice, ...twice], wire: { headers: ['0x00', SAME, '0x00', SAME] } }, ['RepeatNotMarked', 2n]],
  ['another start', metered, { wire: { validAfter: toBeHex(START - 1, 6) } }, notLive({ ...metered, validAfter: START - 1 })],
  ['T155 another end', metered, { wire: { validUntil: toBeHex(START + HOUR + 1, 6) } }, notLive({ ...metered, validUntil: START + HOUR + 1 })],
  ['higher fees', metered, { wire: { limits: limitsPart({ ...metered, maxFee: 10n ** 16n }) } }, notLive({ ...metered, maxFee: 10n ** 16n })],
  ['a higher value', metered, { wire: { limits: limitsPart({ ...metered, maxValue: 1n }) } }, notLive({ ...metered, maxValue: 1n })],
  ['more calls', metered, { wire: { limits: limitsPart({ ...metered, maxCalls: 101 }) } }, notLive({ ...metered, maxCalls: 101 })],
  ['a period, without its index', metered, { signature: NO_SIGNATURE, wire: { limits: limitsPart(periodic) } }, ['AuthorizationLengthMismatch', 126n, 130n]],
  ['a period that was not granted', metered, { wire: { limits: limitsPart(periodic), periodIndex: '0x00000000' } }, notLive(periodic)],
  ['another period', periodic, { wire: { limits: limitsPart({ ...periodic, period: 601 }) } }, notLive({ ...periodic, period: 601 })],
  ['no period', periodic, { wire: { limits: limitsPart(metered), periodIndex: '0x' } }, notLive(metered)],
  ['a period index without a period', metered, { wire: { periodIndex: '0x00000000' } }, ['CallHeaderNotValid', 0n, BigInt(dataSlice(metered.signer, 16, 17))]],
  ['a period without an index', periodic, { signature: NO_SIGNATURE, wire: { periodIndex: '0x' } }, ['AuthorizationLengthMismatch', 126n, 130n]],
  ['T63 another signer', metered, { wire: { signer: anAddress(7) } }, notLive({ ...metered, signer: anAddress(7) })],
  ['T60 signer zero', metered, { wire: { signer: ZeroAddress } }, notLive({ ...metered, signer: ZeroAddress as `0x${string}` })],
] // prettier-ignore

describe('validateUserOp: the authorization', () => {
  for (const session of [metered, capped, periodic])
    it(`is taken as documented, self-paid: ${encodeWire(wireOf(session)).slice(0, 4)}`, async () => {
      const scene = await granted(session)
      const until = session.period === 0 ? START + HOUR : START + session.period - 1
      expect(await check(scene, anOp(scene, session))).to.equal(windowOf(START, until))
    })

  it('carries a paymaster that does not pay, and none that does', async () => {
    const scene = await granted(named)
    expect(await check(scene, anOp(scene, named))).to.equal(WINDOW)
    expect(await check(scene, anOp(scene, named, pays))).to.equal(WINDOW)
  })

  it('has 34 bytes at least', async () => {
    const scene = await granted(unmetered)
    const op = anOp(scene, unmetered, pays)
    expect(dataLength(op.signature)).to.equal(34 + 64)
    expect(await check(scene, op)).to.equal(WINDOW)
  })

  for (const [what, session, options, reason] of refused)
    it(`is refused with ${what}`, async () => {
      const scene = await granted(session)
      expect(await refusal(check(scene, anOp(scene, session, options)))).to.deep.equal(reason)
    })

  it('has one first byte: of all 256, the others are refused', async () => {
    for (const [session, right, options] of [
      [metered, 0x04, {}],
      [named, 0x0c, {}],
      [unmetered, 0x00, pays],
    ] as const) {
      const scene = await granted(session)
      for (let head = 0; head < 256; head++) {
        const answer = await refusal(
          check(scene, anOp(scene, session, { ...options, wire: { head: toBeHex(head, 1) } })),
        )
        if (head === right) expect(answer).to.deep.equal(['(not refused)', WINDOW])
        else expect(answer[0], String(head)).to.be.oneOf(REASONS)
      }
    }
  })

  it('has one first byte for each call: of all 256, the others are refused', async () => {
    const scene = await granted(metered)
    for (let flags = 0; flags < 256; flags++) {
      const byte = toBeHex(flags, 1)
      const first = await refusal(check(scene, anOp(scene, metered, { wire: { headers: [byte] } })))
      const options = { calls: twice, wire: { headers: ['0x00', byte] } }
      const second = await refusal(check(scene, anOp(scene, metered, options)))
      if (flags === 0x00) expect(first).to.deep.equal(['(not refused)', WINDOW])
      else expect(first[0], `first ${flags}`).to.be.oneOf(REASONS)
      if (flags === 0x04) expect(second).to.deep.equal(['(not refused)', WINDOW])
      else expect(second[0], `second ${flags}`).to.be.oneOf(REASONS)
    }
  })
})

/** What a wrong byte may be refused for; never without a reason, never with an answer. */
const REASONS = [
  ...['HeadNotValid', 'SignerKindNotSupported', 'GrantNotOmitted', 'LimitsNotOmitted', 'PaymasterRequired'],
  ...['PaymasterNotOmitted', 'AuthorizationLengthMismatch', 'CallHeaderNotValid', 'RulesNotOmitted', 'CapNotOmitted'],
  ...['PermissionNotSame', 'RepeatNotMarked', 'RootsDiffer', 'SessionNotLive', 'ValueOverCap'],
  ...['ArgumentNotReadable', 'WordNotCanonical', 'RuleNotMet'],
]

describe('validateUserOp: "the same permission as the call before"', () => {
  const others: readonly (readonly [string, Permission])[] = [
    ['another target', aPermission({ target: anAddress(0x2001) })],
    ['another function', aPermission({ functionSignature: 'createPost(string)' })],
    ['a transfer', aTransfer(SOCIO3)],
    ['address zero', aTransfer(ZeroAddress as `0x${string}`)],
  ]
  for (const [what, other] of others)
    it(`T171 is refused for ${what}`, async () => {
      const scene = await granted(metered)
      const [first] = twice
      const op = anOp(scene, metered, { calls: [first!, callOf(other)] })
      const heads = [headOf(other), headOf(aPermission())]
      expect(await refusal(check(scene, op))).to.deep.equal(['PermissionNotSame', 1n, ...heads])
      const third = anOp(scene, metered, { calls: [first!, first!, callOf(other)] })
      expect(await refusal(check(scene, third))).to.deep.equal(['PermissionNotSame', 2n, ...heads])
    })

  it('T171 is refused on a first call, also to address zero with selector zero', async () => {
    const scene = await granted(metered)
    const zero = { to: ZeroAddress as `0x${string}`, value: 0n, data: '0x00000000' as const }
    const [permitted] = twice
    const op = anOp(scene, metered, { calls: [zero, permitted!], wire: { headers: [SAME, '0x00'] } })
    expect(await refusal(check(scene, op))).to.deep.equal(['PermissionNotSame', 0n, 0n, MaxUint256])
  })

  it('means the last one that was shown, in a batch of several', async () => {
    const permissions = inOrder([paid, aTransfer(anAddress(0x2001), 7n)])
    const [a, b] = permissions as [Permission, Permission]
    const session = aSession({ maxValue: 100n, permissions })
    const scene = await granted(session)
    const headers = [header(a, [permissionLeaf(b)]), header(b, [permissionLeaf(a)]), SAME]
    const right = anOp(scene, session, { calls: [a, b, b].map((one) => callOf(one)), wire: { headers } })
    expect(await check(scene, right)).to.equal(WINDOW)
    const wrong = anOp(scene, session, { calls: [a, b, a].map((one) => callOf(one)), wire: { headers } })
    expect(await refusal(check(scene, wrong))).to.deep.equal(['PermissionNotSame', 2n, headOf(a), headOf(b)])
  })

  it('T171 keeps the cap of that one', async () => {
    const scene = await granted(capped)
    const op = anOp(scene, capped, { calls: [callOf(paid, 5n), callOf(paid, 6n)] })
    expect(await refusal(check(scene, op))).to.deep.equal(['ValueOverCap', 1n, 6n, 5n])
  })
})

describe('validateUserOp: the length of the signature field', () => {
  const cases: readonly (readonly [string, Session, OpOptions])[] = [
    ['the smallest', unmetered, pays],
    ['limits', metered, {}],
    ['a period, a paymaster and a batch', { ...periodic, paymaster: PAYMASTER }, { calls: twice }],
    ['a cap', capped, {}],
  ]
  for (const [what, session, options] of cases)
    it(`T7 T71 is one, with ${what}: of all up to forty more, the others are refused`, async () => {
      const scene = await granted(session)
      const op = anOp(scene, session, options)
      const full = dataLength(op.signature)
      for (let length = 0; length <= full + 40; length++) {
        const signature = dataSlice(concat([op.signature, new Uint8Array(40)]), 0, length)
        const [name, ...lengths] = await refusal(check(scene, { ...op, signature }))
        if (length === full) expect(name).to.equal('(not refused)')
        else if (name === 'AuthorizationLengthMismatch') expect(lengths[0]).to.equal(BigInt(length))
        else
          expect([length < full - 64, REASONS.includes(String(name))], `${length} ${String(name)}`).to.deep.equal([
            true,
            true,
          ])
        if (length >= full - 64 && length !== full) expect(lengths).to.deep.equal([BigInt(length), BigInt(full)])
      }
    })

  it('T7 is refused with bytes between the authorization and the signature, though the key signed them', async () => {
    const scene = await granted(metered)
    for (const extra of ['0x00', '0x04', `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(64)}`]) {
      const authorization = concat([encodeWire(wireOf(metered)), extra])
      const op = anOp(scene, metered, { authorization })
      const more = BigInt(dataLength(extra))
      expect(await refusal(check(scene, op))).to.deep.equal(['AuthorizationLengthMismatch', 126n + more, 126n])
    }
  })

  it('T72 T73 is refused with a signature of 65 bytes, and of 63', async () => {
    const scene = await granted(metered)
    const signed = KEY.sign(digestOf(scene, encodeWire(wireOf(metered))))
    for (const signature of [signed.serialized, dataSlice(signed.compactSerialized, 0, 63)])
      expect(await refusal(check(scene, anOp(scene, metered, { signature })))).to.deep.equal([
        'AuthorizationLengthMismatch',
        62n + BigInt(dataLength(signature)),
        126n,
      ])
  })
})
