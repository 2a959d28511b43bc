// The template for an ERC-20 token through the EntryPoint, the module and a token: its budget is one, whatever spends it.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ethers } from 'hardhat'

import { allowErc20, type Address, type Hex, type Session } from '../../src'
import type { TokenMock } from '../../typechain-types'
import { grantAs } from '../helpers/asAccount'
import type { TestAccount } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, type SessionChain } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { anAddress } from './builders'

const [ALICE, EVE, POOL] = [anAddress(0xa1), anAddress(0xee), anAddress(0xf0)]
const INCREASE = '0x39509351'

type Scene = {
  readonly chain: SessionChain
  readonly account: TestAccount
  readonly session: Session
  readonly token: TokenMock
}

/** An account with 1,000 units, of which a session may spend 100: send them to Alice, or approve the pool. */
async function openScene(): Promise<Scene> {
  const chain = await loadFixture(deploySessionChain)
  const token = await ethers.deployContract('TokenMock')
  const account = await openSessionAccount(chain)
  const template = allowErc20({
    token: (await token.getAddress()) as Address,
    account: account.address as Address,
    budget: { max: 100n },
    recipients: [ALICE],
    spenders: [POOL],
  })
  const session = await makeSession(chain, { allow: template.permissions })
  await grantAs(chain, account.address, [session])
  await token.mint(account.address, 1_000n)
  return { chain, account, session, token }
}

const permissionFor = ({ session }: Scene, data: Hex): number =>
  session.permissions.findIndex(({ selector }) => selector === data.slice(0, 10))

async function opOf(scene: Scene, ...all: readonly Hex[]) {
  const { chain, account, session, token } = scene
  const to = (await token.getAddress()) as Address
  const permissionIndexes = all.map((data) => Math.max(0, permissionFor(scene, data)))
  return await sessionOp(
    chain,
    account,
    session,
    all.map((data) => ({ to, value: 0n, data })),
    { permissionIndexes },
  )
}

const judge = async (scene: Scene, ...all: readonly Hex[]): Promise<string> =>
  await verdict(scene.account, [await opOf(scene, ...all)])

async function send(scene: Scene, ...all: readonly Hex[]): Promise<boolean> {
  const receipt = await sendOps(scene.account, [await opOf(scene, ...all)])
  return userOpResults(scene.account, receipt).every(({ success }) => success)
}

const dataOf = ({ token }: Scene, name: 'transfer' | 'approve', who: Address, amount: bigint): Hex =>
  token.interface.encodeFunctionData(name as 'transfer', [who, amount]) as Hex
const fromOf = ({ token }: Scene, from: string, to: Address, amount: bigint): Hex =>
  token.interface.encodeFunctionData('transferFrom', [from, to, amount]) as Hex

describe('allowErc20 on the module', () => {
  it('lets transfers and approvals spend one budget, and no unit more', async () => {
    const scene = await loadFixture(openScene)
    const { token, account } = scene
    expect(await judge(scene, dataOf(scene, 'transfer', ALICE, 101n))).to.equal(
      reason('AllowanceOverCap', [0, 101, 100]),
    )
    expect(await send(scene, dataOf(scene, 'transfer', ALICE, 60n))).to.equal(true)
    expect(await judge(scene, dataOf(scene, 'approve', POOL, 41n))).to.equal(reason('AllowanceOverCap', [0, 101, 100]))
    expect(await send(scene, dataOf(scene, 'approve', POOL, 30n))).to.equal(true)
    const both = [dataOf(scene, 'transfer', ALICE, 5n), dataOf(scene, 'approve', POOL, 6n)]
    expect(await judge(scene, ...both)).to.equal(reason('AllowanceOverCap', [0, 101, 100]))
    expect(await send(scene, dataOf(scene, 'transfer', ALICE, 5n), dataOf(scene, 'approve', POOL, 5n))).to.equal(true)
    expect(await judge(scene, dataOf(scene, 'transfer', ALICE, 1n))).to.equal(reason('AllowanceOverCap', [0, 101, 100]))
    expect(await judge(scene, dataOf(scene, 'transfer', ALICE, 0n))).to.equal(ACCEPTED)
    expect(await token.balanceOf(ALICE)).to.equal(65n)
    expect(await token.balanceOf(account.address)).to.equal(935n)
    expect(await token.allowance(account.address, POOL)).to.equal(5n)
  })

  it('takes what the token refuses off the budget all the same', async () => {
    const scene = await loadFixture(openScene)
    const increase = `${INCREASE}${dataOf(scene, 'approve', POOL, 70n).slice(10)}` as Hex
    expect(await send(scene, increase)).to.equal(false)
    expect(await judge(scene, dataOf(scene, 'transfer', ALICE, 31n))).to.equal(
      reason('AllowanceOverCap', [0, 101, 100]),
    )
    expect(await judge(scene, dataOf(scene, 'transfer', ALICE, 30n))).to.equal(ACCEPTED)
  })

  it('refuses others as recipient, spender and owner of the tokens', async () => {
    const scene = await loadFixture(openScene)
    const { account } = scene
    const refused = [
      dataOf(scene, 'transfer', EVE, 1n),
      dataOf(scene, 'transfer', POOL, 1n),
      dataOf(scene, 'approve', EVE, 1n),
      dataOf(scene, 'approve', ALICE, 1n),
      fromOf(scene, EVE, ALICE, 1n),
      fromOf(scene, account.address, EVE, 1n),
    ]
    for (const data of refused) expect(await judge(scene, data)).to.match(/^RuleNotMet\(0,/)
    // An allowance for itself is what transferFrom needs, and that is not among the spenders.
    expect(await judge(scene, fromOf(scene, account.address, ALICE, 1n))).to.equal(ACCEPTED)
    expect(await send(scene, fromOf(scene, account.address, ALICE, 1n))).to.equal(false)
  })

  it('knows no other function of the token', async () => {
    const scene = await loadFixture(openScene)
    const mint = scene.token.interface.encodeFunctionData('mint', [EVE, 1n]) as Hex
    const permit = `0xd505accf${mint.slice(10)}` as Hex
    for (const data of [mint, permit]) expect(await judge(scene, data)).to.match(/^(SessionNotLive|RuleNotMet)\(/)
  })
})
