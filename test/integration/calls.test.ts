// The calls of session ops, through each EntryPoint: what was signed is executed, call for call, byte for byte (I1), and only
// what a permission of the session names (I2, I3).
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, keccak256, type ContractTransactionReceipt } from 'ethers'

import {
  allow,
  allowTransfer,
  permissionLeaf,
  permissionProof,
  permissionsRoot,
  rootOf,
  sessionId,
  sessionPreimage,
  signerWord,
} from '../../src'
import type { Address, Call, Hex, Permission, Session } from '../../src'
import { RecorderMock__factory, type RecorderMock } from '../../typechain-types'
import { grantAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { authorizationOf, resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { executeCallData, sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

type Scene = {
  readonly chain: SessionChain
  readonly account: TestAccount
  readonly recorder: RecorderMock
  readonly session: Session
}

/** An account with a session of these permissions, and value enough. */
async function openScene(
  version: Version,
  permissions: (recorder: RecorderMock) => readonly Permission[],
): Promise<Scene> {
  const chain = await loadFixture(deploySessionChain)
  const recorder = await new RecorderMock__factory(chain.deployer).deploy()
  const session = await makeSession(chain, { allow: permissions(recorder), value: 1000n })
  const account = await openSessionAccount(chain, [session], { version })
  return { chain, account, recorder, session }
}

const addressOf = (contract: { readonly target: unknown }): Address => contract.target as Address

/** What the recorder saw, in order. */
function recorded({ recorder, account }: Scene, receipt: ContractTransactionReceipt) {
  return receipt.logs
    .filter(({ address }) => address === recorder.target)
    .map((log) => recorder.interface.parseLog(log)!.args)
    .map((args) => {
      expect(args[0]).to.equal(account.address)
      return { value: args[1] as bigint, data: args[2] as string }
    })
}

/** The id that the module finds for calls which only `permissions` would permit. */
const idWith = (session: Session, permissions: readonly Permission[]): string => sessionId({ ...session, permissions })

for (const version of VERSIONS)
  describe(`Calls of a session on EntryPoint ${version}`, () => {
    it('runs one call with its value and arguments', async () => {
      const scene = await openScene(version, (recorder) => [allow(recorder, 'record', { maxValue: 9n })])
      const data = scene.recorder.interface.encodeFunctionData('record', [7]) as Hex
      const call = { to: addressOf(scene.recorder), value: 9n, data }
      const op = await sessionOp(scene.chain, scene.account, scene.session, [call])
      const receipt = await sendOps(scene.account, [op])
      expect(recorded(scene, receipt)).to.deep.equal([{ value: 9n, data }])
    })

    it('runs a batch in order: functions, a plain transfer, long and odd calldata', async () => {
      const scene = await openScene(version, (recorder) => [
        allow(recorder, 'record', { maxValue: 5n }),
        allow(recorder, 'wycpnbqcyf'),
        allowTransfer(addressOf(recorder), { maxValue: 6n }),
      ])
      const to = addressOf(scene.recorder)
      const record = scene.recorder.interface.encodeFunctionData('record', [1]) as Hex
      const calls: Call[] = [
        { to, value: 5n, data: record },
        { to, value: 6n, data: '0x' },
        { to, value: 0n, data: '0x00000000' },
        { to, value: 1n, data: concat([record, '0x1234567890']) as Hex },
        { to, value: 0n, data: concat([record, new Uint8Array(700)]) as Hex },
      ]
      const op = await sessionOp(scene.chain, scene.account, scene.session, calls)
      const receipt = await sendOps(scene.account, [op])
      expect(recorded(scene, receipt)).to.deep.equal(calls.map(({ value, data }) => ({ value, data })))
    })

    it('T103 keeps the cap of a plain transfer', async () => {
      const friend = fixedWallet('friend').address as Address
      const { chain, account, session } = await openScene(version, () => [allowTransfer(friend, { maxValue: 400n })])
      const opOf = async (value: bigint) =>
        await sessionOp(chain, account, session, [{ to: friend, value, data: '0x' }], { permissionIndexes: [0] })
      expect(await verdict(account, [await opOf(401n)])).to.equal(reason('ValueOverCap', [0, 401, 400]))
      await sendOps(account, [await opOf(400n)])
      expect(await chain.deployer.provider!.getBalance(friend)).to.equal(400)
    })

    it('T30 a permission for transfers permits no call, and one for a function no transfer', async () => {
      const { chain, account, recorder, session } = await openScene(version, (target) => [
        allowTransfer(addressOf(target), { maxValue: 5n }),
      ])
      const functions = await makeSession(chain, {
        allow: [allow(recorder, 'wycpnbqcyf', { maxValue: 5n })],
        value: 9n,
      })
      await grantAs(chain, account.address, [functions])
      const to = addressOf(recorder)
      const claims = [
        { claimed: session, data: '0x00000000', real: functions },
        { claimed: functions, data: '0x', real: session },
      ] as const
      for (const { claimed, data, real } of claims) {
        const call = { to, value: 5n, data }
        const op = await sessionOp(chain, account, claimed, [call], { permissionIndexes: [0] })
        const id = idWith(claimed, real.permissions)
        expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [id]))
        const honest = await sessionOp(chain, account, real, [call])
        expect(await verdict(account, [honest])).to.equal(ACCEPTED)
      }
    })

    it('T9 refuses calldata of 1 to 3 bytes, which is neither', async () => {
      const { chain, account, recorder, session } = await openScene(version, (target) => [
        allowTransfer(addressOf(target), { maxValue: 5n }),
      ])
      const to = addressOf(recorder)
      const transfer = await sessionOp(chain, account, session, [{ to, value: 5n, data: '0x' }])
      for (const data of ['0x00', '0xaabb', '0x000000']) {
        const callData = executeCallData(account, [{ target: to, value: 5n, data }]) as Hex
        const op = await resign(chain, account, transfer, { callData })
        expect(await verdict(account, [op])).to.equal(reason('SelectorIncomplete', [0, data.length / 2 - 1]))
      }
    })

    it('takes several permissions for one target, also two for one function as alternatives', async () => {
      const chain = await loadFixture(deploySessionChain)
      const { socio3 } = chain
      const permissions = [
        allow(socio3, 'upvotePost'),
        allow(socio3, 'createPost'),
        allow(socio3, 'tip', { maxValue: 5n }),
        allow(socio3, 'tip', { maxValue: 50n }),
      ]
      const session = await makeSession(chain, { allow: permissions, value: 100n })
      const account = await openSessionAccount(chain, [session], { version })
      const to = addressOf(socio3)
      const tip = socio3.interface.encodeFunctionData('tip', [0]) as Hex
      const post = socio3.interface.encodeFunctionData('createPost', ['By session']) as Hex
      const calls = [
        await upvote(chain),
        { to, value: 0n, data: post },
        { to, value: 50n, data: tip },
        { to, value: 5n, data: tip },
      ]
      const receipt = await sendOps(account, [await sessionOp(chain, account, session, calls)])
      expect(userOpResults(account, receipt).map(({ success }) => success)).to.deep.equal([true])
      const [author, votes, tips] = await socio3.getPost(0)
      expect([author === account.address, votes, tips]).to.deep.equal([false, 1n, 55n])
      expect((await socio3.getPost(1)).author).to.equal(account.address)
    })

    it('T35 refuses the function that no permission names, on a target that some name', async () => {
      const chain = await loadFixture(deploySessionChain)
      const { socio3 } = chain
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const data = socio3.interface.encodeFunctionData('withdraw', [account.address]) as Hex
      const call = { to: addressOf(socio3), value: 0n, data }
      const op = await sessionOp(chain, account, session, [call], { permissionIndexes: [0] })
      const id = idWith(session, [allow(socio3, 'withdraw')])
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [id]))
    })

    it('proves each of ten permissions, alone and all in one batch', async () => {
      const { chain, account, session } = await openTen(version)
      const calls = await Promise.all(session.permissions.map(async (permission) => await callFor(chain, permission)))
      for (const call of calls)
        expect(await verdict(account, [await sessionOp(chain, account, session, [call])])).to.equal(ACCEPTED)
      const op = await sessionOp(chain, account, session, calls, BATCH_GAS)
      const receipt = await sendOps(account, [op])
      expect(userOpResults(account, receipt).map(({ success }) => success)).to.deep.equal([true])
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
      for (const { to, value } of calls)
        if (value > 0n) expect(await chain.deployer.provider!.getBalance(to)).to.equal(value)
    })

    it("refuses another permission's proof", async () => {
      const { chain, account, session } = await openTen(version)
      const call = await callFor(chain, session.permissions[3]!)
      const op = await sessionOp(chain, account, session, [call], { permissionIndexes: [4] })
      const proof = permissionProof(session.permissions, 4)
      const root = rootOf(
        permissionLeaf({ ...session.permissions[3]!, maxValue: session.permissions[4]!.maxValue }),
        proof,
      )
      expect(root).not.to.equal(permissionsRoot(session.permissions))
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [idOfRoot(session, root)]))
    })

    it('T28 refuses a batch under the permissions of two sessions', async () => {
      const chain = await loadFixture(deploySessionChain)
      const votes = await makeSession(chain)
      const posts = await makeSession(chain, { allow: [allow(chain.socio3, 'createPost')] })
      const account = await openSessionAccount(chain, [votes, posts], { version })
      const op = await resignedBatch(chain, account, votes, '0x00')
      const [other] = posts.permissions
      const args = [1, permissionLeaf(other!), permissionsRoot(votes.permissions)]
      expect(await verdict(account, [op])).to.equal(reason('RootsDiffer', args))
    })

    it('T171 refuses another function under the mark "same permission"', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await resignedBatch(chain, account, session, '0x04')
      const heads = ['createPost', 'upvotePost'].map((name) => headOf(allow(chain.socio3, name as 'createPost')))
      expect(await verdict(account, [op])).to.equal(reason('PermissionNotSame', [1, ...heads]))
    })
  })

const BATCH_GAS = { verificationGasLimit: 500_000n, callGasLimit: 1_000_000n }

/** Votes, and transfers to nine friends. */
async function openTen(version: Version) {
  const friends = Array.from({ length: 9 }, (_, i) => fixedWallet(`friend ${i}`).address as Address)
  const { chain, account, session } = await openScene(version, () =>
    friends.map((friend, i) => allowTransfer(friend, { maxValue: BigInt(i + 1) })),
  )
  const ten = await makeSession(chain, {
    allow: [...session.permissions, allow(chain.socio3, 'upvotePost')],
    value: 99n,
  })
  await grantAs(chain, account.address, [ten])
  return { chain, account, session: ten }
}

async function callFor(chain: SessionChain, { target, functionSignature, maxValue }: Permission): Promise<Call> {
  return functionSignature === '' ? { to: target, value: maxValue, data: '0x' } : await upvote(chain)
}

/** A batch of a vote and a post, whose second call claims `header`. */
async function resignedBatch(chain: SessionChain, account: TestAccount, session: Session, header: Hex) {
  const vote = await upvote(chain)
  const data = chain.socio3.interface.encodeFunctionData('createPost', ['By nobody'])
  const single = await sessionOp(chain, account, session, [vote])
  const authorization = concat([authorizationOf(single), header]) as Hex
  const callData = executeCallData(account, [
    { target: vote.to, data: vote.data },
    { target: vote.to, data },
  ]) as Hex
  return await resign(chain, account, single, { callData, authorization })
}

/** The first word of a permission's leaf, as a number. */
function headOf({ selector, target }: Permission): bigint {
  return BigInt(concat([selector, new Uint8Array(8), target]))
}

/** The id of a session with this root in place of its own. */
function idOfRoot(session: Session, root: Hex): string {
  const { window, limits } = sessionPreimage(session)
  return keccak256(concat([window, limits, root, signerWord(session)]))
}
