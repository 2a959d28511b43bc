// Calls and answers that other modules took for something else: reserved targets, call types that one check knows and
// another does not, markers and payers that end up in what the EntryPoint reads.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, Interface, toBeHex } from 'ethers'

import { sessionId, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Address, type Session } from '../../src'
import { refusal, storageOf } from '../unit/validator/helpers/chain'
import { anOp, callOf, check, pair, validate, windowOf, type OpOptions } from '../unit/validator/helpers/op'
import { grant, installModule } from '../unit/validator/helpers/scene'
import {
  aPermission,
  aSession,
  aTransfer,
  anAddress,
  HOUR,
  PAYMASTER,
  SOCIO3,
  START,
  usageWord,
  word,
} from '../unit/validator/helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const FREE = { gasFees: pair(0n, 0n) }
const AUTHORIZER = (1n << 160n) - 1n
const execute = new Interface(['function execute(bytes32 mode, bytes executionCalldata)'])

const unmetered = aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS })
const generous = aSession({
  paymaster: PAYMASTER,
  maxFee: UNLIMITED_FEE,
  maxCalls: UNLIMITED_CALLS,
  maxValue: UNLIMITED_VALUE,
  permissions: [aPermission({ maxValue: UNLIMITED_VALUE })],
})

describe('Targets that other modules keep for themselves', () => {
  it('T11 no address stands for any target: 1 and its neighbours are refused like all others', async () => {
    const scene = await loadFixture(installModule)
    const sessions = [aSession(), aSession({ permissions: [aTransfer(SOCIO3)] }), generous]
    for (const session of sessions) {
      await grant(scene, session)
      const options: OpOptions = session === generous ? { sponsor: PAYMASTER } : {}
      for (const target of [1n, 2n, (1n << 160n) - 1n])
        for (const data of ['0x00000001', '0x00000000', '0xffffffff', '0x'] as const) {
          const to = toBeHex(target, 20) as Address
          const [claimed] = session.permissions
          const selector = data === '0x' ? '0x00000000' : data
          const functionSignature = data === '0x' ? '' : 'hidden()'
          const needed = aPermission({ target: to, selector, functionSignature, maxValue: claimed!.maxValue })
          const op = anOp(scene, session, { ...options, calls: [{ to, data }] })
          expect(await refusal(check(scene, op))).to.deep.equal([
            'SessionNotLive',
            sessionId({ ...session, permissions: [needed] }),
          ])
        }
    }
  })
})

describe('Batches without calls', () => {
  it('T4 T5 whose list would lie behind the execution data, in what follows, are refused', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const mode = concat(['0x01', new Uint8Array(31)])
    // One word that points behind itself, to zeros of the next field: an empty list for whoever reads on.
    for (const pointer of [0x20n, 0x40n, 0x60n]) {
      const callData = execute.encodeFunctionData('execute', [mode, toBeHex(pointer, 32)])
      const op = anOp(scene, aSession(), { op: { callData } })
      expect(await refusal(check(scene, op))).to.deep.equal(['CallDataNotCanonical', 32n, 64n])
    }
  })
})

describe('Call types', () => {
  const policies: readonly (readonly [string, Session, OpOptions])[] = [
    ['a function', aSession(), {}],
    ['a plain transfer', aSession({ permissions: [aTransfer(SOCIO3)] }), {}],
    ['value', aSession({ maxValue: 9n, permissions: [aPermission({ maxValue: 9n })] }), {}],
    ['calls unmetered', unmetered, { sponsor: PAYMASTER }],
    ['all that can be', generous, { sponsor: PAYMASTER }],
  ]
  for (const [what, session, options] of policies)
    it(`T21 T22 all but a call are refused to a session that permits ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      const { to, data = '0x' } = callOf(session.permissions[0]!)
      const single = concat([to, word(0), data])
      const batch = AbiCoder.defaultAbiCoder().encode(['tuple(address,uint256,bytes)[]'], [[[to, 0n, data]]])
      // A delegatecall has no value: the account reads `target | data`.
      const delegate = concat([to, data])
      const opOf = (mode: string, execution: string) =>
        anOp(scene, session, {
          ...options,
          op: { callData: execute.encodeFunctionData('execute', [mode, execution]) },
        })
      for (const callType of ['0x02', '0x03', '0x7f', '0x80', '0xfe', '0xff'])
        for (const execType of ['0x00', '0x01', '0xff'])
          for (const execution of [single, batch, delegate]) {
            const mode = concat([callType, execType, new Uint8Array(30)])
            expect(await refusal(check(scene, opOf(mode, execution)))).to.deep.equal(['ModeNotAllowed', mode])
          }
      expect(await check(scene, opOf(word(0), single))).to.equal(WINDOW)
      expect(await check(scene, opOf(concat(['0x01', new Uint8Array(31)]), batch))).to.equal(WINDOW)
    })
})

describe('What the module answers', () => {
  it('T47 has no authorizer, whatever the address of the paymaster', async () => {
    const scene = await loadFixture(installModule)
    for (const paymaster of [anAddress(1), anAddress(2), toBeHex(AUTHORIZER, 20) as Address])
      for (const [fields, sponsored] of [
        [{ maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS }, [true]],
        [{}, [true, false]],
        [{ period: HOUR + 1 }, [true, false]],
      ] as const) {
        const session = aSession({ ...fields, paymaster })
        await grant(scene, session)
        for (const pays of sponsored) {
          const answer = await check(scene, anOp(scene, session, pays ? { sponsor: paymaster } : {}))
          expect(answer & AUTHORIZER).to.equal(0n)
          expect(answer).to.equal(WINDOW)
        }
      }
  })

  it('T48 is never a marker: unlimited is no answer, the last period is not "revoked", what is missing reverts', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, generous)
    expect(await check(scene, anOp(scene, generous, { sponsor: PAYMASTER }))).to.equal(WINDOW)

    const last = 2 ** 32 - 1
    const periodic = aSession({ validAfter: 0, validUntil: 2 ** 47 - 1, period: 60 })
    const id = await grant(scene, periodic)
    const op = anOp(scene, periodic, { periodIndex: last, op: FREE })
    expect(await validate(scene, op)).to.equal(windowOf(60 * last, 60 * last + 59))
    expect((await storageOf(scene, id)).usage).to.equal(usageWord({ calls: 1n, period: BigInt(last) }))
    expect(await scene.module.isLive(scene.account, id)).to.equal(true)

    const noTransfer = aSession({ permissions: [aTransfer(SOCIO3)] })
    const transfer = anOp(scene, aSession(), { calls: [{ to: SOCIO3 }] })
    await grant(scene, aSession())
    expect(await refusal(check(scene, transfer))).to.deep.equal(['SessionNotLive', sessionId(noTransfer)])
  })
})
