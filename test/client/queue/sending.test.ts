// What the queue sends, what it refuses, and what a sender hears of it.
import { expect } from 'chai'
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import {
  fixedPaymaster,
  inProcessBundler,
  isLatchkeyError,
  LatchkeyError,
  OpQueue,
  readNonce,
  revokeCall,
  rpcPaymaster,
  sessionId,
  uninstallCall,
  openZeppelinAccount,
  type Address,
  type Bundler,
  type Hex,
  type Paymaster,
  type Request,
} from '../../../src'
import { sessionKey, upvote } from '../../helpers/session'
import { sendAsOwner } from '../../helpers/userOp'
import { anAddress, expectRefusal, expectRejection, the, word } from '../builders'
import { careless, laneOf, openStage, recorded, sequenceOf, type Stage } from './stage'

const asOwner = async ({ account }: Stage, { to, data }: { to: string; data: string }) =>
  await sendAsOwner(account, { calls: [{ target: to, data }] })

describe('OpQueue', () => {
  it('tells a sender the hash at once, and later what became of the op', async () => {
    const stage = await openStage()
    const { bundler, sent } = recorded(stage.bundler)
    const op = await stage.queue({ bundler }).send([await upvote(stage.chain)])
    expect([op.sends, op.firstCall, op.nonce]).to.deep.equal([1, 0, the(sent[0]).nonce])
    const outcome = await op.wait()
    expect(outcome).to.deep.include({ success: true, sends: 1, error: undefined, userOpHash: op.userOpHash })
    const receipt = await ethers.provider.getTransactionReceipt(outcome.transactionHash)
    expect(receipt?.logs.some(({ topics }) => topics.includes(op.userOpHash))).to.equal(true)
    expect(await op.wait()).to.deep.equal(outcome)
  })

  it('refuses at once what the session does not permit, and sends nothing', async () => {
    const stage = await openStage()
    const { bundler, sent, estimated } = recorded(stage.bundler)
    const queue = stage.queue({ bundler })
    const target = anAddress(0x99)
    await expectRejection(queue.send([await upvote(stage.chain), { to: target }]), 'CallNotPermitted', {
      callIndex: 1n,
    })
    await expectRejection(queue.send([]), 'BatchEmpty', {})
    await expectRejection(queue.send([{ to: target, data: '0x12' }]), 'SelectorIncomplete', {})
    expect([sent.length, estimated.length]).to.deep.equal([0, 0])
  })

  it('explains calls that reverted, and says how many sends the revert undid', async () => {
    const stage = await openStage()
    const queue = stage.queue({ bundler: careless(stage.bundler), batchMax: 3 })
    const [good, bad] = [await upvote(stage.chain), await upvote(stage.chain, 99n)]
    const alone = await (await queue.send([bad])).wait()
    expect([alone.success, alone.sends]).to.deep.equal([false, 1])
    expect(alone.error?.code).to.equal('CallsReverted')
    expect(alone.error?.onchain?.source).to.equal('unknown')
    expect(alone.error?.why).to.contain('with data that no known ABI decodes').and.not.contain('together')

    const sends = await Promise.all([good, good, good, good, good, bad, good].map((call) => queue.send([call])))
    const outcomes = await Promise.all(sends.map((op) => op.wait()))
    expect(outcomes.map(({ success }) => success)).to.deep.equal([true, true, true, true, false, false, false])
    expect(sends.slice(4).map(({ sends: count, firstCall }) => [count, firstCall])).to.deep.equal([
      [3, 0],
      [3, 1],
      [3, 2],
    ])
    expect(the(outcomes[4]).error?.why).to.contain('It carried the calls of 3 sends together')
    expect((await stage.chain.socio3.getPost(0)).votes).to.equal(4n)
  })

  it('sends by themselves the calls that want to be alone', async () => {
    const stage = await openStage()
    const { bundler, sent } = recorded(stage.bundler)
    const queue = stage.queue({ bundler })
    const call = await upvote(stage.chain)
    const alone = [false, false, false, false, false, true, false, false]
    const sends = await Promise.all(alone.map((is) => queue.send([call], { alone: is })))
    expect(sends.map((op) => op.sends)).to.deep.equal([1, 1, 1, 1, 1, 1, 2, 2])
    await Promise.all(sends.map((op) => op.wait()))
    expect(sent).to.have.length(7)
  })

  it('lets no send suffer for another that is refused', async () => {
    const stage = await openStage()
    const queue = stage.queue()
    const [good, bad] = [await upvote(stage.chain), await upvote(stage.chain, 99n)]
    const sends = [good, good, good, good, good, bad, good].map((call) => queue.send([call]))
    const results = await Promise.allSettled(sends)
    const refused = results.flatMap((result, i) => (result.status === 'rejected' ? [[i, result.reason as Error]] : []))
    expect(refused).to.have.length(1)
    const [[index, error] = []] = refused as [number, LatchkeyError][]
    expect([index, error?.code]).to.deep.equal([5, 'CallsRevert'])
    for (const result of results)
      if (result.status === 'fulfilled') expect((await result.value.wait()).success).to.equal(true)
    expect((await stage.chain.socio3.getPost(0)).votes).to.equal(6n)
  })

  it('uses one lane for one op after another, and those of an earlier queue again', async () => {
    const stage = await openStage()
    const { bundler, sent } = recorded(stage.bundler)
    const queue = stage.queue({ bundler })
    const call = await upvote(stage.chain)
    for (const calls of [[call], [call], [call]]) await (await queue.send(calls)).wait()
    const [lane] = queue.lanes
    expect(sent.map(laneOf)).to.deep.equal([lane, lane, lane])
    expect(sent.map(sequenceOf)).to.deep.equal([0n, 1n, 2n])

    const next = stage.queue({ bundler, lanes: [the(lane), -1, 1.5, 2 ** 33] })
    await (await next.send([call])).wait()
    expect([laneOf(the(sent[3])), sequenceOf(the(sent[3]))]).to.deep.equal([lane, 3n])
    expect(next.lanes).to.deep.equal([lane])
  })

  it('T160: draws its lanes from the system’s randomness, and two queues draw others', async () => {
    const stage = await openStage()
    const { random } = Math
    Math.random = () => {
      throw new Error('Math.random is not for this')
    }
    try {
      const queues = [stage.queue(), stage.queue()]
      for (const queue of queues) await (await queue.send([await upvote(stage.chain)])).wait()
      const [first, second] = queues.map(({ lanes }) => lanes[0])
      expect(first).not.to.equal(second)
    } finally {
      Math.random = random
    }
  })

  it('sends nothing more once it is closed', async () => {
    const stage = await openStage()
    const queue = stage.queue({ batchMax: 1 })
    const call = await upvote(stage.chain)
    const sends = Array.from({ length: 6 }, () => queue.send([call]))
    expect(queue.load).to.deep.equal({ inFlight: 4, waiting: 2 })
    queue.close('the session was revoked')
    const results = await Promise.allSettled([...sends, queue.send([call])])
    expect(results.map(({ status }) => status)).to.deep.equal([
      ...Array<string>(4).fill('fulfilled'),
      ...Array<string>(3).fill('rejected'),
    ])
    await expectRejection(queue.send([call]), 'QueueClosed', { reason: 'the session was revoked' })
  })

  it('T159: signs nothing for another chain or EntryPoint than the session’s', async () => {
    const stage = await openStage()
    const call = await upvote(stage.chain)
    const { sent, bundler } = recorded(stage.bundler)
    const elsewhere = { ...bundler, chainId: () => Promise.resolve(1n) }
    await expectRejection(stage.queue({ bundler: elsewhere }).send([call]), 'BundlerOfOtherChain', {
      expected: stage.chain.chainId,
      actual: 1n,
    })
    const entryPoint = anAddress(0xe9)
    await expectRejection(
      stage.queue({ bundler, entryPoint: { address: entryPoint, version: '0.7' } }).send([call]),
      'EntryPointNotSupported',
      { entryPoint },
    )
    const foreign = { ...bundler, chainId: () => Promise.resolve(1n) }
    await expectRejection(stage.queue({ bundler: foreign, chainId: 1n }).send([call]), 'FieldNotValid', {
      field: 'provider',
    })
    expect(sent).to.deep.equal([])
  })

  it('looks again where it is after it could not', async () => {
    const stage = await openStage()
    let down = true
    const chainId = () =>
      down
        ? Promise.reject(new LatchkeyError('ServiceNotReachable', { service: 'it', reason: 'down' }))
        : stage.bundler.chainId()
    const queue = stage.queue({ bundler: { ...stage.bundler, chainId } })
    const call = await upvote(stage.chain)
    await expectRejection(queue.send([call]), 'ServiceNotReachable', {})
    down = false
    expect((await (await queue.send([call])).wait()).success).to.equal(true)
  })

  it('T175: tells what the Lens says of a session that is revoked, or whose module is gone', async () => {
    const stage = await openStage()
    const { chain, account, session, options } = stage
    const call = await upvote(chain)
    const queue = stage.queue()
    await (await queue.send([call])).wait()
    const id = sessionId(session)
    await asOwner(stage, revokeCall({ module: options.module, id }))
    await expectRejection(queue.send([call]), 'SessionAlreadyRevoked', { id })
    await expectRejection(stage.queue({ lens: undefined }).send([call]), 'SessionNotLive', { id })
    const caught: unknown = await queue.send([call]).catch((error: unknown) => error)
    expect(isLatchkeyError(caught) && isLatchkeyError(caught.cause, 'SessionNotLive')).to.equal(true)

    const place = { adapter: openZeppelinAccount, account: account.address as Address, module: options.module }
    await asOwner(stage, uninstallCall({ ...place, salt: word(7) }))
    const gone: unknown = await queue.send([call]).catch((error: unknown) => error)
    expect(isLatchkeyError(gone) && gone.code).to.equal('ModuleNotInstalled')
  })

  it('says so where the key is another one', async () => {
    const stage = await openStage()
    const other = (digest: string) => sessionKey('other').sign(digest).compactSerialized as Hex
    const sending = stage.queue({ key: other }).send([await upvote(stage.chain)])
    await expectRejection(sending, 'SessionKeySignatureNotValid', { id: sessionId(stage.session) })
    await expectRejection(
      stage.queue({ key: sessionKey('other') }).send([await upvote(stage.chain)]),
      'KeyNotOfSession',
      {},
    )
  })

  it('frees lane and reservation of an op that is refused', async () => {
    const stage = await openStage()
    const queue = stage.queue()
    await expectRejection(queue.send([await upvote(stage.chain, 99n)]), 'CallsRevert', {})
    const [lane] = queue.lanes
    expect([queue.load.inFlight, queue.reserved.calls]).to.deep.equal([0, 0])
    const op = await queue.send([await upvote(stage.chain)])
    expect([laneOf(op), sequenceOf(op)]).to.deep.equal([lane, 0n])
  })

  it('T156: lets the named paymaster pay if there is one, and the account if there is none, never the other way', async () => {
    const stage = await openStage({
      session: async ({ sponsor }) => ({
        fees: { sponsor: (await sponsor.getAddress()) as Address, max: parseEther('0.01') },
      }),
    })
    const { bundler, sent } = recorded(stage.bundler)
    const paymaster = (await stage.chain.sponsor.getAddress()) as Address
    const call = await upvote(stage.chain)
    await (await stage.queue({ bundler, paymaster: fixedPaymaster({ paymaster }) }).send([call])).wait()
    await (await stage.queue({ bundler }).send([call])).wait()
    expect(sent.map((op) => op.paymaster)).to.deep.equal([paymaster, undefined])
    expectRefusal(
      () => new OpQueue({ ...stage.options, paymaster: fixedPaymaster({ paymaster: anAddress(5) }) }),
      'PaymasterNotAllowed',
      { paymaster: anAddress(5) },
    )
    const unlimited = await openStage({ session: () => ({ fees: { sponsor: paymaster } }) })
    expectRefusal(() => unlimited.queue(), 'PaymasterRequired', {})
    const none = await openStage()
    const zero = fixedPaymaster({ paymaster: anAddress(0) })
    expectRefusal(() => none.queue({ paymaster: zero }), 'PaymasterNotAllowed', {})
  })

  it('T156: asks a paymaster for its part unless it says that the stub is it already', async () => {
    const stage = await openStage({
      session: async ({ sponsor }) => ({ fees: { sponsor: (await sponsor.getAddress()) as Address } }),
    })
    const whole = fixedPaymaster({ paymaster: (await stage.chain.sponsor.getAddress()) as Address })
    const asked: unknown[] = []
    for (const isFinal of [true, false, undefined] as boolean[]) {
      const paymaster: Paymaster = {
        ...whole,
        stub: async (request) => ({ ...(await whole.stub(request)), isFinal }),
        part: async (request) => {
          asked.push(isFinal)
          return await whole.part(request)
        },
      }
      const op = await stage.queue({ paymaster }).send([await upvote(stage.chain)])
      expect((await op.wait()).success).to.equal(true)
    }
    expect(asked).to.deep.equal([false, undefined])
  })

  it('takes no paymaster’s gas from a bundler that answers it where there is no paymaster', async () => {
    const stage = await openStage()
    const estimate: Bundler['estimate'] = async (userOp, entryPoint) => ({
      ...(await stage.bundler.estimate(userOp, entryPoint)),
      paymasterVerificationGasLimit: 0n,
      paymasterPostOpGasLimit: 0n,
    })
    const op = await stage.queue({ bundler: { ...stage.bundler, estimate } }).send([await upvote(stage.chain)])
    expect((await op.wait()).success).to.equal(true)
  })

  it('T154: hands bundler and paymaster the op and nothing of the key', async () => {
    const stage = await openStage({
      session: async ({ sponsor }) => ({ fees: { sponsor: (await sponsor.getAddress()) as Address } }),
    })
    const paymaster = (await stage.chain.sponsor.getAddress()) as Address
    const asked: Parameters<Request>[0][] = []
    const request: Request = (call) => {
      asked.push(call)
      const paymasterData = call.method === 'pm_getPaymasterData' ? '0xabcd' : '0x0000'
      return Promise.resolve({
        paymaster,
        paymasterData,
        paymasterVerificationGasLimit: '0xc350',
        paymasterPostOpGasLimit: '0x0',
      })
    }
    const { bundler, sent, estimated } = recorded(stage.bundler)
    const queue = stage.queue({ bundler, paymaster: rpcPaymaster({ request, address: paymaster }) })
    expect((await (await queue.send([await upvote(stage.chain)])).wait()).success).to.equal(true)
    // The stub is for the estimate; the part is asked for once gas and fees are final.
    expect(asked.map(({ method }) => method)).to.deep.equal(['pm_getPaymasterStubData', 'pm_getPaymasterData'])
    const [final] = the(asked[1]).params as [Record<string, string>]
    expect(BigInt(the(final['verificationGasLimit']))).to.equal(the(sent[0]).verificationGasLimit)
    expect([the(estimated[0]).paymasterData, the(sent[0]).paymasterData]).to.deep.equal(['0x0000', '0xabcd'])
    const shown = JSON.stringify([asked, sent, estimated], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(shown).not.to.contain(sessionKey().privateKey.slice(2))
    expect(JSON.stringify(queue)).to.equal('{}')
  })

  it('asks nobody but the EntryPoint for a nonce', async () => {
    const stage = await openStage()
    const queue = stage.queue()
    await (await queue.send([await upvote(stage.chain)])).wait()
    const key = openZeppelinAccount.nonceKey(stage.options.module, the(queue.lanes[0]))
    const place = { entryPoint: stage.options.entryPoint.address, sender: stage.options.account, key }
    // Somebody else uses the lane, past this queue.
    const other = inProcessBundler({ signer: stage.chain.deployer, entryPoint: stage.options.entryPoint })
    await (await stage.queue({ bundler: other, lanes: queue.lanes }).send([await upvote(stage.chain)])).wait()
    const op = await queue.send([await upvote(stage.chain)])
    expect(op.nonce).to.equal(await readNonce(ethers.provider, place))
    expect((await op.wait()).success).to.equal(true)
  })
})
