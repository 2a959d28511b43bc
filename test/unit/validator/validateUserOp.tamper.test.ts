// Every byte of an authorization counts. Changed under the old signature, it is never accepted; changed and signed again by
// the session key itself, as a thief of the key can, it is never accepted either: it says another session, or nothing.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, dataLength, dataSlice, getBytes, hexlify, Interface } from 'ethers'

import {
  encodeExecute,
  permissionProof,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type Address,
  type CallLike,
  type Hex,
  type Permission,
  type Session,
} from '../../../src'
import { refusal, storageOf } from './helpers/chain'
import { anOp, callOf, check, encodeWire, header, SAME, windowOf, wireOf, type OpOptions } from './helpers/op'
import { grant, installModule } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, HOUR, inOrder, PAYMASTER, START } from './helpers/session'

const permissions = inOrder([
  aPermission({ maxValue: 5n }),
  aTransfer(anAddress(0x2001), 7n),
  aPermission({ functionSignature: 'createPost(string)' }),
])
const rich = aSession({ paymaster: PAYMASTER, period: 600, maxValue: 100n, permissions })
const [a, b] = permissions as [Permission, Permission, Permission]
const richOptions: OpOptions = {
  calls: [callOf(a, a.maxValue), callOf(b), callOf(b, b.maxValue)],
  periodIndex: 2,
  wire: { headers: [header(a, permissionProof(permissions, 0)), header(b, permissionProof(permissions, 1)), SAME] },
}

interface Case {
  readonly what: string
  readonly session: Session
  readonly options: OpOptions
  readonly window: bigint
  /** The bytes of a period index: another one is another period of the same session. */
  readonly index?: readonly [start: number, end: number]
  /** Signing takes time: of every so many bits one. */
  readonly step?: number
}

const cases: readonly Case[] = [
  {
    what: 'the smallest',
    session: aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS }),
    options: { sponsor: PAYMASTER },
    window: windowOf(START, START + HOUR),
  },
  { what: 'a metered one', session: aSession(), options: {}, window: windowOf(START, START + HOUR) },
  {
    what: 'one with every part',
    session: rich,
    options: richOptions,
    window: windowOf(START + 1200, START + 1799),
    index: [41, 45],
    step: 3,
  },
]

/** With one bit changed, each in turn: all eight of a byte, or some of them. */
function* flips(data: string, step = 1): Generator<readonly [bit: number, data: string]> {
  const bytes = getBytes(data)
  for (let bit = 0; bit < 8 * bytes.length; bit += step)
    yield [bit, hexlify(bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))]
}

describe('validateUserOp: an authorization', () => {
  for (const { what, session, options, window, index = [0, 0], step = 1 } of cases) {
    it(`T63 is refused after any one bit has changed: ${what}`, async () => {
      const scene = await loadFixture(installModule)
      const key = await grant(scene, session)
      const op = anOp(scene, session, options)
      expect(await check(scene, op)).to.equal(window)
      const split = dataLength(op.signature) - 64
      const signature = dataSlice(op.signature, split)
      const seen = { failed: 0, refused: 0 }
      for (const [bit, authorization] of flips(dataSlice(op.signature, 0, split))) {
        const [name, answer] = await refusal(check(scene, { ...op, signature: concat([authorization, signature]) }))
        expect(name, `bit ${bit}`).not.to.be.oneOf(['(no reason)', '(unknown)', 'Panic'])
        if (name === '(not refused)') expect(answer, `bit ${bit}`).to.equal(1n)
        seen[name === '(not refused)' ? 'failed' : 'refused']++
      }
      // Only another period of the same session gets as far as the signature.
      expect(seen).to.deep.equal({ failed: 8 * (index[1] - index[0]), refused: 8 * (split - index[1] + index[0]) })
      expect((await storageOf(scene, key)).usage).to.equal(`0x${'00'.repeat(31)}01`)
    })

    it(`I2 is refused after any one bit has changed, though the key signed it: ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      const right = encodeWire(wireOf(session, options))
      for (const [bit, authorization] of flips(right, step)) {
        const [name, answer] = await refusal(check(scene, anOp(scene, session, { ...options, authorization })))
        expect(name, `bit ${bit}`).not.to.be.oneOf(['(no reason)', '(unknown)', 'Panic'])
        const byte = bit >> 3
        if (byte < index[0] || byte >= index[1]) expect(name, `bit ${bit}`).not.to.equal('(not refused)')
        else if (name === '(not refused)') expect(answer, `bit ${bit}`).not.to.equal(window)
        else expect(name, `bit ${bit}`).to.equal('PeriodOutsideSession')
      }
    })
  }

  it('I1 I2 admits no callData but a canonical one of permitted calls, after any one bit has changed', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, rich)
    const op = anOp(scene, rich, richOptions)
    const seen = { accepted: 0, refused: 0 }
    for (const [bit, callData] of flips(op.callData, 7)) {
      // The hash is the EntryPoint's to make; here it stays the same, so that what is permitted is accepted.
      const [name, answer] = await refusal(check(scene, { ...op, callData }))
      expect(name, `bit ${bit}`).not.to.be.oneOf(['(no reason)', '(unknown)', 'Panic'])
      seen[name === '(not refused)' ? 'accepted' : 'refused']++
      if (name !== '(not refused)') continue
      const calls = callsOf(callData)
      expect(answer).to.equal(windowOf(START + 1200, START + 1799))
      expect(encodeExecute(calls)).to.equal(callData)
      for (const [i, permission] of [a, b, b].entries()) {
        const { to, value = 0n, data = '0x' } = calls[i]!
        expect([to, data.slice(0, 10)]).to.deep.equal([permission.target, callOf(permission).data?.slice(0, 10)])
        expect(value <= permission.maxValue, `bit ${bit}`).to.equal(true)
      }
    }
    expect(seen.accepted).to.be.greaterThan(10)
    expect(seen.refused).to.be.greaterThan(100)
  })
})

/** The calls of a batch, by the ABI decoder. */
function callsOf(callData: string): CallLike[] {
  const execute = new Interface(['function execute(bytes32 mode, bytes executionCalldata)'])
  const [, batch] = execute.decodeFunctionData('execute', callData) as unknown as [string, string]
  const [calls] = AbiCoder.defaultAbiCoder().decode(['tuple(address,uint256,bytes)[]'], batch) as unknown as [
    [Address, bigint, Hex][],
  ]
  return calls.map(([to, value, data]) => ({ to, value, data }))
}
