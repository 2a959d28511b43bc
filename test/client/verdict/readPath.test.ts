// Paths over decoded arguments: every kind of step, what is not there, and what means nothing; then random types, against
// demands that know nothing of paths.
import { expect } from 'chai'
import { AbiCoder, concat, FunctionFragment, id } from 'ethers'

import { can, type Hex } from '../../../src'
import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, NESTED, pathStep, WORD } from '../../../src/session/path'
import { decodeArguments } from '../../../src/verdict/ArgumentValue'
import { fitsShape } from '../../../src/verdict/fitsShape'
import { readPath } from '../../../src/verdict/readPath'
import { argumentsShape } from '../../../src/verdict/Shape'
import { Random } from '../../property/jury/Random'
import { aPermission, aSession, SOCIO3, the } from '../builders'
import { randomCall } from '../randomArguments'
import { rulesOf } from '../rulesOf'
import { anOp } from './builders'

const CASES = Number(process.env['LATCHKEY_CASES'] ?? 5_000) / 5
const SEED = Number(process.env['FC_SEED'] ?? 1)

const [follow, length, nested] = [FOLLOW, LENGTH, NESTED].map((kind) => pathStep(kind)) as [number, number, number]
const at = (index: number): number => pathStep(WORD, index)
const bytesAt = (index: number): number => pathStep(BYTES_WORD, index)
const element = (index: number, words: number): number => pathStep(ELEMENT, index * 256 + words)

const dataOf = (types: readonly string[], values: readonly unknown[]): Hex =>
  concat([id(`f(${types.join()})`).slice(0, 10), AbiCoder.defaultAbiCoder().encode(types, values)]) as Hex

/** What a path reads among the arguments of `f`. */
function read(types: readonly string[], values: readonly unknown[], path: readonly number[]): unknown {
  const shape = the(argumentsShape(`f(${types.join()})`))
  const reading = readPath(the(decodeArguments(dataOf(types, values), shape)), path)
  expect(fitsShape(shape, path), path.join()).to.equal(reading !== 'unknown')
  return reading
}

const left = (hex: string): bigint => BigInt(hex.padEnd(66, '0'))

describe('readPath', () => {
  it('reads words of every type as the ABI has them', () => {
    const types = ['uint8', 'int16', 'bytes2', 'address', 'bool']
    const values = [7, -2, '0xabcd', SOCIO3, true]
    const words = [7n, 2n ** 256n - 2n, left('0xabcd'), BigInt(SOCIO3), 1n]
    expect(types.map((_, i) => read(types, values, [at(i)]))).to.deep.equal(words)
  })

  it('counts the words of tuples and fixed arrays that lie open in the head', () => {
    const types = ['uint8', '(uint8,uint8[2])', 'uint8']
    const values = [1, [2, [3, 4]], 5]
    expect([0, 1, 2, 3, 4].map((i) => read(types, values, [at(i)]))).to.deep.equal([1n, 2n, 3n, 4n, 5n])
    expect(read(types, values, [at(5)])).to.equal('unknown')
    expect(read(types, values, [at(0), follow, at(0)])).to.equal('unknown')
  })

  it('reads a pointer as the number that the coder writes', () => {
    const types = ['bytes', 'uint8', 'string', 'uint8[]']
    const values = [`0x${'11'.repeat(33)}`, 1, '', [1, 2]]
    // Four heads; then 32 + 64 bytes, 32 bytes.
    expect([0, 2, 3].map((i) => read(types, values, [at(i)]))).to.deep.equal([128n, 224n, 256n])
  })

  it('follows pointers to tuples, arrays, bytes and text, relative to what encloses them', () => {
    const types = ['(uint8,string)', '(uint8,bytes)[]', 'uint8[2][]']
    const values = [
      [1, 'ab'],
      [
        [2, '0xcc'],
        [3, '0xdd'],
      ],
      [
        [4, 5],
        [6, 7],
      ],
    ] as const
    expect(read(types, values, [at(0), follow, at(0)])).to.equal(1n)
    expect(read(types, values, [at(0), follow, at(1)])).to.equal(64n)
    expect(read(types, values, [at(0), follow, at(1), follow, bytesAt(0)])).to.equal(left('0x6162'))
    expect(read(types, values, [at(1), follow, element(1, 1)])).to.equal(64n + 128n)
    expect(read(types, values, [at(1), follow, element(1, 1), follow, at(1), follow, bytesAt(0)])).to.equal(
      left('0xdd'),
    )
    expect(read(types, values, [at(2), follow, element(1, 2), at(0)])).to.equal(6n)
    expect(read(types, values, [at(2), follow, length])).to.equal(2n)
  })

  it('finds an element of one word, be it alone or in a tuple', () => {
    expect(read(['uint8[]'], [[8, 9]], [at(0), follow, element(1, 1)])).to.equal(9n)
    expect(read(['(uint8)[]'], [[[8], [9]]], [at(0), follow, element(1, 1)])).to.equal(9n)
  })

  it('T12 refuses elements, words of bytes and calls that are not there', () => {
    expect(read(['uint8[]'], [[8, 9]], [at(0), follow, element(2, 1)])).to.equal('unreadable')
    expect(read(['bytes'], [`0x${'11'.repeat(32)}`], [at(0), follow, bytesAt(1)])).to.equal('unreadable')
    expect(read(['bytes'], ['0x'], [at(0), follow, bytesAt(0)])).to.equal('unreadable')
    expect(read(['bytes'], ['0x112233'], [at(0), follow, nested, at(0)])).to.equal('unreadable')
  })

  it('knows no meaning for a path that the types do not have', () => {
    const types = ['uint8[]', 'bytes', 'uint8', '(uint8,uint8)[]']
    const values = [[1], '0x11', 2, [[3, 4]]] as const
    for (const path of [
      [],
      [follow],
      [at(0), follow, element(0, 2), at(0)],
      [at(0), follow, bytesAt(0)],
      [at(0), follow, at(0)],
      [at(1), follow, element(0, 1)],
      [at(1), follow, length, at(0)],
      [at(2), follow, length],
      [at(3), follow, element(0, 2), at(2)],
      [at(3), follow, element(0, 1)],
    ])
      expect(read(types, values, path), path.join()).to.equal('unknown')
  })

  describe('inside a call that is an argument', () => {
    const inner = (types: readonly string[], values: readonly unknown[]): Hex => dataOf(types, values)
    const into = (data: string, ...path: readonly number[]): unknown =>
      read(['bytes'], [data], [at(0), follow, nested, ...path])

    it('reads words within its own bytes', () => {
      const data = inner(
        ['uint8', 'bytes', '(uint8,uint8)[]'],
        [
          1,
          `0x${'22'.repeat(33)}`,
          [
            [3, 4],
            [5, 6],
          ],
        ],
      )
      expect(into(data, at(0))).to.equal(1n)
      expect(into(data, at(1), follow, length)).to.equal(33n)
      expect(into(data, at(1), follow, bytesAt(1))).to.equal(left('0x22'))
      expect(into(data, at(1), follow, bytesAt(2))).to.equal('unreadable')
      expect(into(data, at(2), follow, element(1, 2), at(1))).to.equal(6n)
      expect(into(data, at(2), follow, element(2, 2), at(1))).to.equal('unreadable')
      const behind = inner(['uint8[]', 'uint8[]'], [[1], [2, 3]])
      expect(into(behind, at(0), follow, element(1, 1))).to.equal('unreadable')
      expect(into(data.slice(0, -2), at(2), follow, element(1, 2), at(1))).to.equal('unreadable')
      expect(into(inner(['uint256'], [1n << 200n]), at(0), follow, at(0))).to.equal('unreadable')
    })

    it('reads a call inside the call, and no byte behind it', () => {
      const data = inner(['bytes', 'uint8'], [inner(['uint8', 'uint8'], [7, 8]), 9])
      const deep = (...path: readonly number[]): unknown => into(data, at(0), follow, nested, ...path)
      expect(deep(at(1))).to.equal(8n)
      expect(deep(at(2))).to.equal('unreadable')
      expect(into(inner(['bytes'], ['0x1122']), at(0), follow, nested, at(0))).to.equal('unreadable')
    })

    it('T170 refuses bytes that hide something behind their end', () => {
      const data = inner(['bytes'], ['0x1122'])
      const dirty = `${data.slice(0, -2)}01`
      expect(into(data, at(0), follow, bytesAt(0))).to.equal(left('0x1122'))
      expect(into(dirty, at(0), follow, bytesAt(0))).to.equal('unreadable')
    })
  })

  it('decodes nothing that the coder would write differently', () => {
    const shape = the(argumentsShape('f(address,bytes)'))
    const data = dataOf(['address', 'bytes'], [SOCIO3, '0x1122'])
    const put = (position: number, byte: string): Hex =>
      `0x${data.slice(2, 2 + 2 * position)}${byte}${data.slice(4 + 2 * position)}` as Hex
    expect(decodeArguments(data, shape)).to.not.equal(undefined)
    for (const other of [
      put(4, '01'),
      put(data.length / 2 - 2, '01'),
      put(4 + 63, '60'),
      `${data}00` as Hex,
      data.slice(0, -2) as Hex,
      data.slice(0, 10) as Hex,
    ])
      expect(decodeArguments(other, shape), other).to.equal(undefined)
  })

  it('is not led to decode a fixed array larger than the data', () => {
    const shape = the(argumentsShape('f(uint8[1000000000])'))
    expect(decodeArguments(dataOf(['uint8'], [1]), shape)).to.equal(undefined)
  })

  it(`finds the demanded part, and no other, in ${CASES} calls of random types (FC_SEED=${SEED})`, () => {
    const random = new Random(SEED)
    const kinds = new Set<number>()
    let judged = 0
    while (judged < CASES) {
      const one = randomCall(random, `f${judged}`)
      const fragment = FunctionFragment.from(`function ${one.signature}`)
      const rules = rulesOf(one, false)
      if (rules === undefined) continue
      judged++
      const permission = aPermission({ functionSignature: fragment.format(), rules })
      const session = aSession({ permissions: [permission] })
      const codeOf = (data: Hex): string => {
        const verdict = can(anOp({ session, calls: [{ to: SOCIO3, data }] }))
        return verdict.ok ? 'accepted' : verdict.error.code
      }
      for (const { path } of rules) {
        path.forEach((step) => kinds.add(step >>> 24))
        expect(fitsShape(the(argumentsShape(fragment.format())), path), one.signature).to.equal(true)
      }
      const text = `${one.signature} ${one.data}`
      expect(codeOf(one.data), text).to.equal('accepted')
      expect(codeOf(one.kept), text).to.equal('accepted')
      expect(codeOf(one.changed), text).to.be.oneOf(['RuleNotMet', 'ArgumentNotReadable'])
    }
    expect([...kinds].sort()).to.deep.equal([0, 1, 2, 3, 4, 5])
  }).timeout(120_000)
})
