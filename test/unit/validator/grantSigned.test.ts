// A grant that the owner signed, submitted by a stranger: what the signature is for, to the last bit. Digests come from
// docs/encoding.md through ethers; the account checks a real signature over them.
import { loadFixture, setStorageAt } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, id as hashOf, keccak256, MaxUint256, TypedDataEncoder, toBeHex, ZeroHash } from 'ethers'
import fc from 'fast-check'

import { sessionId, type Address, type Rule, type Session } from '../../../src'
import { runs, session as anySession } from '../../client/arbitraries'
import { alone, domainOf, grantDigestOf, sessionHashOf, siblingOf, typesOf, type Entry } from '../../helpers/grantTypes'
import { epochSlot, eventsOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { deploySigned, entryOf, installSigned, newSigned, ownerSigns, signGrant, submit } from './helpers/signedGrant'
import type { SignedScene } from './helpers/signedGrant'
import {
  aCharge,
  ADDRESS,
  aRule,
  BETWEEN,
  BETWEEN_SIGNED,
  BOOL,
  bytesN,
  int,
  NONE_OF,
  ruled,
  rulesInOrder,
  signed,
} from './helpers/rules'
import { installData } from './helpers/scene'
import { askBoth } from './helpers/verdicts'
import { aPermission, aSession, anAddress, sessionFields, usageWord, word } from './helpers/session'

const session = aSession()
const ID = sessionId(session)
const REFUSED = ['GrantSignatureNotValid', ID]

/** An entry for another chain, of another account with another session. */
const other = (chainId: bigint, changes: Partial<Entry> = {}): Entry => ({
  chainId,
  account: anAddress(0x4001),
  epoch: hashOf(`the epoch on chain ${chainId}`),
  replaces: hashOf('a session there'),
  session: aSession({ maxCalls: 7, permissions: [aPermission({ target: anAddress(0x4002) })] }),
  ...changes,
})

/** What the module says of the happy session when the owner signed this entry in place of the right one. */
async function refusalOfSigned(scene: SignedScene, entry: Entry): Promise<unknown[]> {
  return await refusal(
    askBoth(scene, session, { ...(await signGrant(scene, session)), ownerSignature: ownerSigns(scene, [entry]) }),
  )
}

describe('grantSigned: what the owner signed', () => {
  it('is granted for whoever submits it: one slot, and the whole session in the event', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session)
    expect(await askBoth(scene, session, signed)).to.equal(ID)
    const sent = await submit(scene, session, signed)
    const said = [['SessionGranted', scene.account, ID, toBeHex(session.signer, 32), sessionFields(session)]]
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal(said)
    expect(await writesOf(sent)).to.deep.equal([usageSlot(ID, scene.account)])
    expect(await storageOf(scene, ID)).to.deep.equal({ epoch: word(1), usage: usageWord({}) })
    expect(await scene.module.isLive(scene.account, ID)).to.equal(true)
  })

  it('T150 has the type hashes of EIP-712, which ethers finds as the page spells them', () => {
    const rule = 'Rule(uint32[] path,string wordType,string comparison,bytes32 mask,bytes32[] values,uint8 allowance)'
    const encoder = TypedDataEncoder.from(typesOf('Grant'))
    expect(encoder.primaryType).to.equal('Grant')
    expect(encoder.encodeType('Rule')).to.equal(rule)
    // Referenced types follow the primary one in alphabetical order.
    const names = [...encoder.encodeType('Grant').matchAll(/(\w+)\(/g)].map(([, name]) => name)
    expect(names).to.deep.equal(['Grant', 'GrantEntry', 'Permission', 'Rule', 'Session'])
  })

  it('T150 is hashed as ethers does, of any session: every kind of key, type of word and comparison', async () => {
    const scene = await loadFixture(installSigned)
    await fc.assert(
      fc.asyncProperty(anySession, async (any) => {
        expect(await askBoth(scene, any, await signGrant(scene, any))).to.equal(sessionId(any))
      }),
      runs(40),
    )
  })

  it('T150 is hashed as ethers does, of each comparison and each kind of word', async () => {
    const scene = await loadFixture(installSigned)
    const one = aRule({ values: [word(1)] })
    const rules = [
      one,
      { ...one, comparison: NONE_OF },
      { ...one, wordType: ADDRESS },
      { ...one, wordType: BOOL },
      { ...one, wordType: bytesN(2), values: [`0xabcd${'00'.repeat(30)}`] },
      { ...one, comparison: BETWEEN, values: [word(1), word(2)] },
      { ...one, wordType: int(16), comparison: BETWEEN_SIGNED, values: [signed(-1n), signed(1n)] },
      aCharge(5n, 7),
    ] as Rule[]
    const any = aSession(ruled(rulesInOrder(rules)))
    expect(await askBoth(scene, any, await signGrant(scene, any))).to.equal(sessionId(any))
  })

  it('T124 shows words: an owner who signed the numbers of the struct has signed nothing', async () => {
    const scene = await loadFixture(installSigned)
    const words = typesOf('Grant')
    const numbers = words['Session']!.map((field) =>
      field.name === 'signerKind' ? { ...field, type: 'uint8' } : field,
    )
    const entry = { ...(await entryOf(scene, session)), session }
    const digest = TypedDataEncoder.hash(domainOf(scene), { ...words, Session: numbers }, { entries: [entry] })
    const ownerSignature = scene.owner.signingKey.sign(digest).serialized
    expect(await refusal(askBoth(scene, session, alone(ownerSignature)))).to.deep.equal(REFUSED)
  })

  const entries: Readonly<Record<string, Partial<Entry>>> = {
    'another chain': { chainId: 1n },
    'chain zero': { chainId: 0n },
    'another account': { account: anAddress(0x4001) },
    'a session to replace': { replaces: hashOf('a session') },
    'no epoch': { epoch: ZeroHash },
    'the next epoch': { epoch: word(3) },
  }
  for (const [what, changes] of Object.entries(entries))
    it(`T124 T159 is refused if it is for ${what}`, async () => {
      const scene = await loadFixture(installSigned)
      expect(await refusalOfSigned(scene, await entryOf(scene, session, changes))).to.deep.equal(REFUSED)
    })

  const sessions: Readonly<Record<string, Partial<Session>>> = {
    'another kind of key': { signerKind: 2 },
    'another key': { signer: anAddress(0x4003) },
    'a key with a byte more': { signer: concat([session.signer, '0x00']) as Address },
    'an earlier start': { validAfter: session.validAfter - 1 },
    'a later end': { validUntil: session.validUntil + 1 },
    'a paymaster': { paymaster: anAddress(0x77) },
    'a period': { period: 60 },
    'more calls': { maxCalls: 101 },
    'more value': { maxValue: 1n },
    'higher fees': { maxFee: 10n ** 15n + 1n },
    'no permission': { permissions: [] },
    'the permission twice': { permissions: [aPermission(), aPermission()] },
    'another target': { permissions: [aPermission({ target: anAddress(0x4002) })] },
    'another text for the selector': {
      permissions: [aPermission({ functionSignature: 'f()', selector: aPermission().selector })],
    },
    'another selector for the text': { permissions: [aPermission({ selector: '0x12345678' })] },
    'a cap': { permissions: [aPermission({ maxValue: 1n })] },
  }
  for (const [what, changes] of Object.entries(sessions))
    it(`T124 is refused if its session has ${what}`, async () => {
      const scene = await loadFixture(installSigned)
      const entry = await entryOf(scene, session, { session: { ...session, ...changes } })
      expect(await refusalOfSigned(scene, entry)).to.deep.equal(REFUSED)
    })

  it('T124 is refused if a rule of it differs anywhere', async () => {
    const scene = await loadFixture(installSigned)
    const rule = {
      path: [0],
      wordType: 0x0020,
      comparison: 2,
      mask: word(MaxUint256),
      values: [word(1), word(5)],
      allowance: 0,
    }
    const withRule = (changes: object) =>
      aSession({ permissions: [aPermission({ rules: [{ ...rule, ...changes }] as never })] })
    const ruled = withRule({})
    const right = await signGrant(scene, ruled)
    expect(await askBoth(scene, ruled, right)).to.equal(sessionId(ruled))
    const changed = [
      { path: [1] },
      { path: [] },
      { path: [0, 0] },
      { wordType: 0x0010 },
      { wordType: 0x0220 },
      { comparison: 0 },
    ]
    const more = [{ mask: word(1) }, { values: [word(0), word(5)] }, { values: [word(1)] }, { allowance: 1 }]
    for (const changes of [...changed, ...more]) {
      const entry = await entryOf(scene, ruled, { session: withRule(changes) })
      const why = await refusal(askBoth(scene, ruled, { ...right, ownerSignature: ownerSigns(scene, [entry]) }))
      expect(why, JSON.stringify(changes)).to.deep.equal(['GrantSignatureNotValid', sessionId(ruled)])
    }
  })

  it('T124 T162 is for the whole epoch word: no byte of it can differ', async () => {
    const scene = await loadFixture(installSigned)
    // An epoch without a zero byte, as only many calls would make it.
    const epoch = `0x${'5d'.repeat(32)}`
    await setStorageAt(scene.address, epochSlot(scene.account), epoch)
    expect((await entryOf(scene, session)).epoch).to.equal(epoch)
    expect(await refusalOfSigned(scene, await entryOf(scene, session))).to.deep.equal(['(not refused)', ID])
    for (let byte = 0n; byte < 32n; byte++) {
      const entry = await entryOf(scene, session, { epoch: toBeHex(BigInt(epoch) ^ (1n << (8n * byte)), 32) })
      expect(await refusalOfSigned(scene, entry), `byte ${byte}`).to.deep.equal(REFUSED)
    }
  })

  it('T124 is for one module: another address, name or version, or a chain id in the domain, is another one', async () => {
    const scene = await loadFixture(installSigned)
    const entries = [await entryOf(scene, session)]
    const right = domainOf(scene)
    const wrong = [
      { ...right, verifyingContract: anAddress(0x4001) },
      { ...right, name: 'latchkey' },
      { ...right, version: `${scene.version}.0` },
      { ...right, chainId: scene.chainId },
      { name: right.name ?? '', version: right.version ?? '' },
    ]
    const says = async (domain: typeof right) => {
      const ownerSignature = scene.owner.signingKey.sign(grantDigestOf(scene, entries, domain)).serialized
      return await refusal(askBoth(scene, session, alone(ownerSignature)))
    }
    expect(await says(right)).to.deep.equal(['(not refused)', ID])
    for (const domain of wrong)
      expect(await says(domain), JSON.stringify({ ...domain, chainId: undefined })).to.deep.equal(REFUSED)
  })

  it('T65 T76 works on no other account of the same owner', async () => {
    const scene = await loadFixture(installSigned)
    const second = await newSigned(scene)
    await second.validator.onInstall(installData())
    const signed = await signGrant(scene, session)
    expect(await refusal(askBoth(second, session, signed))).to.deep.equal(REFUSED)
    expect(await askBoth(scene, session, signed)).to.equal(ID)
  })

  it('is asked of the account, and by a call of its own: another account’s answer does not count', async () => {
    const scene = await loadFixture(installSigned)
    const second = await newSigned(scene)
    await second.vouching.answerWith(1, concat(['0x1626ba7e', new Uint8Array(28)]), 32)
    expect(await refusal(askBoth(scene, session, alone('0x01')))).to.deep.equal(REFUSED)
  })

  it('T134 T152 is refused with the reason of its fields, whoever signed it', async () => {
    const scene = await loadFixture(installSigned)
    const bad: readonly (readonly [Partial<Session>, unknown[]])[] = [
      [{ permissions: [] }, ['PermissionsEmpty']],
      [{ maxCalls: 0 }, ['MaxCallsZero']],
      [{ permissions: [aPermission({ target: scene.account })] }, ['TargetNotAllowed', scene.account]],
      [{ permissions: [aPermission({ target: scene.address })] }, ['TargetNotAllowed', scene.address]],
      [{ paymaster: scene.account }, ['PaymasterNotAllowed', scene.account]],
      [{ signer: anAddress(0) }, ['SignerNotValid', 0n, anAddress(0)]],
    ]
    for (const [changes, why] of bad) {
      const wrong = aSession(changes)
      expect(await refusal(askBoth(scene, wrong, await signGrant(scene, wrong)))).to.deep.equal(why)
    }
  })

  it('is refused while the module is not installed, before and after', async () => {
    const scene = await loadFixture(deploySigned)
    const missing = ['ModuleNotInstalled', scene.account]
    expect(await refusal(askBoth(scene, session, await signGrant(scene, session)))).to.deep.equal(missing)
    await scene.validator.onInstall(installData())
    await submit(scene, session, await signGrant(scene, session))
    await scene.validator.onUninstall('0x')
    // Also of what was live, whose usage no even counter equals.
    expect(await refusal(askBoth(scene, session, await signGrant(scene, session)))).to.deep.equal(missing)
  })

  it('can be signed before the first install, for the epoch that it will make', async () => {
    const scene = await loadFixture(deploySigned)
    const entry = await entryOf(scene, session, { epoch: word(1) })
    const signed = alone(ownerSigns(scene, [entry]))
    await scene.validator.onInstall(installData())
    expect(await askBoth(scene, session, signed)).to.equal(ID)
  })
})

describe('grantSigned: one signature for many chains', () => {
  const places: Readonly<Record<string, readonly bigint[]>> = {
    first: [99_999n, MaxUint256],
    'in the middle': [1n, 10n, 99_999n],
    last: [0n, 1n, 31_336n],
    'beside its neighbours': [31_336n, 31_338n],
  }
  for (const [place, chains] of Object.entries(places))
    it(`T150 is granted with its own entry ${place}`, async () => {
      const scene = await loadFixture(installSigned)
      const signed = await signGrant(scene, session, { others: chains.map((chainId) => other(chainId)) })
      expect(await askBoth(scene, session, signed)).to.equal(ID)
      // And only there: left out, doubled or in another order, it is another grant.
      const all = chains.map((chainId) => other(chainId))
      const own = await entryOf(scene, session)
      const sorted = [...all, own].sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
      for (const entries of [all, [...sorted, own], [...sorted].reverse()]) {
        const why = await refusal(askBoth(scene, session, { ...signed, ownerSignature: ownerSigns(scene, entries) }))
        expect(why).to.deep.equal(REFUSED)
      }
    })

  const orders: readonly (readonly [string, readonly bigint[], readonly bigint[]])[] = [
    ['twice the same chain', [5n, 5n], [1n, 5n, 5n]],
    ['a smaller one after a larger', [5n, 3n], [1n, 3n, 5n]],
    ['this chain alone', [31_337n], [0n, 31_337n, 0n]],
    ['this chain after another', [1n, 31_337n], [1n, 31_337n, 1n]],
    ['this chain before another', [31_337n, 99_999n], [0n, 31_337n, 0n]],
    ['chain zero twice', [0n, 0n], [1n, 0n, 0n]],
    ['a smaller one at the end', [1n, 10n, 99_999n, 2n], [3n, 2n, 99_999n]],
  ]
  for (const [what, chains, args] of orders)
    it(`T123 refuses siblings with ${what}`, async () => {
      const scene = await loadFixture(installSigned)
      const others = chains.map((chainId) => other(chainId))
      const signed = { ...(await signGrant(scene, session, { others })), siblings: others.map(siblingOf) }
      expect(await refusal(askBoth(scene, session, signed))).to.deep.equal(['SiblingsNotAscending', ...args])
    })

  it('T123 never hides a second session for this chain', async () => {
    const scene = await loadFixture(installSigned)
    const second = aSession({ maxCalls: 9 })
    const [one, two] = [await entryOf(scene, session), await entryOf(scene, second)]
    for (const entries of [
      [one, two],
      [two, one],
    ]) {
      const ownerSignature = ownerSigns(scene, entries)
      for (const [granted, hidden] of [
        [session, two],
        [second, one],
      ] as const) {
        const id = sessionId(granted)
        const shown = { replaces: ZeroHash, siblings: [siblingOf(hidden)], ownerSignature }
        const unasked = ['SiblingsNotAscending', 0n, scene.chainId, 0n]
        expect(await refusal(askBoth(scene, granted, shown))).to.deep.equal(unasked)
        // Under the number of a neighbouring chain the hash is another one.
        for (const chainId of [31_336n, 31_338n]) {
          const moved = { ...shown, siblings: [{ ...siblingOf(hidden), chainId }] }
          expect(await refusal(askBoth(scene, granted, moved))).to.deep.equal(['GrantSignatureNotValid', id])
        }
      }
    }
  })

  it('T124 covers every field of a sibling', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session, { others: [other(1n), other(99_999n)] })
    const changes = [
      { chainId: 2n },
      { account: anAddress(0x4009) },
      { epoch: ZeroHash },
      { replaces: ZeroHash },
      { sessionHash: sessionHashOf(session) },
    ]
    for (const change of changes)
      for (const place of [0, 1]) {
        const siblings = signed.siblings.map((one, i) => (i === place ? { ...one, ...change } : one))
        const ordered = siblings.sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
        expect(await refusal(askBoth(scene, session, { ...signed, siblings: ordered }))).to.deep.equal(REFUSED)
      }
    for (const siblings of [[], signed.siblings.slice(1), signed.siblings.slice(0, 1)])
      expect(await refusal(askBoth(scene, session, { ...signed, siblings }))).to.deep.equal(REFUSED)
  })

  it('T149 no shorter list of siblings hashes like a longer one, nor a sibling like the own entry', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session, { others: [other(1n)] })
    // The hash of the own entry's session where a sibling's is, and the other way round.
    const own = await entryOf(scene, session)
    const swapped = { ...signed, siblings: [{ ...siblingOf(own), chainId: 1n }] }
    expect(await refusal(askBoth(scene, session, swapped))).to.deep.equal(REFUSED)
    const theirs = other(1n).session
    const why = ['GrantSignatureNotValid', sessionId(theirs)]
    expect(await refusal(askBoth(scene, theirs, signed))).to.deep.equal(why)
    // A hash of hashes in place of the list.
    const folded = {
      ...siblingOf(other(1n)),
      sessionHash: keccak256(concat([sessionHashOf(theirs), sessionHashOf(session)])),
    }
    expect(await refusal(askBoth(scene, session, { ...signed, siblings: [folded] }))).to.deep.equal(REFUSED)
  })

  it('T66 T76 grants the entry of this chain alone', async () => {
    const scene = await loadFixture(installSigned)
    const epoch = await scene.module.getEpoch(scene.account)
    const theirs = other(1n, { account: scene.account, epoch, replaces: ZeroHash })
    const signed = await signGrant(scene, session, { others: [theirs] })
    const shown = { ...signed, siblings: [siblingOf(await entryOf(scene, session))] }
    const unasked = ['SiblingsNotAscending', 0n, scene.chainId, 0n]
    expect(await refusal(askBoth(scene, theirs.session, shown))).to.deep.equal(unasked)
    await submit(scene, session, signed)
    expect(await scene.module.isLive(scene.account, sessionId(session))).to.equal(true)
    expect(await scene.module.isLive(scene.account, sessionId(theirs.session))).to.equal(false)
  })
})
