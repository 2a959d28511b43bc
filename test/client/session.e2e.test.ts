// The client's whole way through a real account and each EntryPoint: install with a session, ops of the session key, and
// its end. Only public functions of the client touch the module.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  createSession,
  handleOps,
  installCall,
  openZeppelinAccount,
  periodIndexAt,
  randomSalt,
  readNonce,
  revokeCall,
  sessionFromJson,
  sessionId,
  sessionToJson,
  signSessionOp,
  worstCaseFee,
  type Address,
  type BundleOutcome,
  type Call,
  type CallLike,
  type Hex,
  type SessionOptions,
} from '../../src'
import { deployChain, openAccount, VERSIONS, type Version } from '../helpers/fixture'
import { sendAsOwner } from '../helpers/userOp'
import { expectRejection, KEY, KEY_ADDRESS, OP_TERMS } from './builders'

const TERMS = { ...OP_TERMS, maxFeePerGas: parseEther('0.000000001'), maxPriorityFeePerGas: 1n } as const
const FEE = worstCaseFee(TERMS)

async function open(version: Version, overrides: Partial<SessionOptions> = {}) {
  const chain = await loadFixture(deployChain)
  const account = await openAccount(chain, { version })
  const module = (await (await ethers.deployContract('SessionKeyValidator')).getAddress()) as Address
  const { chainId } = await ethers.provider.getNetwork()
  const sender = account.address as Address
  const entryPoint = { address: account.entryPoint.address as Address, version: account.entryPoint.version }
  const session = createSession({
    signer: KEY_ADDRESS,
    allow: [allow(chain.socio3, 'upvotePost'), allow(chain.socio3, 'tip', { maxValue: 5n })],
    expires: '1h',
    fees: { max: 3n * FEE },
    value: 8n,
    now: await time.latest(),
    ...overrides,
  })
  const asOwner = ({ to, value, data }: Call): Promise<unknown> =>
    sendAsOwner(account, { calls: [{ target: to, value, data }] })
  await asOwner(
    installCall({ adapter: openZeppelinAccount, account: sender, module, salt: randomSalt(), sessions: [session] }),
  )

  /** The app: knows the session from JSON, and its key. */
  async function send(...calls: readonly CallLike[]): Promise<BundleOutcome> {
    const known = sessionFromJson(JSON.stringify(sessionToJson(session)))
    const nonce = await readNonce(chain.bundler, {
      entryPoint: entryPoint.address,
      sender,
      key: openZeppelinAccount.nonceKey(module, 7),
    })
    const periodIndex = periodIndexAt(known, await time.latest())
    const terms = { ...TERMS, sender, nonce }
    const { userOp } = await signSessionOp({
      session: known,
      calls,
      userOp: terms,
      module,
      entryPoint,
      chainId,
      periodIndex,
      key: KEY,
    })
    return await handleOps(entryPoint.address, [userOp], chain.bundler)
  }
  const { socio3 } = chain
  const upvote = await socio3.upvotePost.populateTransaction(0)
  const tip = { ...(await socio3.tip.populateTransaction(0)), value: 4n }
  return { socio3, module, session, asOwner, send, upvote, tip }
}

for (const version of VERSIONS) {
  describe(`a session of the client, EntryPoint ${version}`, () => {
    it('runs single calls and batches until its fees are used', async () => {
      const { send, upvote, tip, socio3 } = await open(version)
      const first = await send(upvote)
      expect([first.success, first.ops.length]).to.deep.equal([true, 1])
      expect(first.actualGasUsed > 0n).to.equal(true)
      expect((await send(upvote, tip, upvote)).success).to.equal(true)
      expect((await socio3.getPost(0)).votes).to.equal(3n)
      expect((await send(upvote)).success).to.equal(true)
      await expectRejection(send(upvote), 'FeeOverLimit', { fee: 4n * FEE, limit: 3n * FEE })
    })

    it('counts value over all calls', async () => {
      const { send, tip } = await open(version)
      expect((await send(tip)).success).to.equal(true)
      await expectRejection(send(tip, tip), 'ValueOverLimit', { value: 12n, limit: 8n })
      expect((await send(tip)).success).to.equal(true)
    })

    it('reports an execution that reverts', async () => {
      const { send, socio3 } = await open(version)
      const outcome = await send(await socio3.upvotePost.populateTransaction(99))
      expect(outcome.success).to.equal(false)
      expect(outcome.ops[0]?.revertReason).to.deep.equal({
        source: 'unknown',
        data: socio3.interface.encodeErrorResult('PostNotFound', [99, 1]) as Hex,
      })
    })

    it('counts by periods', async () => {
      const { send, upvote } = await open(version, { period: '10m', calls: 1, fees: { max: 10n * FEE } })
      expect((await send(upvote)).success).to.equal(true)
      await expectRejection(send(upvote), 'CallsOverLimit', { calls: 2n, limit: 1n })
      await time.increase(600)
      expect((await send(upvote)).success).to.equal(true)
    })

    it('ends by time', async () => {
      const { send, upvote } = await open(version)
      await time.increase(3_601)
      await expectRejection(send(upvote), 'AA22', { opIndex: 0, reason: 'AA22 expired or not due' })
    })

    it('ends by revocation', async () => {
      const { send, upvote, asOwner, module, session } = await open(version)
      await asOwner(revokeCall({ module, id: sessionId(session) }))
      await expectRejection(send(upvote), 'SessionNotLive', { id: sessionId(session) })
    })
  })
}
