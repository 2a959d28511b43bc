// The module on another kind of account, through each EntryPoint: one with a decoder and a nonce layout of its own, which
// hands the module a copy of the userOp from memory, and really executes every mode that ERC-7579 knows.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, id, Interface, toBeHex, ZeroHash, type ContractTransactionReceipt } from 'ethers'
import { ethers } from 'hardhat'

import { allow, allowTransfer, encodeExecute, revokeAllCall, revokeCall, sessionId, uninstallCall } from '../../src'
import { UNLIMITED_CALLS, unpackUserOp, worstCaseFee } from '../../src'
import type { Address, Call, Hex, PackedUserOperation, Session, SessionOptions } from '../../src'
import { RecorderMock__factory, type RecorderMock } from '../../typechain-types'
import { moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { resign } from '../helpers/resign'
import { openSecondAccount, secondAccount } from '../helpers/secondAccount'
import { deploySessionChain, install, makeSession, sessionOp, sponsored, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendAsOwner, sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const ACCOUNT = new Interface([
  'function execute(bytes32 mode,bytes executionCalldata)',
  'function executeFromExecutor(bytes32 mode,bytes executionCalldata)',
  'function installModule(uint256 moduleTypeId,address module,bytes initData)',
  'function executeUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes) userOp,bytes32 userOpHash)',
])
const FRIEND = fixedWallet('friend').address as Address
const STEAL: Call = { to: fixedWallet('thief').address as Address, value: 1n, data: '0x' }

type Scene = {
  readonly chain: SessionChain
  readonly account: TestAccount
  readonly recorder: RecorderMock
  readonly session: Session
  /** A call that the session permits. */
  readonly call: Call
}

/** The second account with a session for a recorder and for transfers to a friend. */
async function openScene(version: Version, options: Partial<SessionOptions> = {}): Promise<Scene> {
  const chain = await loadFixture(deploySessionChain)
  const recorder = await new RecorderMock__factory(chain.deployer).deploy()
  const permissions = [allow(recorder, 'record', { maxValue: 9n }), allowTransfer(FRIEND, { maxValue: 5n })]
  const session = await makeSession(chain, { allow: permissions, value: 1000n, ...options })
  const account = await openSecondAccount(chain, [session], version)
  const data = recorder.interface.encodeFunctionData('record', [7]) as Hex
  return { chain, account, recorder, session, call: { to: recorder.target as Address, value: 9n, data } }
}

/** What the recorder saw, in order. */
const recorded = ({ recorder, account }: Scene, receipt: ContractTransactionReceipt) =>
  receipt.logs
    .filter(({ address }) => address === recorder.target)
    .map((log) => recorder.interface.parseLog(log)!.args.toArray() as unknown[])
    .map(([caller, value, data]) => {
      expect(caller).to.equal(account.address)
      return { value, data }
    })

const successes = (account: TestAccount, receipt: ContractTransactionReceipt): boolean[] =>
  userOpResults(account, receipt).map(({ success }) => success)

/** What of a session is used. */
async function usageOf({ chain, account, session }: Scene) {
  const word = BigInt(await chain.module.getUsage(account.address, sessionId(session)))
  return { fee: word >> 176n, value: (word >> 96n) & ((1n << 80n) - 1n), calls: (word >> 64n) & 0xffffffffn }
}

const opOf = async ({ chain, account, session }: Scene, calls: readonly Call[]): Promise<PackedUserOperation> =>
  await sessionOp(chain, account, session, calls, { callGasLimit: 1_000_000n })

/** What a thief of the key gets, who executes `callData` with the claims of a single permitted call. */
async function verdictOn(scene: Scene, callData: string): Promise<string> {
  const op = await opOf(scene, [scene.call])
  return await verdict(scene.account, [await resign(scene.chain, scene.account, op, { callData: callData as Hex })])
}

const sendCalls = async (account: TestAccount, ...calls: readonly Call[]) =>
  await sendAsOwner(account, { calls: calls.map(({ to: target, value, data }) => ({ target, value, data })) })

const moduleOf = ({ module }: SessionChain): Address => module.target as Address

for (const version of VERSIONS)
  describe(`A second account on EntryPoint ${version}`, () => {
    it('I1 runs one call, and counts what it may cost at most', async () => {
      const scene = await openScene(version)
      const before = await wealth(scene.account)
      const op = await opOf(scene, [scene.call])
      const receipt = await sendOps(scene.account, [op])
      expect(recorded(scene, receipt)).to.deep.equal([{ value: 9n, data: scene.call.data }])
      const [result] = userOpResults(scene.account, receipt)
      expect(await wealth(scene.account)).to.equal(before - 9n - result!.actualGasCost)
      expect(await usageOf(scene)).to.deep.equal({ fee: worstCaseFee(unpackUserOp(op)), value: 9n, calls: 1n })
    })

    it('I1 runs a batch in order, plain transfers and odd calldata too', async () => {
      const scene = await openScene(version)
      const calls: Call[] = [
        { ...scene.call, value: 1n },
        { to: FRIEND, value: 5n, data: '0x' },
        { ...scene.call, value: 2n, data: concat([scene.call.data, '0x1234567890']) as Hex },
        { ...scene.call, value: 0n, data: concat([scene.call.data, new Uint8Array(700)]) as Hex },
      ]
      const receipt = await sendOps(scene.account, [await opOf(scene, calls)])
      const expected = calls.filter(({ to }) => to !== FRIEND).map(({ value, data }) => ({ value, data }))
      expect(recorded(scene, receipt)).to.deep.equal(expected)
      expect(await ethers.provider.getBalance(FRIEND)).to.equal(5)
      expect(await usageOf(scene)).to.deep.include({ value: 8n, calls: 4n })
    })

    it('I8 a sponsored op costs the account nothing', async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster! }, calls: UNLIMITED_CALLS })
      const account = await openSecondAccount(chain, [session], version)
      const before = await wealth(account)
      const op = await sessionOp(chain, account, session, [await upvote(chain)], paymaster)
      expect(successes(account, await sendOps(account, [op]))).to.deep.equal([true])
      expect(await wealth(account)).to.equal(before)
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
    })

    it('I2 T28 T29 T30 T103 refuses what no permission covers', async () => {
      const scene = await openScene(version)
      const { chain, account, call } = scene
      const refused: readonly (readonly [Call, string])[] = [
        [{ ...call, value: 10n }, reason('ValueOverCap', [0, 10, 9])],
        [{ ...call, data: '0x00000000' }, 'SessionNotLive'],
        [{ ...call, data: '0x' }, 'SessionNotLive'],
        [STEAL, 'SessionNotLive'],
      ]
      // Each claims the permission of the happy call.
      const [one, two] = [await opOf(scene, [call]), await opOf(scene, [call, call])]
      for (const [other, expected] of refused) {
        const alone = await resign(chain, account, one, { callData: encodeExecute([other]) })
        expect((await verdict(account, [alone])).startsWith(expected)).to.equal(true)
        const second = await resign(chain, account, two, { callData: encodeExecute([call, other]) })
        const isOver = other.value === 10n ? /^ValueOverCap\(1,10,9\)$/ : /^PermissionNotSame\(1,/
        expect(await verdict(account, [second])).to.match(isOver)
      }
      const unclaimed = await resign(chain, account, one, { callData: encodeExecute([call, call]) })
      // What is read as the second claim is the first byte of a signature: which reason it gives depends on that.
      expect(await verdict(account, [unclaimed])).to.match(/^[A-Z]\w+\(/)
    })

    it('T9 I3 refuses data of one to three bytes, which would reach a fallback function', async () => {
      const scene = await openScene(version)
      for (const data of ['0xaa', '0xaabb', '0xaabbcc']) {
        const execution = concat([scene.call.to, ZeroHash, data])
        const callData = ACCOUNT.encodeFunctionData('execute', [ZeroHash, execution])
        expect(await verdictOn(scene, callData)).to.equal(reason('SelectorIncomplete', [0, data.length / 2 - 1]))
      }
    })

    it('I4 T21 T22 T23 T25 refuses every mode but two, though the account would execute them', async () => {
      const scene = await openScene(version)
      const { to, value, data } = scene.call
      const single = concat([to, toBeHex(value, 32), data])
      const delegated = concat([to, data])
      const batch = AbiCoder.defaultAbiCoder().encode(['(address,uint256,bytes)[]'], [[[to, value, data]]])
      let refused = 0
      for (const callType of ['00', '01', '02', '7f', 'fe', 'ff'])
        for (const execType of ['00', '01', '02', 'ff'])
          for (const rest of ['00'.repeat(30), `0000000078210001${'00'.repeat(22)}`]) {
            const mode = `0x${callType}${execType}${rest}`
            const isAllowed = execType === '00' && rest === '00'.repeat(30) && (callType === '00' || callType === '01')
            for (const execution of callType === '01' ? [batch] : [single, delegated]) {
              const said = await verdictOn(scene, ACCOUNT.encodeFunctionData('execute', [mode, execution]))
              if (isAllowed) expect(said).not.to.match(/^ModeNotAllowed/)
              else expect(said).to.equal(reason('ModeNotAllowed', [mode]))
              if (!isAllowed) refused++
            }
          }
      expect(refused).to.equal(5 * 8 * 2 + 8 - 3)
      expect(await verdictOn(scene, ACCOUNT.encodeFunctionData('execute', [ZeroHash, single]))).to.equal(ACCEPTED)
    })

    it("T19 T20 refuses the account's other functions, and execute inside executeUserOp, which it has", async () => {
      const scene = await openScene(version)
      const allowed = encodeExecute([scene.call])
      const stealing = encodeExecute([STEAL])
      const selector = ACCOUNT.getFunction('executeUserOp')!.selector
      for (const inner of [allowed, stealing])
        expect(await verdictOn(scene, concat([selector, inner]))).to.equal(reason('SelectorNotExecute', [selector]))
      const module = ACCOUNT.encodeFunctionData('installModule', [1, STEAL.to, '0x'])
      const executor = ACCOUNT.encodeFunctionData('executeFromExecutor', [ZeroHash, '0x'])
      for (const callData of [module, executor, '0x12345678', '0x'])
        expect(await verdictOn(scene, callData)).to.equal(
          reason('SelectorNotExecute', [callData.slice(0, 10).padEnd(10, '0')]),
        )
    })

    it('T33 I5 refuses calls to the account and the module', async () => {
      const scene = await openScene(version)
      const { chain, account } = scene
      for (const to of [account.address, moduleOf(chain)] as Address[])
        for (const data of [ACCOUNT.encodeFunctionData('installModule', [1, STEAL.to, '0x']), '0x'] as Hex[]) {
          expect(await verdictOn(scene, encodeExecute([{ to, data }]))).to.match(/^SessionNotLive\(/)
          const pair = await resign(chain, account, await opOf(scene, [scene.call, scene.call]), {
            callData: encodeExecute([scene.call, { to, data }]),
          })
          expect(await verdict(account, [pair])).to.match(/^PermissionNotSame\(1,/)
        }
    })

    it('I7 I9 T24 counts a batch that reverts, and refuses the call over the limit', async () => {
      const scene = await openScene(version, { calls: 3 })
      const { account, call } = scene
      // The account has not so much: the second call fails, so both are undone.
      await ethers.provider.send('hardhat_setBalance', [account.address, '0x0'])
      await account.entryPoint.contract
        .connect(scene.chain.deployer)
        .depositTo(account.address, { value: ethers.parseEther('1') })
      const batch = await opOf(scene, [{ ...call, value: 0n }, call])
      const receipt = await sendOps(account, [batch])
      expect(successes(account, receipt)).to.deep.equal([false])
      expect(recorded(scene, receipt)).to.deep.equal([])
      expect(await usageOf(scene)).to.deep.include({ value: 9n, calls: 2n })
      expect(await verdict(account, [await opOf(scene, [call, call])])).to.equal(reason('CallsOverLimit', [4, 3]))
      const before = await usageOf(scene)
      await sendOps(account, [await opOf(scene, [{ ...call, value: 0n }])])
      expect(await usageOf(scene)).to.deep.include({ value: 9n, calls: 3n })
      expect((await usageOf(scene)).fee).to.be.greaterThan(before.fee)
    })

    it('T67 an op runs once, and lanes do not wait for each other', async () => {
      const scene = await openScene(version)
      const { chain, account, session, call } = scene
      const lanes = await Promise.all(
        [0, 1, 2 ** 24 - 1].map(async (lane) => await sessionOp(chain, account, session, [call], { lane })),
      )
      expect(new Set(lanes.map(({ nonce }) => nonce)).size).to.equal(3)
      const receipt = await sendOps(account, [lanes[2]!, lanes[0]!, lanes[1]!])
      expect(successes(account, receipt)).to.deep.equal([true, true, true])
      for (const op of lanes) expect(await verdict(account, [op])).to.equal('AA25')
    })

    it('T70 refuses the key of another validator, and the bits of another mode', async () => {
      const scene = await openScene(version)
      const { chain, account } = scene
      const op = await opOf(scene, [scene.call])
      const key = secondAccount.nonceKey(account.ownerValidator as Address, 0)
      const asOwner = await account.entryPoint.contract.getNonce(account.address, key)
      expect(await verdict(account, [await resign(chain, account, op, { nonce: asOwner })])).to.equal('AA24')
      const otherMode = await resign(chain, account, op, { nonce: op.nonce | (1n << 224n) })
      expect(await verdict(account, [otherMode])).to.equal(reason('ModuleNotKnown', [1, moduleOf(chain)]))
    })

    it('I13 revocation is final, of one and of all', async () => {
      const scene = await openScene(version)
      const { chain, account, session } = scene
      const other = await makeSession(chain)
      await (await moduleAs(chain, account.address)).grant({ ...other, permissions: [...other.permissions] } as never)
      const vote = await upvote(chain)
      await sendCalls(account, revokeCall({ module: moduleOf(chain), id: sessionId(session) }))
      const op = await opOf(scene, [scene.call])
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(session)]))
      expect(await verdict(account, [await sessionOp(chain, account, other, [vote])])).to.equal(ACCEPTED)
      await sendCalls(account, revokeAllCall({ module: moduleOf(chain), salt: id('all') as Hex }))
      const voting = await sessionOp(chain, account, other, [vote])
      expect(await verdict(account, [voting])).to.equal(reason('SessionNotLive', [sessionId(other)]))
    })

    it('I14 T117 uninstalled and installed again, it knows no old session', async () => {
      const scene = await openScene(version)
      const { chain, account, session, call } = scene
      const salt = id('end') as Hex
      const place = { adapter: secondAccount, account: account.address as Address, module: moduleOf(chain), salt }
      await sendCalls(account, uninstallCall(place))
      expect(await chain.module.isInitialized(account.address)).to.equal(false)
      const op = await opOf(scene, [call])
      expect(await verdict(account, [op])).to.equal(reason('ModuleNotKnown', [1, moduleOf(chain)]))
      await install(chain, account, [], id('again') as Hex)
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(session)]))
      const fresh = await makeSession(chain)
      await sendCalls(account, uninstallCall(place))
      await install(chain, account, [fresh], id('third') as Hex)
      const voting = await sessionOp(chain, account, fresh, [await upvote(chain)])
      expect(await verdict(account, [voting])).to.equal(ACCEPTED)
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(session)]))
    })

    it('T79 signs no message', async () => {
      const { chain, account, call, ...scene } = await openScene(version)
      const { signature } = await opOf({ chain, account, call, ...scene }, [call])
      const answer = await account.contract.isValidSignature(id('pay me'), concat([moduleOf(chain), signature]))
      expect(answer).to.equal('0xffffffff')
    })

    it('T31 an executor of the account runs what it likes and uses nothing of a session', async () => {
      const scene = await openScene(version)
      const { account, call } = scene
      const executor = scene.chain.bundler
      const data = ACCOUNT.encodeFunctionData('installModule', [2, await executor.getAddress(), '0x']) as Hex
      await sendCalls(account, { to: account.address as Address, value: 0n, data })
      const before = await usageOf(scene)
      const execution = concat([call.to, toBeHex(call.value, 32), call.data])
      const receipt = await (await account.contract.connect(executor).executeFromExecutor(ZeroHash, execution)).wait()
      expect(recorded(scene, receipt!)).to.deep.equal([{ value: 9n, data: call.data }])
      expect(await usageOf(scene)).to.deep.equal(before)
    })
  })
