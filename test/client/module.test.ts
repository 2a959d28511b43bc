// The client and the contracts are two implementations of one document: here they are compared on random input. The
// account is an address that the test network lets the test speak for.
import { impersonateAccount, loadFixture, setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'
import { ethers } from 'hardhat'

import {
  allow,
  buildSessionOp,
  checkSession,
  createSession,
  decodeRevert,
  encodeAuthorization,
  encodeInstallData,
  explainRevert,
  grantCall,
  isLatchkeyError,
  MODULE_VERSION,
  packRules,
  permissionLeaf,
  permissionsRoot,
  renounceCall,
  renounceDigest,
  revokeAllCall,
  revokeCall,
  rulesHash,
  sessionDigest,
  sessionId,
  sessionKeyValidatorAt,
  sessionLensAt,
  sessionStruct,
  signDigest,
  signSessionOp,
  UNLIMITED_FEE,
  type Address,
  type Call,
  type Claim,
  type Permission,
  type Rule,
  type Session,
} from '../../src'
import { bytes, inOrder, permission as anyPermission, runs, session as anySession } from './arbitraries'
import {
  ACCOUNT,
  aPermission,
  aSession,
  KEY,
  KEY_ADDRESS,
  NOW,
  PAYMASTER,
  SOCIO3,
  UPVOTE,
  word,
  the,
  OP_TERMS,
} from './builders'

async function deploy() {
  const contract = await ethers.deployContract('SessionKeyValidator')
  const module = (await contract.getAddress()) as Address
  const lens = await ethers.deployContract('SessionLens', [module])
  await impersonateAccount(ACCOUNT)
  await setBalance(ACCOUNT, 10n ** 20n)
  const account = await ethers.getSigner(ACCOUNT)
  const { chainId } = await ethers.provider.getNetwork()
  const validator = sessionKeyValidatorAt(module, account)
  await validator.onInstall(encodeInstallData(word(1)))
  return {
    module,
    validator,
    lens: sessionLensAt((await lens.getAddress()) as Address, account),
    account,
    chainId,
    send: (call: Call) => account.sendTransaction(call),
  }
}

/** The first permission for one call, no period, no attached grant. */
const aClaim = (overrides: Partial<Claim> = {}): Claim => ({
  permissions: [0],
  periodIndex: 0,
  grant: { replaces: word(0), siblings: [], ownerSignature: '0x' },
  ...overrides,
})

/** A session whose calls need no arguments, and whose key can be that of the tests. */
const signable = anySession.map((session): Session => ({
  ...session,
  signerKind: 0,
  signer: KEY_ADDRESS,
  permissions: inOrder(session.permissions.map((one) => ({ ...one, rules: [] }))),
}))

/** A session in which something may be wrong. */
const doubtful = fc
  .record({
    session: anySession,
    changes: fc.subarray(
      [
        'window',
        'late',
        'fees',
        'calls',
        'period',
        'order',
        'twice',
        'target',
        'selector',
        'payer',
        'none',
        'key',
        'rule',
        'rules',
      ],
      {
        maxLength: 3,
      },
    ),
    number: fc.nat(100),
  })
  .map(({ session, changes, number }) => changes.reduce((one, change) => changed(one, change, number), session))

function changed(session: Session, change: string, number: number): Session {
  const [first, ...rest] = session.permissions
  const set = (permission: Partial<Permission>): Session =>
    first === undefined ? session : { ...session, permissions: [{ ...first, ...permission }, ...rest] }
  switch (change) {
    case 'window':
      return { ...session, validAfter: session.validUntil + number - 50 < 0 ? 0 : session.validUntil + number - 50 }
    case 'late':
      return { ...session, validUntil: 2 ** 47 + number - 50 }
    case 'fees':
      return { ...session, maxFee: UNLIMITED_FEE, paymaster: `0x${'00'.repeat(20)}` }
    case 'calls':
      return { ...session, maxCalls: number % 2 }
    case 'period':
      return { ...session, period: number }
    case 'order':
      return { ...session, permissions: [...session.permissions].reverse() }
    case 'twice':
      return { ...session, permissions: [...session.permissions, ...session.permissions] }
    case 'target':
      return set({ target: number % 2 ? ACCOUNT : `0x${'00'.repeat(20)}` })
    case 'selector':
      return set({ selector: '0x12345678' })
    case 'payer':
      return { ...session, paymaster: ACCOUNT }
    case 'rule':
      return set({ rules: (first?.rules ?? []).map((rule) => ruleChanged(rule, number)) })
    case 'rules':
      return set({ rules: [...(first?.rules ?? [])].reverse() })
    case 'none':
      return { ...session, permissions: [] }
    default:
      return { ...session, signer: number % 2 ? `0x${'00'.repeat(20)}` : `0x${'11'.repeat(number % 40)}` }
  }
}

function ruleChanged(rule: Rule, number: number): Rule {
  const changes: readonly Partial<Rule>[] = [
    { path: [] },
    { path: Array<number>(9).fill(0) },
    { path: [...rule.path, number * 2 ** 24] },
    { path: [(number % 7) * 2 ** 24 + 1, ...rule.path] },
    { wordType: number * 32 },
    { comparison: (number % 6) as Rule['comparison'] },
    { mask: word(number % 3) },
    { values: [] },
    { values: [...rule.values].reverse() },
    { values: [...rule.values, ...rule.values] },
    { values: rule.values.map(() => word(number)) },
    { allowance: 7 },
  ]
  return { ...rule, ...changes[number % changes.length] }
}

describe('the client and the module', () => {
  it('have one id for any session', async () => {
    const { validator } = await loadFixture(deploy)
    await fc.assert(
      fc.asyncProperty(anySession, async (session) => {
        expect(await validator.grant.staticCall(sessionStruct(session))).to.equal(sessionId(session))
      }),
      runs(100),
    )
  })

  it('refuse the same sessions for the same reason', async () => {
    const { validator, module } = await loadFixture(deploy)
    await fc.assert(
      fc.asyncProperty(doubtful, async (session) => {
        const thrown: unknown = await validator.grant.staticCall(sessionStruct(session)).then(
          () => undefined,
          (error: unknown) => error,
        )
        const onchain = decodeRevert(thrown)
        let here: unknown
        try {
          checkSession(session, { account: ACCOUNT, module })
        } catch (error) {
          here = error
        }
        if (onchain === undefined) expect(here, `the module takes it: ${String(thrown)}`).to.equal(undefined)
        else {
          if (!isLatchkeyError(here)) throw new Error(`only the module refuses: ${String(thrown)}`, { cause: here })
          expect({ name: here.code, args: lowerCase(here.args) }).to.deep.equal({
            name: 'name' in onchain && onchain.name,
            args: 'args' in onchain && lowerCase(onchain.args),
          })
        }
      }),
      runs(300),
    )
  })

  it('grant what was asked for, with install and alone, and end it', async () => {
    const { validator, module, send } = await loadFixture(deploy)
    const live = (session: Session): Promise<boolean> => validator.isLive(ACCOUNT, sessionId(session))
    const [first, second, third] = [aSession(), aSession({ maxCalls: 5 }), aSession({ maxCalls: 6 })]
    await validator.onInstall(encodeInstallData(word(2), [first, second]))
    await send(grantCall({ module, session: third, account: ACCOUNT }))
    expect(await Promise.all([first, second, third].map(live))).to.deep.equal([true, true, true])
    await send(revokeCall({ module, id: sessionId(first) }))
    expect(await Promise.all([first, second, third].map(live))).to.deep.equal([false, true, true])

    const { chainId } = await ethers.provider.getNetwork()
    const renunciation = { module, chainId, account: ACCOUNT, sessionId: sessionId(second) }
    const signature = signDigest(KEY, renounceDigest(renunciation))
    const [stranger] = await ethers.getSigners()
    await the(stranger).sendTransaction(renounceCall({ module, account: ACCOUNT, session: second, signature }))
    expect(await Promise.all([first, second, third].map(live))).to.deep.equal([false, false, true])

    await send(revokeAllCall({ module, salt: word(3) }))
    expect(await live(third)).to.equal(false)
  })

  it('know one version', async () => {
    const { module } = await loadFixture(deploy)
    const contract = await ethers.getContractAt('SessionKeyValidator', module)
    expect([await contract.name(), await contract.version()]).to.deep.equal(['Latchkey', MODULE_VERSION])
  })

  it('agree that a signed op is inside its session, for any session and calls', async () => {
    const { validator, module, chainId, send } = await loadFixture(deploy)
    const entryPoint = { address: SOCIO3, version: '0.9' } as const
    const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(signable, picks, fc.boolean(), async (drawn, indexes, selfPaid) => {
        const session: Session = { ...drawn, signer: KEY_ADDRESS, maxCalls: Math.max(drawn.maxCalls, 4) }
        const { permissions, paymaster, maxFee } = session
        const calls = indexes.map((index) => {
          const { target, selector, functionSignature } = the(permissions[index % permissions.length])
          return { to: target, value: 0n, data: functionSignature === '' ? '0x' : selector }
        })
        const pays = selfPaid && maxFee !== UNLIMITED_FEE ? {} : { paymaster }
        const userOp = { ...OP_TERMS, ...pays, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }
        const periodIndex = session.period === 0 ? undefined : 0
        const options = { session, calls, userOp, module, entryPoint, chainId, periodIndex }
        await send(grantCall({ module, session }))
        const signed = await signSessionOp({ ...options, key: KEY })
        const accepted = await validator.validateUserOp.staticCall(signed.userOp, signed.userOpHash)
        const end = session.period === 0 ? Infinity : session.validAfter + session.period - 1
        const until = BigInt(Math.min(session.validUntil, end))
        expect(accepted).to.equal((BigInt(session.validAfter) << 208n) | (until << 160n))
        const estimated = buildSessionOp(options)
        expect(await validator.validateUserOp.staticCall(estimated.userOp, estimated.userOpHash)).to.equal(1n)
      }),
      runs(60),
    )
  })

  it('give the reason for an op outside of its session', async () => {
    const { validator, module, chainId, send } = await loadFixture(deploy)
    const session = createSession({
      signer: KEY_ADDRESS,
      allow: [allow({ address: SOCIO3, abi: ['function upvotePost(uint256)'] }, 'upvotePost')],
      expires: NOW + 60,
      fees: { max: 1n },
      now: NOW,
    })
    await send(grantCall({ module, session }))
    const { userOp, userOpHash } = await signSessionOp({
      session,
      calls: [UPVOTE],
      userOp: OP_TERMS,
      module,
      entryPoint: { address: SOCIO3, version: '0.7' },
      chainId,
      key: KEY,
    })
    const thrown: unknown = await validator.validateUserOp
      .staticCall(userOp, userOpHash)
      .catch((error: unknown) => error)
    expect(decodeRevert(thrown)).to.deep.equal({
      source: 'module',
      name: 'FeeOverLimit',
      args: { fee: 700_000n, limit: 1n },
    })
  })
})

describe('the client and the Lens', () => {
  it('hash and pack any permission alike, rules included', async () => {
    const { lens } = await loadFixture(deploy)
    await fc.assert(
      fc.asyncProperty(anyPermission, async (permission) => {
        const [struct] = sessionStruct(aSession({ permissions: [permission] })).permissions
        expect(await lens.permissionLeaf(the(struct))).to.equal(permissionLeaf(permission))
        expect(await lens.packRules(the(struct).rules)).to.equal(packRules(permission.rules))
        expect(await lens.rulesHash(the(struct).rules)).to.equal(rulesHash(permission.rules))
      }),
      runs(60),
    )
  })

  it('hash and encode any session alike', async () => {
    const { lens, module, chainId } = await loadFixture(deploy)
    const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        anySession,
        picks,
        fc.nat(2 ** 32 - 1),
        bytes(32),
        async (session, indexes, index, userOpHash) => {
          const struct = sessionStruct(session)
          expect(await lens.sessionId(struct)).to.equal(sessionId(session))
          expect(await lens.permissionsRoot(struct.permissions)).to.equal(permissionsRoot(session.permissions))
          const permissionIndexes = indexes.map((i) => i % session.permissions.length)
          const periodIndex = session.period === 0 ? undefined : index
          const sponsored = session.maxFee === UNLIMITED_FEE || index % 2 === 0
          const signatureLength = session.signerKind === 2 ? index % 2 ** 16 : 64
          const options = { session, permissionIndexes, sponsored, periodIndex, signatureLength }
          const authorization = encodeAuthorization(options)
          const claim = aClaim({ permissions: permissionIndexes, periodIndex: periodIndex ?? 0 })
          expect(await lens.authorization(struct, claim, sponsored, signatureLength)).to.equal(authorization)
          expect(await lens.digest(userOpHash, authorization)).to.equal(
            sessionDigest({ userOpHash, chainId, module, authorization }),
          )
        },
      ),
      runs(60),
    )
  })

  it('explain a refusal by one error: its reason decodes', async () => {
    const { lens, module, chainId, send } = await loadFixture(deploy)
    const session = aSession()
    const entryPoint = { address: SOCIO3, version: '0.9' } as const
    const options = { session, calls: [UPVOTE], userOp: OP_TERMS, module, entryPoint, chainId, key: KEY }
    const { userOp, userOpHash } = await signSessionOp(options)
    const explain = async (claim: Claim): Promise<string> =>
      (await lens.explain(ACCOUNT, sessionStruct(session), claim, userOp, userOpHash)).reason

    const ungranted = explainRevert(await explain(aClaim()))
    expect(ungranted.code).to.equal('SessionNotGranted')
    expect(ungranted.args).to.deep.equal({ id: sessionId(session) })
    expect(ungranted.onchain?.source).to.equal('lens')

    await send(grantCall({ module, session }))
    expect(explainRevert(await explain(aClaim({ permissions: [0, 0] }))).code).to.equal('ClaimNotOnePerCall')
    expect(await explain(aClaim())).to.equal('0x')

    await send(revokeCall({ module, id: sessionId(session) }))
    const revoked = explainRevert(await explain(aClaim()))
    expect([revoked.code, revoked.onchain?.source]).to.deep.equal(['SessionAlreadyRevoked', 'module'])
  })

  it('hash forty permissions alike', async () => {
    const { lens } = await loadFixture(deploy)
    const permissions = inOrder(
      Array.from({ length: 40 }, (_, i) => aPermission({ target: PAYMASTER, maxValue: BigInt(i) })),
    )
    const struct = sessionStruct(aSession({ permissions }))
    expect(await lens.permissionsRoot(struct.permissions)).to.equal(permissionsRoot(permissions))
  })
})

/** Arguments with every text in lower case: addresses come back from the chain with their checksum. */
const lowerCase = (args: object): object =>
  Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.toLowerCase() : (value as unknown),
    ]),
  )
