// Every kind of step, each with the last byte that it needs and with one byte less; what a path may not leave; and where
// pointers count from. The Lens must give the same answer to each question.
import { expect } from 'chai'
import { concat, dataLength, dataSlice } from 'ethers'

import { at, bytesWord, callData, element, FOLLOW, LENGTH, NESTED, readBoth, wordOf } from '../../helpers/readerHarness'

const PLACE = 0x0305
const NOT_READABLE = ['ArgumentNotReadable', 3n, 5n]
const SELECTOR = '0xabcdef01'
const FULL = `0x${'a1'.repeat(32)}`
const MAX = 2n ** 256n - 1n

const cut = (data: string, bytes: number): string => dataSlice(data, 0, dataLength(data) - bytes)
const read = async (path: readonly number[], data: string) => await readBoth(path, data, PLACE)

/** `bytes` without the zeros that fill up their last word. */
const tight = (content: string): string => concat([wordOf(dataLength(content)), content])

/** A path, data of which every byte is needed, and what is found. */
const EXACT: readonly (readonly [name: string, path: readonly number[], data: string, word: bigint])[] = [
  ['the first argument', [at(0)], callData(7), 7n],
  ['the third argument', [at(2)], callData(1, 2, 7), 7n],
  ['a pointer, as a word', [at(1)], callData(1, 0x40), 0x40n],
  ['a word of a tuple', [at(0), FOLLOW, at(1)], callData(0x20, 1, 7), 7n],
  ['the length of a list', [at(0), FOLLOW, LENGTH], callData(0x20, 5), 5n],
  ['the length of bytes', [at(0), FOLLOW, LENGTH], callData(0x20, 33), 33n],
  ['the first element', [at(0), FOLLOW, element(0)], callData(0x20, 2, 7), 7n],
  ['the last element', [at(0), FOLLOW, element(1)], callData(0x20, 2, 1, 7), 7n],
  ['a word of an element of three', [at(0), FOLLOW, element(1, 3), at(2)], callData(0x20, 2, 1, 2, 3, 4, 5, 7), 7n],
  [
    'an element of 255 words',
    [at(0), FOLLOW, element(1, 255), at(0)],
    callData(0x20, 2, `0x${'00'.repeat(255 * 32)}`, 7),
    7n,
  ],
  ['a list in a list', [at(0), FOLLOW, element(1), FOLLOW, element(0)], callData(0x20, 2, MAX, 0x40, 1, 7), 7n],
  ['a tuple in a list', [at(0), FOLLOW, element(0), FOLLOW, at(1)], callData(0x20, 1, 0x20, 1, 7), 7n],
  ['bytes in a tuple', [at(0), FOLLOW, at(1), FOLLOW, LENGTH], callData(0x20, 1, 0x40, 9), 9n],
  ['a whole word of bytes', [at(0), FOLLOW, bytesWord(0)], callData(0x20, 32, FULL), BigInt(FULL)],
  ['the second word of bytes', [at(0), FOLLOW, bytesWord(1)], callData(0x20, 64, 1, 7), 7n],
  [
    'a word of bytes that end in it',
    [at(0), FOLLOW, bytesWord(1)],
    callData(0x20, 33, 1, 0x07n << 248n),
    0x07n << 248n,
  ],
  [
    'an argument of a call inside',
    [at(0), FOLLOW, NESTED, at(1)],
    callData(0x20, tight(concat([SELECTOR, wordOf(1), wordOf(7)]))),
    7n,
  ],
  [
    'an element inside a call inside',
    [at(0), FOLLOW, NESTED, at(1), FOLLOW, element(0)],
    callData(0x20, tight(concat([SELECTOR, ...[1, 0x40, 1, 7].map(wordOf)]))),
    7n,
  ],
  [
    'an argument of a call inside a call inside',
    [at(0), FOLLOW, NESTED, at(0), FOLLOW, NESTED, at(0)],
    callData(0x20, tight(concat([SELECTOR, wordOf(0x20), tight(concat([SELECTOR, wordOf(7)]))]))),
    7n,
  ],
]

describe('ArgumentLib', () => {
  for (const [name, path, data, word] of EXACT)
    it(`finds ${name} in data that end with it, and nothing in data that lack the last byte`, async () => {
      expect(await read(path, data)).to.deep.equal([word])
      expect(await read(path, concat([data, FULL]))).to.deep.equal([word])
      expect(await read(path, cut(data, 1))).to.deep.equal(NOT_READABLE)
    })

  it('finds nothing in data of any length below what a path needs', async () => {
    for (const [, path, data] of EXACT.filter(([, , { length }]) => length < 1_000))
      for (const bytes of [2, 31, 32, 33]) expect(await read(path, cut(data, bytes))).to.deep.equal(NOT_READABLE)
    for (const data of ['0x', '0xc0', '0xc0ffee', '0xc0ffee00'])
      expect(await read([at(0)], data)).to.deep.equal(NOT_READABLE)
  })

  it('follows a pointer up to the end of the data, and not by a byte further', async () => {
    const path = [at(0), FOLLOW, LENGTH]
    expect(await read(path, callData(0x40, 1, 7))).to.deep.equal([7n])
    for (const pointer of [0x41n, 0x5fn, 0x60n, 0x61n, 2n ** 48n, 2n ** 64n, 2n ** 255n, MAX - 31n, MAX])
      expect(await read(path, callData(pointer, 1, 7))).to.deep.equal(NOT_READABLE)
  })

  it('does not go back to words before a tuple by a pointer that wraps around', async () => {
    const path = [at(0), FOLLOW, at(0), FOLLOW, at(0)]
    expect(await read(path, callData(0x40, 7, 0x20, 8))).to.deep.equal([8n])
    for (const back of [32n, 64n]) expect(await read(path, callData(0x40, 7, -back, 8))).to.deep.equal(NOT_READABLE)
  })

  it('does not follow a pointer to a word far behind the data, over its end, back into it', async () => {
    const path = [at(0), FOLLOW, at(0xffffff)]
    expect(await read(path, callData(0x20, 7))).to.deep.equal(NOT_READABLE)
    expect(await read([at(0xffffff)], callData(7))).to.deep.equal(NOT_READABLE)
    const far = [at(0), FOLLOW, element(0xffff, 255), at(0xffffff)]
    expect(await read(far, callData(0x20, MAX, 7))).to.deep.equal(NOT_READABLE)
  })

  it('counts a pointer from the start of what it stands in', async () => {
    const inTuple = [at(1), FOLLOW, at(0), FOLLOW, at(0)]
    expect(await read(inTuple, callData(1, 0x40, 0x40, 2, 7))).to.deep.equal([7n])
    const inList = [at(1), FOLLOW, element(0), FOLLOW, at(0)]
    expect(await read(inList, callData(1, 0x40, 2, 0x40, 3, 7))).to.deep.equal([7n])
    const inCall = [at(1), FOLLOW, NESTED, at(1), FOLLOW, at(0)]
    const inner = concat([SELECTOR, ...[1, 0x40, 7].map(wordOf)])
    expect(await read(inCall, callData(1, 0x40, tight(inner)))).to.deep.equal([7n])
  })

  it('reads a pointer that is no multiple of 32 as the ABI does', async () => {
    expect(await read([at(0), FOLLOW, at(0)], callData(0x21, '0xff', 7))).to.deep.equal([7n])
  })

  it('finds an element below the length, and none at it', async () => {
    for (const [length, index] of [
      [1, 0],
      [2, 1],
      [0x10000, 1],
    ] as const)
      expect(await read([at(0), FOLLOW, element(index)], callData(0x20, length, 7, 7))).to.deep.equal([7n])
    for (const [length, index] of [
      [0, 0],
      [1, 1],
      [1, 0xffff],
      [0xffff, 0xffff],
    ] as const)
      expect(await read([at(0), FOLLOW, element(index)], callData(0x20, length, 7, 7))).to.deep.equal(NOT_READABLE)
  })

  it('finds words of bytes below their end, and none that starts at it', async () => {
    const word = async (index: number, length: bigint | number) =>
      await read([at(0), FOLLOW, bytesWord(index)], callData(0x20, length, 0, 0))
    for (const [index, length] of [
      [0, 1],
      [0, 32],
      [0, 64],
      [1, 33],
      [1, 64],
    ] as const)
      expect(await word(index, length)).to.deep.equal([0n])
    for (const [index, length] of [
      [0, 0],
      [1, 0],
      [1, 32],
      [2, 64],
      [0xffffff, 64],
    ] as const)
      expect(await word(index, length)).to.deep.equal(NOT_READABLE)
  })

  it('finds bytes whose length reaches up to the end of the data, and not by one further', async () => {
    const word = async (length: bigint) => await read([at(0), FOLLOW, bytesWord(0)], callData(0x20, length, FULL, FULL))
    expect(await word(64n)).to.deep.equal([BigInt(FULL)])
    for (const length of [65n, 2n ** 64n, 2n ** 255n, MAX - 95n, MAX - 31n, MAX])
      expect(await word(length)).to.deep.equal(NOT_READABLE)
  })

  it('finds no word of bytes where what fills it up is not there, or not zero in every bit', async () => {
    for (let length = 1; length < 32; length++) {
      const bytes = `0x${'ff'.repeat(length)}${'00'.repeat(32 - length)}`
      const path = [at(0), FOLLOW, bytesWord(0)]
      expect(await read(path, callData(0x20, length, bytes))).to.deep.equal([BigInt(bytes)])
      expect(await read(path, callData(0x20, length, cut(bytes, 32 - length)))).to.deep.equal(NOT_READABLE)
      const [first, last] = [BigInt(bytes) | (1n << BigInt(8 * (32 - length) - 1)), BigInt(bytes) | 1n]
      for (const hidden of [first, last])
        expect(await read(path, callData(0x20, length, hidden))).to.deep.equal(NOT_READABLE)
    }
  })

  it('leaves alone what fills up other words of bytes', async () => {
    expect(await read([at(0), FOLLOW, bytesWord(0)], callData(0x20, 33, 7, MAX))).to.deep.equal([7n])
    expect(await read([at(0), FOLLOW, LENGTH], callData(0x20, 1, MAX))).to.deep.equal([1n])
  })

  it('reads nothing of a call inside beyond its length, although the bytes are there', async () => {
    const path = [at(0), FOLLOW, NESTED, at(0)]
    const inner = async (length: bigint | number) => await read(path, callData(0x20, length, SELECTOR, 7, FULL))
    for (const length of [36, 37, 68]) expect(await inner(length)).to.deep.equal([7n])
    for (const length of [0, 3, 4, 35, 69, 2n ** 255n, MAX - 31n, MAX])
      expect(await inner(length)).to.deep.equal(NOT_READABLE)
  })

  it('follows no pointer and takes no bytes out of a call inside', async () => {
    const inner = async (path: number[], ...words: number[]) =>
      await read(
        [at(0), FOLLOW, NESTED, at(0), FOLLOW, ...path],
        callData(0x20, tight(concat([SELECTOR, ...words.map(wordOf)])), 7, 7),
      )
    expect(await inner([at(0)], 0x20, 8)).to.deep.equal([8n])
    expect(await inner([at(0)], 0x40, 8)).to.deep.equal(NOT_READABLE)
    expect(await inner([at(1)], 0x20, 8)).to.deep.equal(NOT_READABLE)
    expect(await inner([bytesWord(0)], 0x20, 32, 8)).to.deep.equal([8n])
    expect(await inner([bytesWord(0)], 0x20, 33, 8)).to.deep.equal(NOT_READABLE)
    expect(await inner([bytesWord(1)], 0x20, 64, 8)).to.deep.equal(NOT_READABLE)
    expect(await inner([element(1)], 0x20, 2, 8)).to.deep.equal(NOT_READABLE)
    expect(await inner([NESTED, at(0)], 0x20, 36, 8)).to.deep.equal(NOT_READABLE)
  })
})
