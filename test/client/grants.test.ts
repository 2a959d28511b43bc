// Signed grants as an app and a wallet make them: typed data for one or many chains, what each chain gets, and that the
// module takes it on the example account, whose ERC-1271 wants the validator's address before the owner's signature.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, TypedDataEncoder, verifyTypedData, ZeroHash } from 'ethers'
import fc from 'fast-check'

import {
  grantDigest,
  grantEntries,
  grantSignedCall,
  grantTypedData,
  sessionId,
  signedGrantFor,
  type Address,
  type GrantEntry,
  type Hex,
  type Session,
} from '../../src'
import { domainOf, grantDigestOf, grantMessage, siblingOf, typesOf } from '../helpers/grantTypes'
import type { TestAccount } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, verdict } from '../helpers/verdict'
import { runs, session as anySession } from './arbitraries'
import { ACCOUNT, aPermission, aSession, expectRefusal, MODULE, word } from './builders'

const identity = { module: MODULE, version: '1' } as const
const onPage = { address: MODULE, version: '1' }

const anEntry = (overrides: Partial<GrantEntry> = {}): GrantEntry => ({
  chainId: 1n,
  account: ACCOUNT,
  epoch: word(1),
  replaces: ZeroHash as Hex,
  session: aSession(),
  ...overrides,
})

describe('the grant that an owner signs', () => {
  it('T150 has the types and the domain of docs/encoding.md', () => {
    const { types, domain, primaryType } = grantTypedData(identity, [anEntry()])
    const [ours, theirs] = [TypedDataEncoder.from(types), TypedDataEncoder.from(typesOf('Grant'))]
    for (const name of ['Grant', 'GrantEntry', 'Session', 'Permission', 'Rule'])
      expect(ours.encodeType(name)).to.equal(theirs.encodeType(name))
    expect(domain).to.deep.equal(domainOf(onPage))
    expect(primaryType).to.equal('Grant')
  })

  it('T150 T159 has the digest that ethers finds for the page’s types, whatever the order it was given in', () => {
    const chains = fc.uniqueArray(fc.bigInt(0n, 2n ** 64n), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(chains, anySession, anySession, (chainIds, one, two) => {
        const entries = chainIds.map((chainId, i) => anEntry({ chainId, session: i % 2 === 0 ? one : two }))
        const sorted = [...entries].sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
        const digest = grantDigestOf(onPage, sorted)
        expect(grantDigest(identity, entries)).to.equal(digest)
        const { domain, types, message } = grantTypedData(identity, [...entries].reverse())
        expect(TypedDataEncoder.hash(domain, types, message)).to.equal(digest)
      }),
      runs(25),
    )
  })

  it('T124 shows each entry with what the module binds, and nothing beside it', () => {
    const extra = { ...anEntry(), note: 'not for signing' } as GrantEntry
    const { message } = grantTypedData(identity, [extra])
    expect(message).to.deep.equal(grantMessage([anEntry()]))
  })

  it('gives each chain its own entry’s part, and the others by their hashes', () => {
    const entries = [30n, 10n, 20n].map((chainId) =>
      anEntry({
        chainId,
        replaces: word(chainId),
        epoch: word(chainId + 1n),
        session: aSession({ maxCalls: Number(chainId) }),
      }),
    )
    for (const { chainId, replaces } of entries) {
      const others = entries
        .filter((entry) => entry.chainId !== chainId)
        .sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
      expect(signedGrantFor({ entries, chainId, ownerSignature: '0x1234' })).to.deep.equal({
        replaces,
        siblings: others.map(siblingOf),
        ownerSignature: '0x1234',
      })
    }
  })

  it('T123 T134 is not made of what no module would grant', () => {
    const refused = (entries: readonly GrantEntry[], field: string) =>
      expectRefusal(() => grantTypedData(identity, entries), 'FieldNotValid', { field })
    refused([], 'entries')
    refused([anEntry(), anEntry({ session: aSession({ maxCalls: 5 }) })], 'entries')
    refused([anEntry({ chainId: -1n })], 'chainId')
    refused([anEntry({ epoch: word(2) })], 'epoch')
    refused([anEntry({ epoch: '0x01' })], 'epoch')
    refused([anEntry({ replaces: '0x' })], 'replaces')
    refused([anEntry({ account: 'latchkey.eth' as Address })], 'account')
    const id = sessionId(aSession())
    expectRefusal(() => grantTypedData(identity, [anEntry({ replaces: id })]), 'ReplacesItself', { id })
    for (const target of [ACCOUNT, MODULE]) {
      const session = aSession({ permissions: [aPermission({ target })] })
      expectRefusal(() => grantTypedData(identity, [anEntry({ session })]), 'TargetNotAllowed', { target })
    }
    expectRefusal(() => grantEntries([anEntry({ session: aSession({ maxCalls: 0 }) })]), 'MaxCallsZero', {})
    const entries = [anEntry(), anEntry({ chainId: 10n })]
    expectRefusal(() => signedGrantFor({ entries, chainId: 2n, ownerSignature: '0x' }), 'FieldNotValid', {
      field: 'chainId',
    })
    for (const ownerSignature of ['signed', '0x'] as Hex[])
      expectRefusal(() => signedGrantFor({ entries, chainId: 1n, ownerSignature }), 'FieldNotValid', {
        field: 'ownerSignature',
      })
    const self = aSession({ permissions: [aPermission({ target: ACCOUNT })] })
    const signedGrant = { replaces: ZeroHash as Hex, siblings: [], ownerSignature: '0x' as Hex }
    expectRefusal(
      () => grantSignedCall({ module: MODULE, account: ACCOUNT, session: self, signedGrant }),
      'TargetNotAllowed',
      { target: ACCOUNT },
    )
  })
})

/** As an app does it: the owner's wallet signs typed data, the app puts the validator's address before it. */
async function signedBy(
  chain: SessionChain,
  account: TestAccount,
  session: Session,
  others: readonly GrantEntry[] = [],
) {
  const module = (await chain.module.getAddress()) as Address
  const epoch = (await chain.module.getEpoch(account.address)) as Hex
  const own = anEntry({ chainId: chain.chainId, account: account.address as Address, epoch, session })
  const entries = [own, ...others]
  const { domain, types, message } = grantTypedData({ module }, entries)
  const signature = await account.owner.signTypedData(domain, types, message)
  expect(verifyTypedData(domain, types, message, signature)).to.equal(account.owner.address)
  const ownerSignature = concat([account.ownerValidator, signature]) as Hex
  return { module, signedGrant: signedGrantFor({ entries, chainId: chain.chainId, ownerSignature }) }
}

describe('a grant that the client made, on the example account', () => {
  it('is taken by the module, sent as a transaction of anyone', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const session = await makeSession(chain)
    const { module, signedGrant } = await signedBy(chain, account, session)
    const call = grantSignedCall({ module, account: account.address as Address, session, signedGrant })
    await expect(chain.bundler.sendTransaction(call)).to.emit(chain.module, 'SessionGranted')
    expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(true)
  })

  it('is taken with the first op of the session, whose signature field it is part of', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const session = await makeSession(chain)
    const { signedGrant } = await signedBy(chain, account, session)
    const op = await sessionOp(chain, account, session, [await upvote(chain)], { signedGrant })
    expect(await verdict(account, [op])).to.equal(ACCEPTED)
    const results = userOpResults(account, await sendOps(account, [op]))
    expect(results.map(({ success }) => success)).to.deep.equal([true])
  })

  it('is taken for this chain among others, before and after it, under one signature', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const session = await makeSession(chain)
    const others = [99_999n, 10n, 1n].map((chainId) => anEntry({ chainId, session: aSession({ maxCalls: 9 }) }))
    const { module, signedGrant } = await signedBy(chain, account, session, others)
    expect(signedGrant.siblings.map(({ chainId }) => chainId)).to.deep.equal([1n, 10n, 99_999n])
    const call = grantSignedCall({ module, account: account.address as Address, session, signedGrant })
    await chain.bundler.sendTransaction(call)
    expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(true)
  })

  it('T65 is refused without the validator’s address, and on another account', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const other = await openSessionAccount(chain, [], { salt: 1 })
    const session = await makeSession(chain)
    const { module, signedGrant } = await signedBy(chain, account, session)
    const ownerSignature: Hex = `0x${signedGrant.ownerSignature.slice(42)}`
    const bare = { ...signedGrant, ownerSignature }
    const calls = [
      grantSignedCall({ module, account: account.address as Address, session, signedGrant: bare }),
      grantSignedCall({ module, account: other.address as Address, session, signedGrant }),
    ]
    for (const call of calls)
      await expect(chain.bundler.sendTransaction(call))
        .to.be.revertedWithCustomError(chain.module, 'GrantSignatureNotValid')
        .withArgs(sessionId(session))
  })
})
