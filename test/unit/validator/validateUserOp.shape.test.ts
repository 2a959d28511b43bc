// The shape of a session op: whose it is, that it deploys nothing, and that callData is the one canonical `execute`.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, dataLength, dataSlice, id, Interface, MaxUint256, toBeHex, ZeroHash } from 'ethers'

import { encodeExecute } from '../../../src'
import { callRaw, refusal } from './helpers/chain'
import { anOp, callOf, check, USER_OP_HASH, windowOf } from './helpers/op'
import { grant, installModule, newAccount, type Scene } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, HOUR, PAYMASTER, SOCIO3, START, word } from './helpers/session'

const abi = new Interface([
  'function execute(bytes32 mode, bytes executionCalldata)',
  'function executeUserOp((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes) op, bytes32 userOpHash)',
  'function installModule(uint256 moduleTypeId, address module, bytes initData)',
  'function uninstallModule(uint256 moduleTypeId, address module, bytes deInitData)',
  'function upgradeToAndCall(address implementation, bytes data)',
  'function executeFromExecutor(bytes32 mode, bytes executionCalldata)',
])
const SINGLE = ZeroHash
const BATCH = `0x01${'00'.repeat(31)}`
const WINDOW = windowOf(START, START + HOUR)

const session = aSession()
const call = callOf(aPermission())
const DATA = call.data ?? '0x'
const execution = concat([SOCIO3, word(0), DATA])
const execute = (mode: string, data: string): string => abi.encodeFunctionData('execute', [mode, data])
const batchOf = (...calls: (readonly [string, bigint, string])[]): string =>
  AbiCoder.defaultAbiCoder().encode(['tuple(address,uint256,bytes)[]'], [calls])
const ONE = execute(SINGLE, execution)
const TWO = execute(BATCH, batchOf([SOCIO3, 0n, DATA], [SOCIO3, 0n, DATA]))

/** `data` with the 32-byte word at `offset` replaced. */
const withWord = (data: string, offset: number, value: bigint): string =>
  concat([dataSlice(data, 0, offset), toBeHex(value, 32), dataSlice(data, offset + 32)])

/** An op with this callData, as signed by the key as any other. */
const opOf = (scene: Scene, callData: string, count = 1) =>
  anOp(scene, session, { calls: Array.from({ length: count }, () => call), op: { callData } })

const executeUserOp = (): string => {
  const inner = [anAddress(1), 0n, '0x', ONE, ZeroHash, 0n, ZeroHash, '0x', '0x']
  return abi.encodeFunctionData('executeUserOp', [inner, ZeroHash])
}

describe('validateUserOp: whose op', () => {
  it('T59 refuses the op of another account', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    const other = await newAccount(scene.module)
    const op = anOp(scene, session)
    expect(await refusal(other.validator.validateUserOp.staticCall(op, USER_OP_HASH))).to.deep.equal([
      'SenderNotCaller',
      scene.account,
      other.account,
    ])
    expect(await refusal(scene.module.validateUserOp.staticCall(op, USER_OP_HASH))).to.deep.equal([
      'SenderNotCaller',
      scene.account,
      scene.stranger.address,
    ])
  })

  it('T8 refuses a sender with a bit above the address', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    const data = scene.module.interface.encodeFunctionData('validateUserOp', [anOp(scene, session), USER_OP_HASH])
    const sender = 4 + 64
    expect(BigInt(await callRaw(scene, data))).to.equal(WINDOW)
    const dirty = withWord(data, sender, BigInt(scene.account) | (1n << 160n))
    expect(await refusal(callRaw(scene, dirty))).to.deep.equal(['SenderNotCaller', scene.account, scene.account])
  })

  for (const initCode of ['0x00', '0x7702', `0x7702${'00'.repeat(18)}`, concat([anAddress(1), '0x12345678'])])
    it(`T75 refuses initCode ${initCode}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      expect(await refusal(check(scene, anOp(scene, session, { op: { initCode } })))).to.deep.equal([
        'InitCodeNotEmpty',
        BigInt(dataLength(initCode)),
      ])
    })
})

describe('validateUserOp: callData', () => {
  const accepted: readonly (readonly [string, string, number])[] = [
    ['a single call', ONE, 1],
    ['a single call of a selector alone', execute(SINGLE, concat([SOCIO3, word(0), dataSlice(DATA, 0, 4)])), 1],
    ['a single call of 5 bytes', execute(SINGLE, concat([SOCIO3, word(0), dataSlice(DATA, 0, 5)])), 1],
    ['a batch of one', execute(BATCH, batchOf([SOCIO3, 0n, DATA])), 1],
    ['a batch of two', TWO, 2],
    ['a batch of different lengths', execute(BATCH, batchOf([SOCIO3, 0n, dataSlice(DATA, 0, 4)], [SOCIO3, 0n, concat([DATA, DATA])])), 2],
  ] // prettier-ignore
  for (const [what, callData, count] of accepted)
    it(`takes ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      expect(await check(scene, opOf(scene, callData, count))).to.equal(WINDOW)
    })

  const selectors: readonly (readonly [string, string])[] = [
    ['T19 installModule', abi.encodeFunctionData('installModule', [1, anAddress(1), '0x'])],
    ['T19 uninstallModule', abi.encodeFunctionData('uninstallModule', [1, anAddress(1), '0x'])],
    ['T19 upgradeToAndCall', abi.encodeFunctionData('upgradeToAndCall', [anAddress(1), '0x'])],
    ['executeFromExecutor', abi.encodeFunctionData('executeFromExecutor', [SINGLE, execution])],
    ['T20 executeUserOp', executeUserOp()],
    ['T20 executeUserOp before an allowed execute', concat([id('executeUserOp()').slice(0, 10), ONE])],
    ['one wrong bit', concat(['0xe9ae5c52', dataSlice(ONE, 4)])],
    ['nothing', '0x'],
  ]
  for (const [what, callData] of selectors)
    it(`refuses another function: ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      expect(await refusal(check(scene, opOf(scene, callData)))).to.deep.equal([
        'SelectorNotExecute',
        callData === '0x' ? '0x00000000' : dataSlice(callData, 0, 4),
      ])
    })

  const modes: readonly (readonly [string, string])[] = [
    ['T21 delegatecall', `0xff${'00'.repeat(31)}`],
    ['T22 static call', `0xfe${'00'.repeat(31)}`],
    ['T23 try', `0x0001${'00'.repeat(30)}`],
    ['T23 try of a batch', `0x0101${'00'.repeat(30)}`],
    ['T25 a batch with opData', `0x01000000000078210001${'00'.repeat(22)}`],
    ['T25 a batch of batches', `0x01000000000078210002${'00'.repeat(22)}`],
    ['T25 the last bit of a single mode', toBeHex(1, 32)],
    ['T25 the last bit of a batch mode', toBeHex((1n << 248n) | 1n, 32)],
    ['T25 a mode selector', `0x000000000000deadbeef${'00'.repeat(22)}`],
    ['a call type of 2', `0x02${'00'.repeat(31)}`],
    ['all ones', toBeHex(MaxUint256, 32)],
  ]
  for (const [what, mode] of modes)
    it(`refuses a mode: ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      const data = mode.startsWith('0x01') ? batchOf([SOCIO3, 0n, DATA]) : execution
      expect(await refusal(check(scene, opOf(scene, execute(mode, data))))).to.deep.equal(['ModeNotAllowed', mode])
    })

  const head = 100 // selector, mode, offset and length before the execution data
  const notCanonical: readonly (readonly [string, string, bigint, bigint])[] = [
    ['T1 an offset that is not 0x40', withWord(ONE, 36, 0x60n), 0x60n, 0x40n],
    ['T1 a second payload where the offset points', concat([withWord(ONE, 36, 0xa0n), dataSlice(ONE, 68)]), 0xa0n, 0x40n],
    ['T3 a length of 2^256 - 1', withWord(ONE, 68, MaxUint256), MaxUint256, 196n],
    ['T3 a length that wraps to the right one', withWord(ONE, 68, MaxUint256 - 31n), MaxUint256 - 31n, 196n],
    ['T7 a word behind it', concat([ONE, word(0)]), 228n, 196n],
    ['T7 a byte behind it', concat([ONE, '0x00']), 197n, 196n],
    ['no padding', dataSlice(ONE, 0, head + 88), 188n, 196n],
    ['T7 dirty padding', concat([dataSlice(ONE, 0, 195), '0x01']), 1n, 0n],
    ['a single execution of 51 bytes', execute(SINGLE, dataSlice(execution, 0, 51)), 51n, 52n],
    ['a single execution of nothing', execute(SINGLE, '0x'), 0n, 52n],
    ['a batch of 63 bytes', execute(BATCH, dataSlice(batchOf(), 0, 63)), 63n, 64n],
    ['a batch that starts at 0x40', withWord(TWO, head, 0x40n), 0x40n, 0x20n],
    ['a batch of more calls than fit', withWord(TWO, head + 32, 1n << 250n), 1n << 250n, 16n],
    ['T6 a pointer that leaves a gap', withWord(TWO, head + 64, 0x60n), 0x60n, 0x40n],
    ['T6 two pointers to one call', withWord(TWO, head + 96, 0x40n), 0x40n, 0x100n],
    ['T8 a target with a dirty bit', withWord(TWO, head + 128, BigInt(SOCIO3) | (1n << 160n)), BigInt(SOCIO3) | (1n << 160n), BigInt(SOCIO3)],
    ['a data pointer that is not 0x60', withWord(TWO, head + 192, 0x80n), 0x80n, 0x60n],
    ['T7 dirty padding in a batch', withWord(TWO, head + 288, 1n), 1n, 0n],
  ] // prettier-ignore
  for (const [what, callData, actual, expected] of notCanonical)
    it(`refuses ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      const count = callData.startsWith(dataSlice(TWO, 0, 36)) ? 2 : 1
      expect(await refusal(check(scene, opOf(scene, callData, count)))).to.deep.equal([
        'CallDataNotCanonical',
        actual,
        expected,
      ])
    })

  // The error of these speaks of positions in the module's calldata: their distance is what counts.
  const outside: readonly (readonly [string, string, bigint])[] = [
    ['T7 a word behind the last call', execute(BATCH, concat([batchOf([SOCIO3, 0n, DATA]), word(0)])), -32n],
    ['a last call cut short', execute(BATCH, dataSlice(batchOf([SOCIO3, 0n, DATA]), 0, -32)), 32n],
  ]
  for (const [what, callData, distance] of outside)
    it(`refuses ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      const [name, actual, expected] = await refusal(check(scene, opOf(scene, callData)))
      expect([name, BigInt(String(actual)) - BigInt(String(expected))]).to.deep.equal([
        'CallDataNotCanonical',
        distance,
      ])
    })

  it('T3 refuses a call whose data is longer than all there is', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    for (const length of [1n << 32n, 1n << 64n, MaxUint256 - 31n, MaxUint256])
      expect(
        (await refusal(check(scene, opOf(scene, withWord(TWO, head + 224, length), 2)))).slice(0, 2),
      ).to.deep.equal(['CallDataNotCanonical', length])
  })

  it('T4 T5 refuses an empty batch, also with something behind it', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    for (const data of [batchOf(), concat([batchOf(), word(0)]), withWord(batchOf([SOCIO3, 0n, DATA]), 32, 0n)])
      expect(await refusal(check(scene, opOf(scene, execute(BATCH, data))))).to.deep.equal(['BatchEmpty'])
  })

  it('T2 T18 refuses callData cut anywhere, whatever follows it in the op', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    const behind = concat([PAYMASTER, dataSlice(ONE, 4), ONE])
    for (let length = 0; length < dataLength(ONE); length++) {
      const callData = dataSlice(ONE, 0, length)
      for (const paymasterAndData of ['0x', behind]) {
        const op = anOp(scene, session, { op: { callData, paymasterAndData } })
        const [name] = await refusal(check(scene, op))
        expect(name, String(length)).to.equal(length < 4 ? 'SelectorNotExecute' : 'CallDataNotCanonical')
      }
    }
  })

  for (const length of [1, 2, 3])
    it(`T9 I3 refuses data of ${length} bytes, which is neither a transfer nor a call`, async () => {
      const scene = await loadFixture(installModule)
      const transfer = aSession({ permissions: [aTransfer(SOCIO3)] })
      await grant(scene, transfer)
      const data = dataSlice('0xaabbcc', 0, length)
      const calls = [callOf(transfer.permissions[0]!), callOf(transfer.permissions[0]!)]
      const single = anOp(scene, transfer, { op: { callData: execute(SINGLE, concat([SOCIO3, word(0), data])) } })
      expect(await refusal(check(scene, single))).to.deep.equal(['SelectorIncomplete', 0n, BigInt(length)])
      const callData = execute(BATCH, batchOf([SOCIO3, 0n, '0x'], [SOCIO3, 0n, data]))
      const batch = anOp(scene, transfer, { calls, op: { callData } })
      expect(await refusal(check(scene, batch))).to.deep.equal(['SelectorIncomplete', 1n, BigInt(length)])
      expect(await check(scene, anOp(scene, transfer, { calls }))).to.equal(WINDOW)
    })

  it('is what the client encodes', () => {
    expect(encodeExecute([call])).to.equal(ONE)
    expect(encodeExecute([call, call])).to.equal(TWO)
  })
})
