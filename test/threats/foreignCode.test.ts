// What the module runs and reads: its own code and ecrecover, the two words of the account. So no registry, token or
// account can answer wrongly, at length, or at all.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, toBeHex, type ContractTransactionResponse } from 'ethers'

import { renounceDigest, sessionId, sessionPreimage, sessionStruct, signDigest, type Session } from '../../src'
import { toAddress, traceCall, traceTransaction, type Step, type Trace } from '../helpers/trace'
import { epochSlot, usageSlot } from '../unit/validator/helpers/chain'
import { anOp, callOf, USER_OP_HASH } from '../unit/validator/helpers/op'
import { grant, installData, installModule, SALT, type Scene } from '../unit/validator/helpers/scene'
import { aPermission, anAddress, aSession, inOrder, KEY, OTHER_KEY, PAYMASTER } from '../unit/validator/helpers/session'

const ECRECOVER = 'STATICCALL 0x0000000000000000000000000000000000000001'
const CALLS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL']
const OTHERS = [
  'CREATE',
  'CREATE2',
  'SELFDESTRUCT',
  'EXTCODESIZE',
  'EXTCODECOPY',
  'EXTCODEHASH',
  'BALANCE',
  'SELFBALANCE',
]
const CLOCK = ['TIMESTAMP', 'NUMBER', 'BASEFEE', 'BLOBBASEFEE', 'BLOBHASH', 'COINBASE', 'PREVRANDAO', 'BLOCKHASH']
const CALLER = ['ORIGIN', 'GASPRICE', 'GASLIMIT', 'GAS']
const STORAGE = ['SLOAD', 'SSTORE', 'TLOAD', 'TSTORE']

/** Steps in the module's own frame. */
const stepsOf = ({ steps }: Trace, { address }: Scene): Step[] => steps.filter(({ frame }) => frame.code === address)

/** Whom the module calls or asks about, in order. */
const outward = (trace: Trace, scene: Scene): string[] =>
  stepsOf(trace, scene)
    .filter(({ op }) => CALLS.includes(op) || OTHERS.includes(op))
    .map((step) => (CALLS.includes(step.op) ? `${step.op} ${toAddress(step.stack(1))}` : step.op))

/** The opcodes of `kinds` that it runs, GAS only where it is not the gas of a call. */
const used = (trace: Trace, scene: Scene, kinds: readonly string[]): string[] =>
  stepsOf(trace, scene)
    .filter((step) => kinds.includes(step.op) && !(step.op === 'GAS' && CALLS.includes(step.next()?.op ?? '')))
    .map(({ op }) => op)

const storage = (trace: Trace, scene: Scene): string[] =>
  stepsOf(trace, scene)
    .filter(({ op }) => STORAGE.includes(op))
    .map((step) => `${step.op} ${toBeHex(step.stack(0), 32)}`)

const traceOf = async (scene: Scene, sent: ContractTransactionResponse): Promise<Trace> =>
  await traceTransaction(sent.hash, scene.account)

const permissions = inOrder([aPermission(), aPermission({ functionSignature: 'createPost(string)' })])

describe('What validateUserOp runs and reads', () => {
  const sessions: readonly (readonly [string, Session])[] = [
    ['self-paid', aSession()],
    ['with a period', aSession({ period: 600 })],
    ['with a paymaster named', aSession({ paymaster: PAYMASTER })],
  ]
  for (const [what, session] of sessions)
    it(`T50 T112 T137 T138 T139 T140 I16 itself and ecrecover, two words and no clock, ${what}`, async () => {
      const scene = await loadFixture(installModule)
      const key = await grant(scene, session)
      const op = anOp(scene, session)
      const trace = await traceOf(scene, await scene.validator.validateUserOp(op, USER_OP_HASH))
      expect(outward(trace, scene)).to.deep.equal([ECRECOVER])
      expect(used(trace, scene, [...CLOCK, ...CALLER])).to.deep.equal([])
      const [usage, epoch] = [usageSlot(key, scene.account), epochSlot(scene.account)]
      expect(storage(trace, scene)).to.deep.equal([`SLOAD ${usage}`, `SLOAD ${epoch}`, `SSTORE ${usage}`])
    })

  it('T139 T140 also where it refuses', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const foreign = [callOf(aPermission({ target: scene.account })), callOf(aPermission({ target: anAddress(9) }))]
    const refused = [
      [anOp(scene, aSession(), { key: OTHER_KEY }), [ECRECOVER]],
      [anOp(scene, aSession({ maxCalls: 7 })), []],
      ...foreign.map((call) => [anOp(scene, aSession(), { calls: [call] }), []] as const),
      [anOp(scene, aSession(), { op: { preVerificationGas: 1n << 200n } }), [ECRECOVER]],
      [anOp(scene, aSession(), { op: { initCode: '0x7702' } }), []],
      [anOp(scene, aSession(), { sponsor: anAddress(9) }), []],
    ] as const
    for (const [op, calls] of refused) {
      const data = scene.module.interface.encodeFunctionData('validateUserOp', [op, USER_OP_HASH])
      const trace = await traceCall({ from: scene.stranger.address, to: scene.account, data })
      expect(outward(trace, scene)).to.deep.equal(calls)
      expect(storage(trace, scene).filter((access) => access.startsWith('SSTORE'))).to.deep.equal([])
      expect(used(trace, scene, [...CLOCK, ...CALLER])).to.deep.equal([])
    }
  })
})

describe('What every other function runs', () => {
  it('T130 T139 T140 nothing foreign, so that nobody is called while a session is granted or ended', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, address, account, chainId } = scene
    const session = aSession({ permissions })
    const renunciation = {
      module: address,
      version: await module.version(),
      chainId,
      account,
      sessionId: sessionId(session),
    }
    const signature = signDigest(KEY, renounceDigest(renunciation))
    const steps: readonly (readonly [string, () => Promise<ContractTransactionResponse>, readonly string[]])[] = [
      ['grant', async () => await validator.grant(sessionStruct(session)), []],
      ['renounce', async () => await validator.renounce(sessionPreimage(session), account, signature), [ECRECOVER]],
      ['revoke', async () => await validator.revoke(id('another')), []],
      ['revokeAll', async () => await validator.revokeAll(SALT), []],
      ['onUninstall', async () => await validator.onUninstall(SALT), []],
      // It decodes the data in a call to itself, which answers nothing.
      ['onInstall', async () => await validator.onInstall(installData([aSession()])), [`STATICCALL ${address}`]],
    ]
    for (const [name, send, calls] of steps)
      expect(outward(await traceOf(scene, await send()), scene), name).to.deep.equal(calls)
  })
})
