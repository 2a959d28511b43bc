// An app and a wallet that share nothing but JSON.
import { expect } from 'chai'

import {
  approve,
  grantedFromJson,
  grantedToJson,
  openZeppelinAccount,
  requestFromJson,
  requestToJson,
  sessionId,
  type GrantedSession,
  type GrantedSessionJson,
  type Hex,
  type KeyVault,
  type StorePlace,
} from '../../../src'
import { expectRejection, KEY, KEY_ADDRESS, the } from '../builders'
import { openLoop, type Loop } from './stage'

/** A wallet that approves of everything, by a signature where it can. */
async function walletOf({ chain, account, module, owner }: Loop, json: string, bySignature: boolean): Promise<string> {
  const request = requestFromJson(json)
  const place = { chainId: chain.chainId, account, module }
  const epoch = (await chain.module.getEpoch(account)) as Hex
  const approval = approve(request, { place, adapter: openZeppelinAccount, epoch, now: 0 })
  const { signTypedData } = owner
  if (bySignature && approval.bySignature !== undefined && signTypedData !== undefined) {
    const { typedData, granted } = approval.bySignature
    return JSON.stringify(grantedToJson(granted(await signTypedData(typedData))))
  }
  await (await owner.sendCalls({ chainId: chain.chainId, account, calls: approval.calls })).wait()
  return JSON.stringify(grantedToJson(approval.granted))
}

describe('an app and a wallet apart', () => {
  for (const bySignature of [false, true])
    it(`have a session by ${bySignature ? 'a signature' : 'calls'}, and the key never left the app (T154)`, async () => {
      const loop = await openLoop()
      // The module is there already.
      await (await loop.open({ app: 'another' })).ensure(loop.request())
      const sessions = await loop.open()
      const request = await sessions.request(loop.request())
      const answer = await walletOf(loop, JSON.stringify(requestToJson(request)), bySignature)
      const session = await sessions.accept(grantedFromJson(answer))
      expect((await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(loop.methods()).to.deep.equal(['sendCalls', bySignature ? 'signTypedData' : 'sendCalls'])
      expect((await (await loop.open()).ensure(loop.request())).id).to.equal(session.id)
      expect(loop.methods().length).to.equal(2)
    })

  for (const bySignature of [false, true])
    it(`have a session for a key of the app’s own by ${bySignature ? 'a signature' : 'calls'}`, async () => {
      const loop = await openLoop()
      await (await loop.open({ app: 'another' })).ensure(loop.request())
      const sessions = await loop.open()
      const own = { signer: KEY_ADDRESS, key: KEY }
      const request = await sessions.request(loop.request({ key: own }))
      const granted = grantedFromJson(await walletOf(loop, JSON.stringify(requestToJson(request)), bySignature))
      await expectRejection(sessions.accept(granted), 'SessionKeyMissing', {})
      const session = await sessions.accept(granted, own)
      expect((await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(await loop.vault.load(KEY_ADDRESS)).to.equal(undefined)
    })

  it('have what was asked for, though the session in use came to the chain meanwhile', async () => {
    const loop = await openLoop()
    await (await loop.open({ app: 'another' })).ensure(loop.request())
    const signed = await (await loop.open()).ensure(loop.request())
    const request = await (await loop.open()).request(loop.request({ calls: 9 }))
    await (await signed.contract(loop.chain.socio3).upvotePost(0)).wait()
    expect((await (await loop.open()).resume(loop.request()))?.id).to.equal(signed.id)
    const granted = grantedFromJson(await walletOf(loop, JSON.stringify(requestToJson(request)), false))
    expect((await (await loop.open()).accept(granted)).id).to.equal(sessionId(request.session))
  })

  it('have a session that is kept with its key, though all were forgotten while it was accepted', async () => {
    const loop = await openLoop()
    let go: () => void = () => undefined
    const held = new Promise<void>((resolve) => (go = resolve))
    const slow = { ...loop.store, load: async (place: StorePlace) => (await held, await loop.store.load(place)) }
    await (await loop.open({ app: 'another' })).ensure(loop.request())
    const request = await (await loop.open()).request(loop.request())
    const epoch = await loop.chain.module.getEpoch(loop.account)
    // Ends all on the chain, and is slow to forget.
    const forgotten = (await loop.open({ store: slow })).revokeAll()
    while ((await loop.chain.module.getEpoch(loop.account)) === epoch);
    const vault: KeyVault = {
      ...loop.vault,
      load: async (signer) => {
        const key = await loop.vault.load(signer)
        go()
        await forgotten
        return key
      },
    }
    const granted = grantedFromJson(await walletOf(loop, JSON.stringify(requestToJson(request)), false))
    const session = await (await loop.open({ vault })).accept(granted)
    expect((await (await loop.open()).resume(loop.request()))?.id).to.equal(session.id)
  })

  it('install the module where it is absent, and end the session before', async () => {
    const loop = await openLoop()
    const sessions = await loop.open()
    const first = await sessions.request(loop.request())
    const narrow = await sessions.accept(
      grantedFromJson(await walletOf(loop, JSON.stringify(requestToJson(first)), false)),
    )
    const second = await sessions.request(loop.request({ calls: 9 }))
    expect(second.before).to.deep.equal(narrow.session)
    const wide = await sessions.accept(
      grantedFromJson(await walletOf(loop, JSON.stringify(requestToJson(second)), false)),
    )
    expect(await loop.chain.module.isLive(loop.account, narrow.id)).to.equal(false)
    expect(await loop.chain.module.isLive(loop.account, wide.id)).to.equal(true)
  })

  it('the app takes no answer that is not to its question, or that the chain does not bear out (T159)', async () => {
    const loop = await openLoop()
    const sessions = await loop.open()
    const request = await sessions.request(loop.request())
    const { chainId, account, module, session } = request
    const granted: GrantedSession = { chainId, account, module, session, signedGrant: undefined, ended: undefined }
    await expectRejection(sessions.accept(granted), 'GrantNotSeen', {})
    const strange: Readonly<Record<string, Partial<GrantedSessionJson>>> = {
      chainId: { chainId: '7' },
      account: { account: granted.module },
      module: { module: granted.account },
    }
    for (const [field, change] of Object.entries(strange)) {
      const json = { ...grantedToJson(granted), ...change }
      await expectRejection(sessions.accept(grantedFromJson(json)), 'FieldNotValid', { field })
    }
    const other = { ...granted, session: { ...granted.session, maxCalls: 3 } }
    await expectRejection(sessions.accept(other), 'FieldNotValid', { field: 'session' })
    await loop.vault.remove(granted.session.signer)
    await expectRejection(sessions.accept(granted), 'SessionKeyMissing', { signer: the(granted.session.signer) })
  })
})
