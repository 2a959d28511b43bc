// The strict view of execute(): every canonical encoding is read as what it encodes, everything else is refused.
import { expect } from 'chai'
import { AbiCoder, concat, dataSlice, getAddress, hexlify, Interface, toBeHex } from 'ethers'
import fc from 'fast-check'
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'

import { hexBytes, RUNS } from '../../helpers/arbitraries'
import { deployLibraryHarness } from '../../helpers/harness'

const account = new Interface(['function execute(bytes32 mode, bytes executionCalldata)'])
const SINGLE = toBeHex(0, 32)
const BATCH = toBeHex(1n << 248n, 32)

type Call = [target: string, value: bigint, data: string]

const execute = (mode: string, execution: string): string => account.encodeFunctionData('execute', [mode, execution])
const single = ([target, value, data]: Call): string => execute(SINGLE, concat([target, toBeHex(value, 32), data]))
const batchData = (calls: Call[]): string =>
  AbiCoder.defaultAbiCoder().encode(['tuple(address,uint256,bytes)[]'], [calls])
const batch = (calls: Call[]): string => execute(BATCH, batchData(calls))

const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((b) => getAddress(hexlify(b)))
const call: fc.Arbitrary<Call> = fc.tuple(address, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), hexBytes(100))

/** Replaces the 32-byte word at byte `offset` of `data`. */
const withWord = (data: string, offset: number, word: bigint): string =>
  concat([dataSlice(data, 0, offset), toBeHex(word, 32), dataSlice(data, offset + 32)])

const DATA = '0x0b7e71450000000000000000000000000000000000000000000000000000000000000001' // 36 bytes
const TARGET = '0x1111111111111111111111111111111111111111'
const ONE = single([TARGET, 0n, DATA])
const TWO = batch([
  [TARGET, 0n, DATA],
  [TARGET, 1n, '0x'],
])

describe('Calls', () => {
  it('reads a single execution as it was encoded', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(call, async (c) => {
        expect(await harness.readCalls(single(c))).to.deep.equal([c])
      }),
      { numRuns: RUNS },
    )
  })

  it('reads a batch as it was encoded, in order', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), async (calls) => {
        expect(await harness.readCalls(batch(calls))).to.deep.equal(calls)
      }),
      { numRuns: RUNS },
    )
  })

  it('refuses or reads the same after any one byte has changed', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const seen = { refused: 0, read: 0 }
    const mutation = fc.tuple(
      fc.array(call, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
    )
    await fc.assert(
      fc.asyncProperty(mutation, async ([calls, at, flip]) => {
        const bytes = Buffer.from(batch(calls).slice(2), 'hex')
        const index = at % bytes.length
        bytes[index] = (bytes[index] ?? 0) ^ flip
        const mutated = hexlify(bytes)
        let read: Call[]
        try {
          read = (await harness.readCalls(mutated)).map((c) => [c.target, c.value, c.data])
        } catch {
          seen.refused++
          return
        }
        // What is read must be the canonical decoding of the changed bytes: encoding it again gives them back. The byte may be
        // the mode's own: then the same bytes are one call.
        seen.read++
        const [first] = read
        const isSingle = dataSlice(mutated, 4, 5) === '0x00'
        expect(isSingle && first !== undefined ? single(first) : batch(read)).to.equal(mutated)
      }),
      { numRuns: RUNS * 6 },
    )
    expect(seen.refused).to.be.greaterThan(RUNS)
    expect(seen.read).to.be.greaterThan(0)
  })

  const refusals: [name: string, callData: string, error: string, args: unknown[]][] = [
    ['another selector', concat(['0x09c5eabe', dataSlice(ONE, 4)]), 'SelectorNotExecute', ['0x09c5eabe']],
    ['nothing', '0x', 'SelectorNotExecute', ['0x00000000']],
    ['an offset that is not 0x40', withWord(ONE, 36, 0x60n), 'CallDataNotCanonical', [0x60, 0x40]],
    ['a length past the end', withWord(ONE, 68, 2n ** 256n - 1n), 'CallDataNotCanonical', [2n ** 256n - 1n, 196]],
    ['a trailing word', concat([ONE, SINGLE]), 'CallDataNotCanonical', [228, 196]],
    ['a missing padding', dataSlice(ONE, 0, 188), 'CallDataNotCanonical', [188, 196]],
    ['dirty padding', concat([dataSlice(ONE, 0, 195), '0x01']), 'CallDataNotCanonical', [1, 0]],
    ['a single execution below 52 bytes', execute(SINGLE, concat([TARGET, toBeHex(0, 31)])), 'CallDataNotCanonical', [51, 52]],
    ['delegatecall', execute(`0xff${SINGLE.slice(4)}`, TARGET), 'ModeNotAllowed', [`0xff${SINGLE.slice(4)}`]],
    ['static call', execute(`0xfe${SINGLE.slice(4)}`, TARGET), 'ModeNotAllowed', [`0xfe${SINGLE.slice(4)}`]],
    ['try mode', execute(`0x0001${SINGLE.slice(6)}`, TARGET), 'ModeNotAllowed', [`0x0001${SINGLE.slice(6)}`]],
    ['try mode of a batch', execute(`0x0101${SINGLE.slice(6)}`, TARGET), 'ModeNotAllowed', [`0x0101${SINGLE.slice(6)}`]],
    ['a mode payload', execute(toBeHex(1, 32), TARGET), 'ModeNotAllowed', [toBeHex(1, 32)]],
    ['a batch of 32 bytes', execute(BATCH, toBeHex(0x20, 32)), 'CallDataNotCanonical', [32, 64]],
    ['an empty batch', batch([]), 'BatchEmpty', []],
    ['an array that does not start at 0x20', withWord(TWO, 100, 0x40n), 'CallDataNotCanonical', [0x40, 0x20]],
    ['more calls than there is room for', withWord(TWO, 132, 2n ** 255n), 'CallDataNotCanonical', [2n ** 255n, 14]],
    ['a pointer that skips bytes', withWord(TWO, 164, 0x60n), 'CallDataNotCanonical', [0x60, 0x40]],
    ['two pointers to one call', withWord(TWO, 196, 0x40n), 'CallDataNotCanonical', [0x40, 0x100]],
    ['dirty upper bits of a target', withWord(TWO, 228, (1n << 200n) | BigInt(TARGET)), 'CallDataNotCanonical', [(1n << 200n) | BigInt(TARGET), BigInt(TARGET)]],
    ['a data pointer that is not 0x60', withWord(TWO, 292, 0x80n), 'CallDataNotCanonical', [0x80, 0x60]],
    ['data longer than the batch', withWord(TWO, 324, 0x1000n), 'CallDataNotCanonical', [0, 0]],
    ['dirty padding in a batch', withWord(TWO, 388, 1n), 'CallDataNotCanonical', [1, 0]],
    ['bytes after the last call', execute(BATCH, concat([batchData([[TARGET, 0n, '0x']]), SINGLE])), 'CallDataNotCanonical', [0, 0]],
  ] // prettier-ignore

  for (const [name, callData, error, args] of refusals) {
    it(`refuses ${name}`, async () => {
      const { harness } = await loadFixture(deployLibraryHarness)
      const refusal = expect(harness.readCalls(callData)).to.be.revertedWithCustomError(harness, error)
      // Positions in calldata depend on the harness: those cases compare the error's name.
      if (!(args[0] === 0 && args[1] === 0)) await refusal.withArgs(...args)
      else await refusal
    })
  }
})
