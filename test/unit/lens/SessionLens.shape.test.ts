// What the Lens says of an op whose shape is wrong: sender, initCode and callData.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { concat, dataLength, dataSlice, MaxUint256, toBeHex, ZeroHash } from 'ethers'

import { deployLens, expectAccepted, expectRefused, liveScene } from './helpers/fixture'
import { batch, callOf, execute, MODE_BATCH, MODE_SINGLE, single } from './helpers/op'
import { addressOf, permissionFor, sessionOf } from './helpers/session'

/** Where the words of a batch of two calls stand in callData. */
const POINTER = 36
const LENGTH = 68
const BATCH = 100
const FIRST_CALL_POINTER = BATCH + 64
const SECOND_CALL_POINTER = BATCH + 96
const FIRST_CALL = BATCH + 128

async function deployWithBatch() {
  const fixture = await deployLens()
  const permissions = [permissionFor(addressOf(1), 'upvotePost(uint256)', 5n)]
  const session = sessionOf(fixture.key.address, { permissions })
  const calls = [callOf(session, 0, 1n, toBeHex(41, 32)), callOf(session, 0, 2n, toBeHex(42, 32))]
  const callData = execute(MODE_BATCH, batch(calls))
  const length = BigInt(dataLength(callData))
  const refused = async (bad: string, actual: bigint, expected: bigint): Promise<void> => {
    const scene = await liveScene(fixture, session, { calls, permissions: [0, 0], op: { callData: bad } })
    await expectRefused(fixture, scene, 'CallDataNotCanonical', [actual, expected])
  }
  return { fixture, session, calls, callData, length, refused }
}

/** `data` with the 32-byte word at `position` replaced. */
const withWord = (data: string, position: number, word: bigint): string =>
  concat([dataSlice(data, 0, position), toBeHex(word, 32), dataSlice(data, position + 32)])

describe('SessionLens, shape of the op', () => {
  it('refuses the op of another account', async () => {
    const { fixture, session } = await loadFixture(deployWithBatch)
    const scene = await liveScene(fixture, session, { op: { sender: addressOf(9) } })
    await expectRefused(fixture, scene, 'SenderNotCaller', [addressOf(9), scene.account])
  })

  it('refuses an op with initCode', async () => {
    const { fixture, session } = await loadFixture(deployWithBatch)
    const scene = await liveScene(fixture, session, { op: { initCode: '0x7702' } })
    await expectRefused(fixture, scene, 'InitCodeNotEmpty', [2n])
  })

  it('refuses every selector but that of execute', async () => {
    const { fixture, session } = await loadFixture(deployWithBatch)
    for (const [callData, selector] of [
      ['0x', '0x00000000'],
      ['0xe9ae5c', '0xe9ae5c00'],
      ['0xe9ae5c54' + '00'.repeat(96), '0xe9ae5c54'],
    ] as const) {
      const scene = await liveScene(fixture, session, { op: { callData } })
      await expectRefused(fixture, scene, 'SelectorNotExecute', [selector])
    }
  })

  it('refuses every mode but single and batch', async () => {
    const { fixture, session, calls } = await loadFixture(deployWithBatch)
    const delegate = '0xff' + '00'.repeat(31)
    const tryBatch = '0x0101' + '00'.repeat(30)
    const withPayload = '0x01' + '00'.repeat(30) + '01'
    for (const mode of [delegate, tryBatch, withPayload]) {
      const scene = await liveScene(fixture, session, { op: { callData: execute(mode, batch(calls)) } })
      await expectRefused(fixture, scene, 'ModeNotAllowed', [mode])
    }
  })

  it('accepts the canonical batch that the refused ones below differ from', async () => {
    const { fixture, session, calls } = await loadFixture(deployWithBatch)
    await expectAccepted(fixture, await liveScene(fixture, session, { calls, permissions: [0, 0] }))
  })

  it('refuses callData that ends inside the mode', async () => {
    const { refused } = await loadFixture(deployWithBatch)
    await refused('0xe9ae5c53' + '00'.repeat(31), 35n, 36n)
  })

  it('refuses callData that is longer than its canonical form, and names both lengths', async () => {
    const { refused, callData, length, calls } = await loadFixture(deployWithBatch)
    const args = length - 4n
    await refused(concat([callData, '0x00']), args + 1n, args)
    await refused(concat([callData, ZeroHash]), args + 32n, args)

    const gap = concat([dataSlice(callData, 0, LENGTH), ZeroHash, dataSlice(callData, LENGTH)])
    await refused(withWord(gap, POINTER, 0x60n), args + 32n, args)

    const inner = batch(calls)
    await refused(execute(MODE_BATCH, concat([inner, ZeroHash])), length - 100n + 32n, length - 100n)
  })

  it('refuses callData with a word that the canonical form has not, and names both words', async () => {
    const { refused, callData, calls } = await loadFixture(deployWithBatch)
    const aliased = withWord(callData, SECOND_CALL_POINTER, 0x40n)
    await refused(aliased, 0x40n, 0x40n + 0xc0n)

    const [call] = calls
    const padded = execute(MODE_SINGLE, single({ ...call!, data: '0x11223344' }))
    const lastWord = BigInt(dataSlice(padded, -32))
    await refused(withWord(padded, dataLength(padded) - 32, lastWord + 1n), lastWord + 1n, lastWord)
  })

  it('refuses callData that cannot be decoded, and names its length', async () => {
    const { refused, callData, length } = await loadFixture(deployWithBatch)
    await refused('0xe9ae5c53' + '00'.repeat(32), 36n, 0n)
    await refused(dataSlice(callData, 0, -32), length - 32n, 0n)
    await refused(withWord(callData, POINTER, MaxUint256), length, 0n)
    await refused(withWord(callData, LENGTH, 2n ** 64n), length, 0n)

    const inner = length - 100n
    await refused(withWord(callData, BATCH + 32, 2n ** 40n), inner, 0n)
    await refused(withWord(callData, FIRST_CALL_POINTER, MaxUint256), inner, 0n)
    await refused(withWord(callData, FIRST_CALL, MaxUint256), inner, 0n)
    await refused(withWord(callData, FIRST_CALL + 64, 2n ** 64n), inner, 0n)
  })

  it('refuses a single call shorter than target and value', async () => {
    const { refused } = await loadFixture(deployWithBatch)
    await refused(execute(MODE_SINGLE, '0x' + '11'.repeat(51)), 51n, 52n)
  })

  it('refuses an empty batch', async () => {
    const { fixture, session } = await loadFixture(deployWithBatch)
    const scene = await liveScene(fixture, session, { calls: [] })
    await expectRefused(fixture, scene, 'BatchEmpty', [])
  })

  it('refuses calls with one to three bytes of data', async () => {
    const { fixture, session, calls } = await loadFixture(deployWithBatch)
    for (const [data, length] of [
      ['0x11', 1n],
      ['0x112233', 3n],
    ] as const) {
      const batched = [calls[0]!, { ...calls[1]!, data }]
      const scene = await liveScene(fixture, session, { calls: batched, permissions: [0, 0] })
      await expectRefused(fixture, scene, 'SelectorIncomplete', [1n, length])
    }
  })
})
