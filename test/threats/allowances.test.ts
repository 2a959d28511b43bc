// Budgets for amounts among arguments: how a thief would get more out of a session than its owner allowed. What counts is
// what calls declare, added up over calls, ops and permissions, and kept until the period ends.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  encodeExecute,
  sessionId,
  sessionStruct,
  spend,
  type Address,
  type Permission,
  type Rule,
  type Session,
} from '../../src'
import { anAddress } from '../client/builders'
import { fixedWallet } from '../helpers/keys'
import { callTo, successes } from '../helpers/observe'
import { ACCEPTED, ask, charged, equal, ruled, ruledOp, ruledSession, TOKEN, use } from '../helpers/ruledOps'
import { wordOf } from '../helpers/readerHarness'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp } from '../helpers/session'
import { sendAsOwner, sendOps } from '../helpers/userOp'
import { reason, verdict } from '../helpers/verdict'
import { refusal } from '../unit/validator/helpers/chain'
import { check, USER_OP_HASH, windowOf, type Op } from '../unit/validator/helpers/op'
import { grant, installData, installModule, newAccount, type Scene } from '../unit/validator/helpers/scene'
import { HOUR, START } from '../unit/validator/helpers/session'

const FRIEND = anAddress(0x2001)
const THIEF = anAddress(0x2002)
const ADDRESS = 0x0314
const CAP = 100n
const MAX = 2n ** 256n - 1n

const transfer = ruled('transfer(address,uint256)', [charged(CAP)])
const approve = ruled('approve(address,uint256)', [charged(CAP)])
const transferFrom = ruled('transferFrom(address,address,uint256)', [charged(CAP, 2)])

const over = (sum: bigint, allowance = 0n, cap = CAP) => ['AllowanceOverCap', allowance, sum, cap]

async function openWith(permissions: readonly Permission[], overrides: Partial<Session> = {}) {
  const scene = await loadFixture(installModule)
  const session = ruledSession(permissions, overrides)
  await grant(scene, session)
  return { scene, session, id: sessionId(session) }
}

const spentOf = async ({ module, account }: Scene, session: Session, allowance = 0): Promise<bigint> =>
  BigInt(await module.getSpent(account, sessionId(session), allowance)) >> 64n

const says = async (scene: Scene, op: Op): Promise<unknown[]> => await refusal(check(scene, op))

describe('An allowance', () => {
  it('T86 is kept: ops add up, and so do the calls of a batch', async () => {
    const { scene, session } = await openWith([transfer])
    await use(scene, session, [transfer, [FRIEND, 60n]])
    expect(await ask(scene, session, [transfer, [FRIEND, 60n]])).to.deep.equal(over(120n))
    expect(await ask(scene, session, [transfer, [FRIEND, 20n]], [transfer, [FRIEND, 21n]])).to.deep.equal(over(101n))
    await use(scene, session, [transfer, [FRIEND, 20n]], [transfer, [FRIEND, 20n]])
    expect(await ask(scene, session, [transfer, [FRIEND, 1n]])).to.deep.equal(over(101n))
    expect(await ask(scene, session, [transfer, [FRIEND, 0n]])).to.deep.equal(ACCEPTED)
  })

  it('T86 is not passed by a sum that wraps around', async () => {
    const { scene, session } = await openWith([transfer])
    await use(scene, session, [transfer, [FRIEND, 2n]])
    for (const amounts of [[MAX - 1n], [MAX], [MAX, 1n], [2n ** 255n, 2n ** 255n], [2n ** 192n], [MAX, MAX, 3n]]) {
      const calls = amounts.map((amount) => [transfer, [FRIEND, amount]] as const)
      expect((await ask(scene, session, ...calls))[0]).to.equal('AllowanceOverCap')
    }
    expect(await spentOf(scene, session)).to.equal(2n)
  })

  it('T86 starts again with a period, and not before', async () => {
    const period = 600
    const { scene, session } = await openWith([transfer], { period })
    const spending = async (amount: bigint, index: number) =>
      await says(scene, ruledOp(scene, session, [[transfer, [FRIEND, amount]]], index))
    const whole = ruledOp(scene, session, [[transfer, [FRIEND, CAP]]], 1)
    await scene.validator.validateUserOp(whole, USER_OP_HASH)
    expect(await spending(1n, 1)).to.deep.equal(over(101n))
    const next = windowOf(START + 2 * period, START + 3 * period - 1)
    expect(await spending(CAP, 2)).to.deep.equal([ACCEPTED[0], next])
    expect(await spending(CAP + 1n, 2)).to.deep.equal(over(101n))
  })

  it('T101 is not given back by granting the live session again', async () => {
    const { scene, session } = await openWith([transfer])
    await use(scene, session, [transfer, [FRIEND, 80n]])
    await scene.validator.grant(sessionStruct(session))
    expect(await ask(scene, session, [transfer, [FRIEND, 21n]])).to.deep.equal(over(101n))
    expect(await spentOf(scene, session)).to.equal(80n)
  })

  it('T103 that is not set does not exist: a cap of zero, or none, is not granted', async () => {
    const scene = await loadFixture(installModule)
    const grantWith = async (rule: Rule) => {
      const [permission] = ruledSession([ruled(transfer.functionSignature, [])]).permissions
      const session = { ...ruledSession([transfer]), permissions: [{ ...permission!, rules: [rule] }] }
      return await refusal(scene.validator.grant.staticCall(sessionStruct(session)))
    }
    expect(await grantWith(charged(0n))).to.deep.equal(['ValueNotValid', 0n, 0n, wordOf(0n)])
    expect(await grantWith(charged(2n ** 192n))).to.deep.equal(['ValueNotValid', 0n, 0n, wordOf(2n ** 192n)])
    expect(await grantWith({ ...charged(1n), values: [] })).to.deep.equal(['ValueCountNotValid', 0n, 0n])
    expect((await grantWith(charged(2n ** 192n - 1n)))[0]).to.equal('(not refused)')
  })

  it('T100 counts amounts, and nothing that is none', async () => {
    const scene = await loadFixture(installModule)
    for (const wordType of [0x0120, 0x0220, ADDRESS, 0x0401]) {
      const rule = { ...charged(1n), wordType }
      const session = ruledSession([ruled(transfer.functionSignature, [rule])])
      const expected = ['ComparisonNotValid', 0n, 4n, BigInt(wordType)]
      expect(await refusal(scene.validator.grant.staticCall(sessionStruct(session)))).to.deep.equal(expected)
    }
  })

  it('T105 is of one number, one session and one account', async () => {
    const other = ruled('mint(address,uint256)', [charged(CAP, 1, 1)])
    const { scene, session } = await openWith([transfer, other])
    const second = ruledSession([transfer, other], { validUntil: START + HOUR - 1 })
    const neighbour: Scene = { ...scene, ...(await newAccount(scene.module)) }
    await neighbour.validator.onInstall(installData())
    await grant(scene, second)
    await grant(neighbour, session)
    await use(scene, session, [transfer, [FRIEND, CAP]])
    expect(await ask(scene, session, [transfer, [FRIEND, 1n]])).to.deep.equal(over(101n))
    expect(await ask(scene, session, [other, [FRIEND, CAP]])).to.deep.equal(ACCEPTED)
    expect((await ask(scene, second, [transfer, [FRIEND, CAP]]))[0]).to.equal(ACCEPTED[0])
    expect(await ask(neighbour, session, [transfer, [FRIEND, CAP]])).to.deep.equal(ACCEPTED)
    expect([
      await spentOf(scene, session, 1),
      await spentOf(scene, second),
      await spentOf(neighbour, session),
    ]).to.deep.equal([0n, 0n, 0n])
  })
})

describe('Other ways to the same tokens', () => {
  it('T88 functions that move value by other names are refused unless they are granted', async () => {
    const { scene, session } = await openWith([transfer])
    for (const signature of [
      'increaseAllowance(address,uint256)',
      'push(address,uint256)',
      'pull(address,uint256)',
      'move(address,address,uint256)',
      'transferFrom(address,address,uint256)',
      'approve(address,uint256)',
      'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
    ]) {
      const unknown = ruled(signature, [])
      const claiming = ruledOp(scene, session, [[transfer, [FRIEND, 1n]]])
      const data = `${unknown.selector}${'00'.repeat(32 * 7)}`
      const callData = encodeExecute([{ to: TOKEN, value: 0n, data: data }])
      expect((await says(scene, { ...claiming, callData }))[0]).to.equal('SessionNotLive')
    }
  })

  it('T89 transferFrom is charged, whoever it takes from', async () => {
    const { scene, session } = await openWith([transferFrom])
    await use(scene, session, [transferFrom, [scene.account, FRIEND, 60n]])
    for (const from of [scene.account, THIEF])
      expect(await ask(scene, session, [transferFrom, [from, scene.account, 41n]])).to.deep.equal(over(101n))
  })

  it('T89 a rule can say whom it takes from', async () => {
    const only = ruled('transferFrom(address,address,uint256)', [equal(FRIEND, { wordType: ADDRESS }), charged(CAP, 2)])
    const { scene, session } = await openWith([only])
    expect(await ask(scene, session, [only, [FRIEND, THIEF, 1n]])).to.deep.equal(ACCEPTED)
    const [name, , , word] = await ask(scene, session, [only, [scene.account, THIEF, 1n]])
    expect([name, word]).to.deep.equal(['RuleNotMet', BigInt(scene.account)])
  })

  it('T90 approve draws on the budget of transfer, and both share it', async () => {
    const { scene, session } = await openWith([transfer, approve])
    expect(await ask(scene, session, [approve, [THIEF, CAP + 1n]])).to.deep.equal(over(101n))
    expect(await ask(scene, session, [approve, [THIEF, MAX]])).to.deep.equal(over(MAX))
    expect(await ask(scene, session, [transfer, [THIEF, 60n]], [approve, [THIEF, 41n]])).to.deep.equal(over(101n))
    await use(scene, session, [approve, [THIEF, 60n]])
    expect(await ask(scene, session, [transfer, [THIEF, 41n]])).to.deep.equal(over(101n))
  })

  it('T87 approve is charged in full, not by what it adds to an approval that exists', async () => {
    const { scene, session } = await openWith([transfer, approve])
    await use(scene, session, [approve, [FRIEND, 50n]])
    await use(scene, session, [approve, [FRIEND, 50n]])
    expect(await ask(scene, session, [approve, [FRIEND, 50n]])).to.deep.equal(over(150n))
    expect(await ask(scene, session, [approve, [FRIEND, 0n]])).to.deep.equal(ACCEPTED)
  })

  it('T92 T178 approvals by other names are refused unless they are granted', async () => {
    const { scene, session } = await openWith([approve])
    const permit2 = anAddress(0x2003)
    for (const [to, signature] of [
      [permit2, 'approve(address,address,uint160,uint48)'],
      [permit2, 'approve(address,uint256)'],
      [TOKEN, 'increaseAllowance(address,uint256)'],
      [TOKEN, 'increaseApproval(address,uint256)'],
      [TOKEN, 'setApprovalForAll(address,bool)'],
      [TOKEN, 'approveDelegation(address,uint256)'],
      [TOKEN, 'approveAndCall(address,uint256,bytes)'],
    ] as const) {
      const { selector } = ruled(signature, [])
      const data = `${selector}${'00'.repeat(31)}01${'00'.repeat(31)}01` as `0x${string}`
      const callData = encodeExecute([{ to: to, value: 0n, data }])
      const op = { ...ruledOp(scene, session, [[approve, [FRIEND, 1n]]]), callData }
      expect((await says(scene, op))[0]).to.equal('SessionNotLive')
    }
  })
})

describe('Tokens on the chain', () => {
  /** An account with a thousand tokens, and a session for transfer and approve that share a budget of a hundred. */
  async function openTokens() {
    const chain = await loadFixture(deploySessionChain)
    const token = await ethers.deployContract('TokenMock')
    const amounts = { value: spend({ max: CAP }) }
    const session = await makeSession(chain, {
      allow: [allow(token, 'transfer', amounts), allow(token, 'approve', amounts)],
      fees: { max: parseEther('1') },
    })
    const account = await openSessionAccount(chain, [session])
    await token.mint(account.address, 1000n)
    const op = async (name: 'transfer' | 'approve', to: string, amount: bigint) =>
      await sessionOp(chain, account, session, [callTo(token, name, [to, amount])])
    return { chain, token, session, account, op }
  }

  it('T93 what comes in gives nothing back of what went out', async () => {
    const { token, account, op } = await loadFixture(openTokens)
    const friend = fixedWallet('friend').address
    expect(successes(account, await sendOps(account, [await op('transfer', friend, CAP)]))).to.deep.equal([true])
    await token.mint(account.address, 10_000n)
    expect(await verdict(account, [await op('transfer', friend, 1n)])).to.equal(
      reason('AllowanceOverCap', [0, 101, 100]),
    )
    expect(await token.balanceOf(friend)).to.equal(CAP)
  })

  it('T91 an approval outlives the session, and is no more than the session could spend', async () => {
    const { chain, token, session, account, op } = await loadFixture(openTokens)
    const [spender] = await ethers.getSigners()
    await sendOps(account, [await op('approve', spender!.address, 70n)])
    const second = await op('approve', FRIEND, 31n)
    expect(await verdict(account, [second])).to.equal(reason('AllowanceOverCap', [0, 101, 100]))
    const revoke = chain.module.interface.encodeFunctionData('revoke', [sessionId(session)])
    await sendAsOwner(account, { calls: [{ target: await chain.module.getAddress(), data: revoke }] })
    await token.connect(spender).transferFrom(account.address, spender!.address, 70n)
    const more = token.connect(spender).transferFrom.staticCall(account.address, spender!.address, 1n)
    await expect(more)
      .to.be.revertedWithCustomError(token, 'ERC20InsufficientAllowance')
      .withArgs(spender!.address, 0, 1)
    expect(await verdict(account, [await op('transfer', FRIEND, 30n)])).to.equal(
      reason('SessionNotLive', [sessionId(session)]),
    )
  })
})

describe('Verifiers of ERC-7913 keys', () => {
  it('T173 are neither the account nor the module', async () => {
    const scene = await loadFixture(installModule)
    const grantOf = async (verifier: string) => {
      const session = ruledSession([transfer], { signerKind: 2, signer: `${verifier.toLowerCase()}c0ffee` as Address })
      return [session.signer, await refusal(scene.validator.grant.staticCall(sessionStruct(session)))] as const
    }
    for (const verifier of [scene.account, scene.address]) {
      const [signer, answer] = await grantOf(verifier)
      expect(answer).to.deep.equal(['SignerNotValid', 2n, signer])
    }
    expect((await grantOf(FRIEND))[1][0]).to.equal('(not refused)')
  })
})
