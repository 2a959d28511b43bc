// The bundler of embedded chains: it holds and refuses what real ones hold and refuse.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { VoidSigner } from 'ethers'
import { ethers } from 'hardhat'

import {
  buildSessionOp,
  handleOps,
  inProcessBundler,
  openZeppelinAccount,
  readNonce,
  revokeCall,
  sessionId,
  unpackUserOp,
  userOpHash,
  type Address,
  type InProcessBundler,
  type LatchkeyError,
  type UserOp,
} from '../../../src'
import { openAccount, VERSIONS, type AccountParams, type TestAccount } from '../../helpers/fixture'
import {
  deploySessionChain,
  makeSession,
  openSessionAccount,
  sessionOp,
  sponsored,
  upvote,
  type SessionChain,
  type SessionOpParams,
} from '../../helpers/session'
import { buildOp, ownerOp } from '../../helpers/userOp'
import { anAddress, expectRefusal, expectRejection, the, word } from '../builders'

async function open(params: AccountParams = {}) {
  const chain = await loadFixture(deploySessionChain)
  const session = await makeSession(chain)
  const account = await openSessionAccount(chain, [session], params)
  const op = async (changes: SessionOpParams = {}, calls?: Parameters<typeof sessionOp>[3]): Promise<UserOp> =>
    unpackUserOp(await sessionOp(chain, account, session, calls ?? [await upvote(chain)], changes))
  return { chain, session, account, op, ...bundlerOf(chain, account) }
}

function bundlerOf({ bundler: signer }: SessionChain, { entryPoint: { address, version } }: TestAccount) {
  const entryPoint = address as Address
  const options = { signer, entryPoint: { address: entryPoint, version } }
  const bundler = inProcessBundler(options)
  const send = async (userOp: UserOp, to: InProcessBundler = bundler) => await to.send(userOp, entryPoint)
  return { options, bundler, entryPoint, send }
}

for (const version of VERSIONS) {
  describe(`inProcessBundler, EntryPoint ${version}`, () => {
    it('brings pending ops on chain together, when asked for a receipt', async () => {
      const { bundler, send, op, account, chain } = await open({ version })
      const hashes = [await send(await op()), await send(await op({ lane: 1 }))]
      expect(bundler.pending()).to.deep.equal(hashes)
      const [first, second] = await Promise.all(hashes.map((hash) => bundler.receipt(hash)))
      expect(bundler.pending()).to.deep.equal([])
      expect([first?.success, second?.success]).to.deep.equal([true, true])
      expect(the(first).transactionHash).to.equal(the(second).transactionHash)
      expect(the(first).sender).to.equal(account.address)
      expect(the(first).blockNumber).to.equal(await ethers.provider.getBlockNumber())
      expect((await chain.socio3.getPost(0)).votes).to.equal(2n)
      expect(await bundler.receipt(word(1))).to.equal(undefined)
    })

    it('answers the hash that the op has', async () => {
      const { send, chain, account, session, entryPoint } = await open({ version })
      const packed = await sessionOp(chain, account, session, [await upvote(chain)])
      const place = { entryPoint, chainId: chain.chainId, version: account.entryPoint.version }
      expect(await send(unpackUserOp(packed))).to.equal(userOpHash({ userOp: packed, ...place }))
    })

    it('refuses what the EntryPoint would refuse, for its reason', async () => {
      const { send, op, chain } = await open({ version })
      const tip = { ...(await upvote(chain)), data: chain.socio3.interface.encodeFunctionData('tip', [0]) as never }
      await expectRejection(send(await op({ permissionIndexes: [0] }, [tip])), 'SessionNotLive', {})
      await expectRejection(send({ ...(await op()), nonce: (await op()).nonce + 1n }), 'AA25', {})
      await expectRejection(send({ ...(await op()), preVerificationGas: 1n }), 'AA24', {})
      const short = await send(await op({ verificationGasLimit: 30_000n })).catch((e: unknown) => e)
      expect(['AA23', 'AA26']).to.include((short as LatchkeyError).code)
    })

    it('estimates, with a wrong signature, what a right one then gets by with but for its writes', async () => {
      const { bundler, op, session, chain, account, entryPoint } = await open({ version })
      const { userOp } = buildSessionOp({
        session,
        calls: [await upvote(chain)],
        userOp: await op(),
        module: (await chain.module.getAddress()) as Address,
        entryPoint: { address: entryPoint, version: account.entryPoint.version },
        chainId: chain.chainId,
      })
      const estimate = await bundler.estimate(unpackUserOp(userOp), entryPoint)
      const enough = await op({ ...estimate, verificationGasLimit: estimate.verificationGasLimit + 4_500n })
      await bundler.send(enough, entryPoint)
      const tight = await op({ ...estimate, verificationGasLimit: estimate.verificationGasLimit + 500n, lane: 1 })
      expect(await bundler.send(tight, entryPoint).catch((e: unknown) => e)).to.be.instanceOf(Error)
      expect((await bundler.receipt(the(bundler.pending()[0])))?.success).to.equal(true)
    })

    it('estimates what a paymaster needs, unless the paymaster says so', async () => {
      const { bundler, op, chain, entryPoint } = await open({ version })
      const session = await makeSession(chain, { fees: { sponsor: (await chain.sponsor.getAddress()) as Address } })
      const account = await openSessionAccount(chain, [session], { version, salt: 1 })
      const terms = { ...(await sponsored(chain)), paymasterVerificationGasLimit: 0n }
      const packed = await sessionOp(chain, account, session, [await upvote(chain)], terms)
      const estimate = await bundler.estimate(unpackUserOp(packed), entryPoint)
      const limits = { ...terms, ...estimate, verificationGasLimit: estimate.verificationGasLimit + 4_500n }
      const sent = await sessionOp(chain, account, session, [await upvote(chain)], limits)
      const less = { ...limits, paymasterVerificationGasLimit: 100n }
      const short = await sessionOp(chain, account, session, [await upvote(chain)], less)
      expect(await bundler.send(unpackUserOp(short), entryPoint).catch((e: unknown) => e)).to.be.instanceOf(Error)
      await bundler.send(unpackUserOp(sent), entryPoint)
      expect(await bundler.estimate(await op(), entryPoint)).not.to.have.property('paymasterVerificationGasLimit')
    })
  })
}

describe('inProcessBundler', () => {
  it('refuses a fifth op of an account until one of the four is mined', async () => {
    const { bundler, send, op } = await open()
    for (const lane of [0, 1, 2, 3]) await send(await op({ lane }))
    const fifth = await op({ lane: 4 })
    await expectRejection(send(fifth), 'MempoolFull', {})
    await bundler.bundle()
    expect(await send(fifth)).to.match(/^0x/)
  })

  it('holds ops of other accounts besides, and another number of ops if told to', async () => {
    const { chain, session, send, op, options, entryPoint } = await open()
    for (const lane of [0, 1, 2, 3]) await send(await op({ lane }))
    const other = await openSessionAccount(chain, [session], { salt: 1 })
    await send(unpackUserOp(await sessionOp(chain, other, session, [await upvote(chain)])))
    const narrow = inProcessBundler({ ...options, pendingMax: 1 })
    await narrow.send(await op(), entryPoint)
    await expectRejection(narrow.send(await op({ lane: 1 }), entryPoint), 'MempoolFull', {})
  })

  it('holds one op of each nonce, the one that pays a tenth more', async () => {
    const { bundler, send, op } = await open()
    const first = await send(await op({ maxPriorityFeePerGas: 100n }))
    await expectRejection(send(await op({ maxPriorityFeePerGas: 100n })), 'OpAlreadyKnown', {})
    const little = { maxFeePerGas: 3_300_000_000n, maxPriorityFeePerGas: 109n }
    await expectRejection(send(await op(little)), 'ReplacementUnderpriced', {})
    const more = await send(await op({ ...little, maxPriorityFeePerGas: 110n }))
    expect(bundler.pending()).to.deep.equal([more])
    expect(await bundler.knows?.(first)).to.equal(false)
    expect(await bundler.knows?.(more)).to.equal(true)
  })

  it('refuses the fifth of five that come at once', async () => {
    const { bundler, send, op } = await open()
    const ops = await Promise.all([0, 1, 2, 3, 4].map((lane) => op({ lane })))
    const results = await Promise.allSettled(ops.map((userOp) => send(userOp)))
    expect(results.filter(({ status }) => status === 'rejected')).to.have.length(1)
    expect(bundler.pending()).to.have.length(4)
  })

  it('drops an op that is no longer valid, and bundles the others', async () => {
    const { bundler, send, op, chain, account } = await open()
    const dropped = await send(await op({ lane: 1 }))
    const kept = await send(await op({ lane: 2 }))
    // Another op with the same nonce, past this bundler.
    const packed = await op({ lane: 1, callGasLimit: 200_000n })
    const other = inProcessBundler(bundlerOf(chain, account).options)
    await other.send(packed, account.entryPoint.address as Address)
    await other.bundle()
    expect((await bundler.receipt(kept))?.success).to.equal(true)
    expect(await bundler.receipt(dropped)).to.equal(undefined)
    expect(await bundler.knows?.(dropped)).to.equal(false)
  })

  it('bundles only when told to, if told so', async () => {
    const { options, op, entryPoint } = await open()
    const bundler = inProcessBundler({ ...options, bundlesWhenAsked: false })
    await bundler.bundle()
    const hash = await bundler.send(await op(), entryPoint)
    expect(await bundler.receipt(hash)).to.equal(undefined)
    await bundler.bundle()
    expect((await bundler.receipt(hash))?.success).to.equal(true)
  })

  it('tells of calls that reverted, and refuses to estimate calls that would', async () => {
    const { bundler, send, op, chain, entryPoint } = await open()
    const noPost = await upvote(chain, 99n)
    const receipt = await bundler.receipt(await send(await op({}, [noPost])))
    expect(receipt?.success).to.equal(false)
    expect(receipt?.revertReason?.source).to.equal('unknown')
    const refused = (await bundler.estimate(await op({}, [noPost]), entryPoint).catch((e: unknown) => e)) as Error
    expect(refused.message).to.contain('[CallsRevert]')
  })

  it('deploys an account with its first op', async () => {
    const { bundler, send, entryPoint, chain } = await open()
    const account = await openAccount(chain, { deployed: false, salt: 5 })
    const call = { target: anAddress(0x77) }
    const unsigned = unpackUserOp((await buildOp(account, { calls: [call], initCode: account.initCode })) as never)
    const estimate = await bundler.estimate({ ...unsigned, signature: `0x${'11'.repeat(65)}` }, entryPoint)
    const limits = { ...estimate, verificationGasLimit: estimate.verificationGasLimit + 5_000n }
    const op = await ownerOp(account, { calls: [call], initCode: account.initCode, ...limits })
    expect((await bundler.receipt(await send(unpackUserOp(op as never))))?.success).to.equal(true)
  })

  it('says on which chain and EntryPoint it is, and serves no other EntryPoint', async () => {
    const { bundler, op, chain, entryPoint } = await open()
    expect([await bundler.chainId(), await bundler.supportedEntryPoints()]).to.deep.equal([chain.chainId, [entryPoint]])
    const other = chain.entryPoints.v08.address as Address
    const args = { entryPoint: other, supported: [entryPoint] }
    await expectRejection(bundler.send(await op(), other), 'EntryPointNotSupported', args)
    await expectRejection(bundler.estimate(await op(), other), 'EntryPointNotSupported', args)
  })

  it('needs a node that answers JSON-RPC', async () => {
    const { options } = await open()
    for (const signer of [new VoidSigner(anAddress(1)), new VoidSigner(anAddress(1), {} as never)])
      expectRefusal(() => inProcessBundler({ ...options, signer }), 'FieldNotValid', { field: 'signer' })
  })

  it('T174: an op of the owner gets past four parked ops of a thief, straight to the EntryPoint', async () => {
    const { bundler, send, op, account, chain, session } = await open()
    for (const lane of [0, 1, 2, 3]) await send(await op({ lane, maxFeePerGas: 1n, maxPriorityFeePerGas: 0n }))
    const module = (await chain.module.getAddress()) as Address
    const revoke = revokeCall({ module, id: sessionId(session) })
    const owners = await ownerOp(account, { calls: [{ target: revoke.to, data: revoke.data }] })
    await expectRejection(send(unpackUserOp(owners as never)), 'MempoolFull', {})
    const outcome = await handleOps(account.entryPoint.address as Address, [owners as never], chain.deployer)
    expect(outcome.success).to.equal(true)
    expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(false)
    // What was parked is worth nothing now.
    await bundler.bundle()
    expect(bundler.pending()).to.deep.equal([])
    const place = { entryPoint: account.entryPoint.address as Address, sender: account.address as Address }
    const nonce = await readNonce(chain.deployer, { ...place, key: openZeppelinAccount.nonceKey(module, 0) })
    expect(nonce & 0xffffn).to.equal(0n)
  })
})
