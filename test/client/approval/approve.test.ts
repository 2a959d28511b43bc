// The wallet's half: what it reads, what it shows, what it executes or signs, and what it answers. No chain is asked.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect } from 'chai'
import { ZeroHash } from 'ethers'

import {
  approve,
  describeGrant,
  grantCall,
  grantedFromJson,
  grantedToJson,
  grantTypedData,
  installCall,
  openZeppelinAccount,
  requestFromJson,
  requestToJson,
  RELEASE,
  reviewRequest,
  revokeCall,
  sessionId,
  type ApproveOptions,
  type FindingCode,
  type GrantedSession,
  type SessionRequest,
} from '../../../src'
import { ACCOUNT, anAddress, aPermission, aSession, expectRefusal, KEY, MODULE, NOW, the, word } from '../builders'

const aRequest = (overrides: Partial<SessionRequest> = {}): SessionRequest => ({
  app: 'socio3',
  chainId: 10n,
  account: ACCOUNT,
  module: MODULE,
  session: aSession(),
  before: undefined,
  ...overrides,
})

/** Where the wallet is. */
const PLACE = { chainId: 10n, account: ACCOUNT, module: MODULE }

const wallet = (overrides: Partial<ApproveOptions> = {}): ApproveOptions => ({
  place: PLACE,
  adapter: openZeppelinAccount,
  epoch: word(1),
  now: NOW,
  ...overrides,
})

const before = aSession({ maxFee: 1n })

describe('a request as JSON', () => {
  it('is read as it was written, and holds no secret (T154)', () => {
    const request = aRequest({ before })
    const text = JSON.stringify(requestToJson(request))
    expect(requestFromJson(text)).to.deep.equal(request)
    expect(text).not.to.contain(KEY.privateKey.slice(2))
    expect(requestFromJson(requestToJson(aRequest()))).to.deep.equal(aRequest())
  })

  const whole = requestToJson(aRequest())
  const functionText = (functionSignature: string) => ({
    ...whole,
    session: { ...whole.session, permissions: [{ ...the(whole.session.permissions[0]), functionSignature }] },
  })
  const torn: Readonly<Record<string, unknown>> = {
    'no JSON': '{',
    'a list': [],
    'another format': { ...whole, format: 'latchkey-request-2' },
    'a field more': { ...whole, key: '0x12' },
    'no session before and no null': { ...whole, before: undefined },
    'a chain that is a number': { ...whole, chainId: 10 },
    'a chain below zero': { ...whole, chainId: '-1' },
    'no account': { ...whole, account: 7 },
    'no name': { ...whole, app: '' },
    'a name of two lines': { ...whole, app: 'socio3\napproved by your bank' },
    'a name that turns around (T180)': { ...whole, app: 'socio3\u202e' },
    'a name of letters that show nothing (T180)': { ...whole, app: '\u3164' },
    'a name of spaces (T180)': { ...whole, app: '  ' },
    'a name with a strange space (T180)': { ...whole, app: 'your\u00a0bank' },
    'a chain of 10^78': { ...whole, chainId: `1${'0'.repeat(78)}` },
    'an end past 2^53': { ...whole, session: { ...whole.session, validUntil: 2 ** 53 } },
    'an amount that is a number': { ...whole, session: { ...whole.session, maxFee: 1 } },
    'a key that is no point': {
      ...whole,
      session: { ...whole.session, signerKind: 1, signer: `0x${'01'.repeat(64)}` },
    },
    'what is inherited': Object.assign(Object.create(whole) as object, { format: whole.format }),
    'a prototype': JSON.stringify(whole).replace('{', '{"__proto__":{"isAdmin":true},'),
    'a function in whose parentheses a parser would drown': functionText(`f${'('.repeat(20_000)}${')'.repeat(20_000)}`),
    'a function without end': functionText(`f(${'uint256,'.repeat(5_000)}uint256)`),
    'a session that cannot be granted': { ...whole, session: { ...whole.session, maxCalls: 0 } },
  }
  for (const [what, json] of Object.entries(torn))
    it(`refuses ${what}`, () => {
      expect(() => requestFromJson(json)).to.throw(
        /\[(JsonNotValid|FieldNotValid|MaxCallsZero|SignerNotValid|FunctionTextNotCanonical)\]$/,
      )
    })

  it('has the fields of its schema, and no others', () => {
    const schema = JSON.parse(readFileSync(join(__dirname, '../../../docs/session-request.schema.json'), 'utf8')) as {
      required: string[]
      $defs: Record<'session' | 'permission' | 'rule', { required: string[] }>
    }
    const { session } = whole
    expect(Object.keys(whole)).to.have.members(schema.required)
    expect(Object.keys(session)).to.have.members(schema.$defs.session.required)
    expect(Object.keys(the(session.permissions[0]))).to.have.members(schema.$defs.permission.required)
  })
})

describe('reviewRequest', () => {
  it('shows text, difference, worst case and findings', () => {
    const old = { ...before, signer: anAddress(0x55) }
    const options = { place: PLACE, now: NOW, others: [old] }
    const { text, difference, worstCase, findings, isRefused } = reviewRequest(aRequest({ before: old }), options)
    expect(text).to.contain('call upvotePost(uint256)')
    expect(difference[0]).to.equal('more: fees 0.001 ETH, before 1 wei')
    expect(worstCase.fees.inAll).to.equal(10n ** 15n)
    expect(findings.map(({ code }) => code)).to.deep.equal(['Unverified', 'CallsUnlimited'])
    expect(isRefused).to.equal(false)
  })

  it('warns of a session before that the wallet does not know: the difference may be made up', () => {
    const { findings } = reviewRequest(aRequest({ before }), { place: PLACE, now: NOW, others: [aSession()] })
    expect(findings.map(({ code }) => code)).to.include('BeforeUnknown')
    expect(findings[0]?.code).to.equal('BeforeUnknown')
  })
})

describe('a request for another place than the wallet’s', () => {
  const strange = anAddress(0x77)
  const table: Readonly<Record<string, readonly [Partial<SessionRequest>, FindingCode]>> = {
    'another chain': [{ chainId: 1n }, 'OtherChain'],
    'another account': [{ account: strange }, 'OtherAccount'],
    'a module of the app’s own, which would be installed (T36)': [{ module: strange }, 'OtherModule'],
  }
  for (const [what, [change, code]] of Object.entries(table))
    it(`is shown as refused and is not approved: ${what}`, () => {
      const review = reviewRequest(aRequest(change), { place: PLACE, now: NOW })
      expect([review.isRefused, review.findings[0]?.code]).to.deep.equal([true, code])
      for (const epoch of [word(1), word(2)])
        expectRefusal(() => approve(aRequest(change), wallet({ epoch })), 'RequestRefused', {})
    })

  it('is told by the release of this version where the wallet names no module', () => {
    const { chainId, account } = PLACE
    const released = aRequest({ module: RELEASE.validator.address })
    expect(approve(released, wallet({ place: { chainId, account } })).calls.length).to.equal(1)
    expectRefusal(() => approve(aRequest(), wallet({ place: { chainId, account } })), 'RequestRefused', {})
  })
})

describe('approve', () => {
  it('installs and grants where the module is not there', () => {
    const salt = word(7)
    const request = aRequest({ before })
    const { calls, granted, bySignature } = approve(request, wallet({ epoch: word(2), salt }))
    const { account, module, session } = request
    const install = installCall({ adapter: openZeppelinAccount, account, module, salt, sessions: [session] })
    expect(calls).to.deep.equal([install])
    expect(bySignature).to.equal(undefined)
    expect(granted).to.deep.equal({ chainId: 10n, account, module, session, signedGrant: undefined, ended: undefined })
    expect(approve(request, wallet({ isInstalled: false, salt })).calls).to.deep.equal([install])
  })

  it('ends the session before and grants, by calls or by a signature', () => {
    const request = aRequest({ before })
    const { module, account, session } = request
    const { calls, granted, bySignature } = approve(request, wallet())
    expect(calls).to.deep.equal([
      revokeCall({ module, id: sessionId(before) }),
      grantCall({ module, session, account }),
    ])
    expect(granted.ended).to.equal(sessionId(before))
    const entry = { chainId: 10n, account, epoch: word(1), replaces: sessionId(before), session }
    expect(bySignature?.typedData).to.deep.equal(grantTypedData({ module }, [entry]))
    expect(bySignature?.text).to.equal(describeGrant([entry], { now: NOW, chainId: 10n, known: [before] }))
    const signed = the(bySignature).granted('0x1234')
    expect(signed.signedGrant).to.deep.equal({ replaces: sessionId(before), siblings: [], ownerSignature: '0x1234' })
  })

  it('ends nothing where nothing was before', () => {
    const { calls, bySignature } = approve(aRequest(), wallet())
    expect(calls.length).to.equal(1)
    expect(bySignature?.typedData.message.entries[0]?.replaces).to.equal(ZeroHash)
  })

  it('offers no signature of what the owner would not see', () => {
    const adapter = { ...openZeppelinAccount, ownerSeesTypedData: false }
    expect(approve(aRequest(), wallet({ adapter })).bySignature).to.equal(undefined)
  })

  for (const [what, options] of Object.entries({
    'the account itself': {},
    'an EntryPoint (T38)': {},
    'a module of the account (T36, T37)': { modules: [anAddress(0x66)] },
  }) as [string, Partial<ApproveOptions>][])
    it(`approves no power over the account: ${what}`, () => {
      const target = what.startsWith('the account')
        ? ACCOUNT
        : what.startsWith('an EntryPoint')
          ? '0x0000000071727De22E5E9d8BAf0edAc6f37da032'
          : anAddress(0x66)
      const session = aSession({ permissions: [aPermission({ target })] })
      expectRefusal(() => approve(aRequest({ session }), wallet(options)), 'RequestRefused', {})
    })
})

describe('an approval as JSON', () => {
  it('is read as it was written, signed or not, and holds no secret (T154)', () => {
    const { granted, bySignature } = approve(aRequest({ before }), wallet())
    for (const answer of [granted, the(bySignature).granted('0x1234')] as readonly GrantedSession[]) {
      const text = JSON.stringify(grantedToJson(answer))
      expect(grantedFromJson(text)).to.deep.equal(answer)
      expect(text).not.to.contain(KEY.privateKey.slice(2))
    }
  })

  it('is refused where it is torn', () => {
    const whole = grantedToJson(approve(aRequest({ before }), wallet()).granted)
    for (const json of [{}, { ...whole, format: 'x' }, { ...whole, ended: '0x12' }, { ...whole, signedGrant: 7 }])
      expect(() => grantedFromJson(json)).to.throw(/\[(JsonNotValid|FieldNotValid)\]$/)
  })
})
