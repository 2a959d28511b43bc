// Sessions asked for and granted by ERC-7715.
import { expect } from 'chai'

import {
  allow,
  CALLS_PERMISSION,
  createSession,
  grantedFromPermission,
  isLatchkeyError,
  oneOf,
  permissionRequestOf,
  permissionResponseOf,
  requestFromPermission,
  spend,
  type GrantedSession,
  type PermissionRequest,
  type SessionRequest,
  type TokenPermissionOptions,
} from '../../../src'
import { ACCOUNT, anAddress, aSession, expectRefusal, KEY_ADDRESS, MODULE, NOW, PAYMASTER, SOCIO3 } from '../builders'

const aRequest = (overrides: Partial<SessionRequest> = {}): SessionRequest => ({
  app: 'socio3',
  chainId: 10n,
  account: ACCOUNT,
  module: MODULE,
  session: aSession(),
  before: undefined,
  ...overrides,
})

const P256 = { signerKind: 1, signer: `0x${'6b'.repeat(64)}` } as const

const expiry = (timestamp: number | string = NOW + 604_800) => ({ type: 'expiry', data: { timestamp } })

/** As MetaMask's toolkit sends it. */
const periodic = (overrides: object = {}, data: object = {}) => ({
  chainId: '0xa',
  from: ACCOUNT,
  to: KEY_ADDRESS,
  permission: {
    type: 'erc20-token-periodic',
    isAdjustmentAllowed: true,
    data: {
      tokenAddress: SOCIO3,
      periodAmount: '0x989680',
      periodDuration: 86_400,
      startTime: NOW,
      justification: '10 USDC a day',
      ...data,
    },
  },
  rules: [expiry()],
  ...overrides,
})

const OPTIONS: TokenPermissionOptions = {
  app: 'dapp.example',
  account: ACCOUNT,
  module: MODULE,
  fees: { max: 10n ** 15n },
  now: NOW,
}

const token = { address: SOCIO3, abi: ['function transfer(address to, uint256 amount)'] }

function catchOf(action: () => unknown): unknown {
  try {
    return action()
  } catch (thrown) {
    return thrown
  }
}

describe('A session as a permission of ERC-7715', () => {
  it('is read back as the request it was, and says in the standard fields what the session says', () => {
    for (const request of [aRequest(), aRequest({ before: aSession({ maxFee: 1n }) })]) {
      const permission = permissionRequestOf(request)
      expect(requestFromPermission(JSON.stringify(permission))).to.deep.equal(request)
      expect(permission).to.deep.include({ chainId: '0xa', from: ACCOUNT, to: KEY_ADDRESS })
      expect(permission.permission.type).to.equal(CALLS_PERMISSION)
      expect(permission.rules).to.deep.equal([expiry(NOW + 3_600)])
    }
  })

  it('is refused for a key that has no address', () => {
    expectRefusal(() => permissionRequestOf(aRequest({ session: aSession(P256) })), 'PermissionNotSupported', {})
  })

  it('is refused where a standard field says something else than the session', () => {
    const right = permissionRequestOf(aRequest())
    const wrong = [
      { chainId: '0x1' },
      { from: anAddress(7) },
      { from: undefined },
      { to: anAddress(7) },
      { rules: [expiry(NOW + 3_599)] },
      { rules: [{ type: 'expiry', data: { ...expiry(NOW + 3_600).data, calls: 1 } }] },
      { more: 1 },
      { permission: { ...right.permission, data: { ...right.permission.data, more: 1 } } },
    ]
    for (const change of wrong) expectRefusal(() => requestFromPermission({ ...right, ...change }), 'JsonNotValid', {})
    for (const rules of [
      [],
      [...right.rules, { type: 'redeemer', data: { addresses: [] } }],
      [{ type: 'payee', data: {} }],
    ])
      expectRefusal(() => requestFromPermission({ ...right, rules }), 'PermissionNotSupported', {})
    const { session } = permissionRequestOf(aRequest()).permission.data
    const data = { ...right.permission.data, session: { ...session, ...P256 } }
    const withOtherKey = { ...right, permission: { ...right.permission, data } }
    expectRefusal(() => requestFromPermission(withOtherKey), 'SignerNotValid', {})
  })
})

describe('A token permission of another toolkit', () => {
  it('becomes a session that may transfer the amount in each period, and nothing else', () => {
    const request = requestFromPermission(periodic(), OPTIONS)
    const session = createSession({
      signer: KEY_ADDRESS,
      allow: [allow(token, 'transfer', { amount: spend({ max: 10_000_000n }) })],
      starts: NOW,
      expires: NOW + 604_800,
      period: 86_400,
      fees: { max: 10n ** 15n },
      now: NOW,
    })
    expect(request).to.deep.equal(aRequest({ app: 'dapp.example', session }))
  })

  it('becomes one for an amount in all, and for its payees alone', () => {
    const data = { tokenAddress: SOCIO3, allowanceAmount: '1000' }
    const permission = { type: 'erc20-token-allowance', data }
    const payee = { type: 'payee', data: { addresses: [PAYMASTER] } }
    const { session } = requestFromPermission(periodic({ permission, rules: [expiry('0x6553f200'), payee] }), OPTIONS)
    const expected = createSession({
      signer: KEY_ADDRESS,
      allow: [allow(token, 'transfer', { to: oneOf(PAYMASTER), amount: spend({ max: 1_000n }) })],
      starts: NOW,
      expires: 0x6553_f200,
      fees: { max: 10n ** 15n },
      now: NOW,
    })
    expect(session).to.deep.equal(expected)
  })

  it('is read in the older form, of wallet_grantPermissions, too', () => {
    const { permission } = periodic()
    const older = {
      chainId: '0xa',
      address: ACCOUNT,
      expiry: NOW + 604_800,
      signer: { type: 'account', data: { address: KEY_ADDRESS } },
      permission: { type: permission.type, data: permission.data },
      isAdjustmentAllowed: true,
    }
    expect(requestFromPermission(older, OPTIONS)).to.deep.equal(requestFromPermission(periodic(), OPTIONS))
    expect(requestFromPermission({ ...older, address: undefined }, OPTIONS).account).to.equal(ACCOUNT)
    const keys = { ...older, signer: { type: 'keys', data: { ids: [] } } }
    expectRefusal(() => requestFromPermission(keys, OPTIONS), 'PermissionNotSupported', {
      reason: 'a signer of type "keys" is no address',
    })
  })

  it('is refused with the reason where no session means the same', () => {
    const typed = (type: string) => periodic({ permission: { type, isAdjustmentAllowed: false, data: {} } })
    const refused: readonly (readonly [unknown, string])[] = [
      [typed('native-token-stream'), 'grows'],
      [typed('erc20-token-stream'), 'grows'],
      [typed('native-token-periodic'), 'anyone'],
      [typed('erc20-token-revocation'), 'no session'],
      [periodic({ rules: [] }), 'expiry'],
      [periodic({ rules: undefined }), 'expiry'],
      [periodic({ rules: [expiry(), { type: 'redeemer', data: { addresses: [ACCOUNT] } }] }), 'redeemer'],
      [periodic({ rules: [expiry(), { type: 'gas-limit', data: {} }] }), 'gas-limit'],
    ]
    for (const [request, words] of refused) {
      const caught = catchOf(() => requestFromPermission(request, OPTIONS))
      expect(isLatchkeyError(caught, 'PermissionNotSupported') && caught.args.reason).to.contain(words)
    }
    expectRefusal(() => requestFromPermission(periodic()), 'PermissionNotSupported', {})
    const strange = catchOf(() => requestFromPermission(typed('Approved.\n-stream'), OPTIONS))
    expect(isLatchkeyError(strange, 'PermissionNotSupported') && strange.args.reason).not.to.contain('\n')
  })

  it('is refused where it is malformed, or for another account', () => {
    const malformed = [
      '{',
      null,
      [],
      periodic({ from: anAddress(9) }),
      periodic({ chainId: -1 }),
      periodic({ more: true }),
      periodic({}, { more: true }),
      periodic({}, { periodAmount: '1.5' }),
      periodic({}, { periodAmount: undefined }),
      periodic({}, { periodDuration: 0 }),
      periodic({ permission: { type: 'erc20-token-periodic', data: [] } }),
      periodic({ rules: [expiry(), expiry()] }),
      periodic({ rules: [expiry(), { type: 'payee', data: { addresses: [7] } }] }),
      periodic({ rules: [{ type: 'expiry', data: { timestamp: NOW + 60, late: true } }] }),
    ]
    for (const one of malformed) expectRefusal(() => requestFromPermission(one, OPTIONS), 'JsonNotValid', {})
    for (const one of [periodic({ to: '0x12' }), periodic({}, { tokenAddress: 'usdc.eth' })])
      expectRefusal(() => requestFromPermission(one, OPTIONS), 'FieldNotValid', {})
  })
})

describe('A granted session as an answer of ERC-7715', () => {
  const request = aRequest()
  const granted: GrantedSession = {
    chainId: 10n,
    account: ACCOUNT,
    module: MODULE,
    session: request.session,
    signedGrant: { replaces: `0x${'00'.repeat(32)}`, siblings: [], ownerSignature: '0x1234' },
    ended: undefined,
  }
  const response = permissionResponseOf(permissionRequestOf(request), granted)

  it('repeats the request, and carries what the app takes up', () => {
    expect(response).to.deep.include({ ...permissionRequestOf(request), dependencies: [], delegationManager: MODULE })
    const wire = JSON.parse(JSON.stringify(response)) as typeof response
    expect(grantedFromPermission(wire, request.session)).to.deep.equal(granted)
  })

  it('names the account that granted it where the app left that to the wallet', () => {
    const { from, ...open } = permissionRequestOf(request)
    expect(permissionResponseOf(open as unknown as PermissionRequest, granted).from).to.equal(from)
  })

  it('is not given for what is of another place, key or time than was asked', () => {
    const asked = permissionRequestOf(request)
    const others: readonly Partial<GrantedSession>[] = [
      { chainId: 1n },
      { account: anAddress(9) },
      { session: aSession({ signer: anAddress(9) }) },
      { session: aSession({ validUntil: NOW + 3_601 }) },
    ]
    for (const other of others)
      expectRefusal(() => permissionResponseOf(asked, { ...granted, ...other }), 'JsonNotValid', {})
    expectRefusal(() => permissionResponseOf({ ...asked, rules: [] }, granted), 'JsonNotValid', {})
  })

  it('is refused if another session was approved, or another kind of wallet answered', () => {
    expectRefusal(() => grantedFromPermission(response, aSession({ maxFee: 7n })), 'JsonNotValid', {})
    for (const context of ['0x', '0x1234', '0xff', 'none'] as const)
      expectRefusal(() => grantedFromPermission({ context: context as '0x' }, request.session), 'JsonNotValid', {})
  })
})
