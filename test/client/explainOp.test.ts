// Why an op is refused, from the Lens, as the one error type of the client. The account is an address that the test
// network lets the test speak for.
import { impersonateAccount, loadFixture, setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ethers } from 'hardhat'

import {
  allow,
  createSession,
  encodeInstallData,
  explainOp,
  grantCall,
  isLatchkeyError,
  revokeCall,
  sessionId,
  sessionKeyValidatorAt,
  signSessionOp,
  type Address,
  type Session,
} from '../../src'
import { ACCOUNT, KEY, KEY_ADDRESS, NOW, OP_TERMS, SOCIO3, UPVOTE, word } from './builders'

const APP = { address: SOCIO3, abi: ['function upvotePost(uint256)', 'function tip(uint256) payable'] }

const aSession = (overrides: Partial<Session> = {}): Session => ({
  ...createSession({
    signer: KEY_ADDRESS,
    allow: [allow(APP, 'upvotePost')],
    expires: NOW + 3_600,
    fees: { max: 10n ** 18n },
    now: NOW,
  }),
  ...overrides,
})

async function deploy() {
  const contract = await ethers.deployContract('SessionKeyValidator')
  const module = (await contract.getAddress()) as Address
  const lens = (await (await ethers.deployContract('SessionLens', [module])).getAddress()) as Address
  await impersonateAccount(ACCOUNT)
  await setBalance(ACCOUNT, 10n ** 20n)
  const account = await ethers.getSigner(ACCOUNT)
  const { chainId } = await ethers.provider.getNetwork()
  await sessionKeyValidatorAt(module, account).onInstall(encodeInstallData(word(1)))
  const entryPoint = { address: SOCIO3, version: '0.8' } as const
  return { module, lens, account, op: { userOp: OP_TERMS, module, entryPoint, chainId, key: KEY } }
}

/** The session granted, and one upvote signed under it. */
async function withOp() {
  const scene = await loadFixture(deploy)
  const session = aSession()
  await scene.account.sendTransaction(grantCall({ module: scene.module, session }))
  const options = { ...scene.op, session, calls: [UPVOTE], lens: scene.lens }
  return { ...scene, session, options, signed: await signSessionOp(options) }
}

describe('explainOp', () => {
  it('has no reason for an op that the module accepts', async () => {
    const { options, signed } = await withOp()
    expect(await explainOp(ethers.provider, { ...options, ...signed })).to.equal(undefined)
  })

  it('tells the reasons that are one unknown session to the module', async () => {
    const { options, signed, module, account, session } = await withOp()
    const id = sessionId(session)
    const longer = aSession({ validUntil: session.validUntil + 1 })
    const ungranted = await signSessionOp({ ...options, session: longer })
    const unknown = await explainOp(ethers.provider, { ...options, ...ungranted, session: longer })
    expect([unknown?.code, unknown?.args]).to.deep.equal(['SessionNotGranted', { id: sessionId(longer) }])
    expect(unknown?.onchain?.source).to.equal('lens')

    await account.sendTransaction(revokeCall({ module, id }))
    const revoked = await explainOp(ethers.provider, { ...options, ...signed })
    expect([revoked?.code, revoked?.args]).to.deep.equal(['SessionAlreadyRevoked', { id }])
  })

  it('asks about the permissions and the period that it is told', async () => {
    const { options, signed } = await withOp()
    const two = await explainOp(ethers.provider, { ...options, ...signed, permissionIndexes: [0, 0] })
    expect([two?.code, two?.args]).to.deep.equal(['ClaimNotOnePerCall', { claimed: 2n, calls: 1n }])
    const late = await explainOp(ethers.provider, { ...options, ...signed, periodIndex: 3 })
    expect([late?.code, late?.args]).to.deep.equal(['PeriodIndexNotExpected', { periodIndex: 3n }])
  })

  it('asks nobody about a call that no permission allows, and names what is allowed', async () => {
    const { options, signed } = await withOp()
    const tip = { ...UPVOTE, data: '0x12345678' } as const
    const nobody = { ...options, lens: ACCOUNT, calls: [tip] }
    const refused = await explainOp(ethers.provider, { ...nobody, ...signed })
    expect(refused?.code).to.equal('CallNotPermitted')
    expect(refused?.why).to.contain('there the session allows only upvotePost(uint256)')
  })

  it('asks about the grant that the op is said to bring', async () => {
    const { options, signed } = await withOp()
    const signedGrant = { replaces: word(0), siblings: [], ownerSignature: '0x01' } as const
    const none = await explainOp(ethers.provider, { ...options, ...signed, signedGrant })
    expect(none?.code).to.equal('AuthorizationNotExpected')
    const session = aSession({ maxCalls: 9 })
    const bringing = { ...options, session, signedGrant }
    const error = await explainOp(ethers.provider, { ...bringing, ...(await signSessionOp(bringing)) })
    expect([error?.code, error?.args]).to.deep.equal(['GrantSignatureNotValid', { id: sessionId(session) }])
  })

  it('says so where the address is no Lens', async () => {
    const { options, signed } = await withOp()
    const caught: unknown = await explainOp(ethers.provider, { ...options, ...signed, lens: ACCOUNT }).catch(
      (error: unknown) => error,
    )
    expect(isLatchkeyError(caught, 'RevertWithoutData')).to.equal(true)
    expect((caught as Error).message).to.contain('could not decode result data')
  })
})
