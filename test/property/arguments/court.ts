// Where rules on arguments are judged: callees of three kinds say what they would use of a call, the module and the Lens
// what they read and which rules they accept; many cases in one call.
import { ethers, network } from 'hardhat'

import { ArgumentJuryMock__factory, ReaderHarness__factory } from '../../../typechain-types'
import { collectGarbage } from '../jury/collectGarbage'
import { padded, wordBytes } from './encode'
import { COMPARISON, type Case } from './generate'
import { ALL_ONES } from './types'

const PER_QUESTION = 30
const GAS = 16_000_000

export type Check = {
  readonly value: bigint
  readonly byModule: boolean
  readonly byLens: boolean
  /** Whether both gave the same answer or the same reason, in every byte. */
  readonly same: boolean
}

/** What was read; nothing if it was refused. */
export type Judged = Case & {
  readonly eager: bigint | undefined
  readonly lazy: bigint | undefined
  /** What a callee would use that checks nothing: always something. */
  readonly raw: bigint
  readonly module: bigint | undefined
  readonly lens: bigint | undefined
  /** By the rule that was checked with what the module read comes first, if it read anything. */
  readonly checks: readonly Check[]
  readonly charged: bigint
}

/** Through `loadFixture`. */
export async function deployCourt(): Promise<string> {
  const eager = await ethers.deployContract('ArgumentDecoderMock')
  const lazy = await ethers.deployContract('LazyDecoderMock')
  const raw = await ethers.deployContract('AssemblyCalleeMock')
  const harness = await ethers.deployContract('ReaderHarness')
  const jury = await ethers.deployContract('ArgumentJuryMock', [eager, lazy, raw, harness])
  return await jury.getAddress()
}

export async function judgeAll(jury: string, cases: readonly Case[]): Promise<Judged[]> {
  const judged: Judged[] = []
  for (let start = 0; start < cases.length; start += PER_QUESTION) {
    const part = cases.slice(start, start + PER_QUESTION)
    const data = `0x${question(part).toString('hex')}`
    const asked = { to: jury, data, gas: `0x${GAS.toString(16)}` }
    const answer = (await network.provider.request({ method: 'eth_call', params: [asked, 'latest'] })) as string
    judged.push(
      ...part.map((one, i) => judgedOf(one, answer.slice(2 + 64 * (2 + FACTS * i), 2 + 64 * (2 + FACTS * (i + 1))))),
    )
    await collectGarbage()
  }
  return judged
}

// ABI encoding by hand: ethers needs longer for it than the chain for all of the answer.

/** A word, or what stands in the tail of a dynamic value. */
type Part = bigint | { readonly tail: Buffer }

const dynamic = (data: Buffer): Part => ({ tail: padded(Buffer.concat([wordBytes(BigInt(data.length)), data])) })

function encode(...parts: readonly Part[]): Buffer {
  let at = 32 * parts.length
  const heads = parts.map((part) => {
    if (typeof part === 'bigint') return wordBytes(part)
    const pointer = wordBytes(BigInt(at))
    at += part.tail.length
    return pointer
  })
  return Buffer.concat([...heads, ...parts.flatMap((part) => (typeof part === 'bigint' ? [] : [part.tail]))])
}

const selectorFrom = (text: string): Buffer => Buffer.from(text.slice(2), 'hex')
const harnessAbi = ReaderHarness__factory.createInterface()
const READ = selectorFrom(harnessAbi.getFunction('read').selector)
const READ_AS_LENS = selectorFrom(harnessAbi.getFunction('readAsLens').selector)
const CHECK = selectorFrom(harnessAbi.getFunction('check').selector)
const CHECK_AS_LENS = selectorFrom(harnessAbi.getFunction('checkAsLens').selector)
const JUDGE = selectorFrom(ArgumentJuryMock__factory.createInterface().getFunction('judge').selector)

const array = (words: readonly bigint[]): Part => ({
  tail: Buffer.concat([wordBytes(BigInt(words.length)), ...words.map(wordBytes)]),
})

function question(cases: readonly Case[]): Buffer {
  const tails = cases.map((one): Part => ({ tail: encodeCase(one) }))
  const list = Buffer.concat([wordBytes(BigInt(cases.length)), encode(...tails)])
  return Buffer.concat([JUDGE, encode({ tail: list })])
}

function encodeCase({ data, steps, choices, wordType, comparison, mask, original }: Case): Buffer {
  const isRange = comparison === COMPARISON.between || comparison === COMPARISON.betweenSigned
  const values = Array.from({ length: isRange ? 2 : 1 }, () => 0n)
  const packedPath = Buffer.alloc(1 + 4 * steps.length)
  packedPath[0] = steps.length
  steps.forEach((step, i) => packedPath.writeUInt32BE(step, 1 + 4 * i))
  const path = steps.map(BigInt)
  const isMasked = mask !== ALL_ONES
  const packed = Buffer.concat([
    packedPath,
    Buffer.from([wordType >> 8, wordType & 0xff, comparison | (isMasked ? 0x80 : 0)]),
    isMasked ? wordBytes(mask) : Buffer.alloc(comparison === COMPARISON.charge ? 1 : 0),
    Buffer.from([values.length]),
    ...values.map(wordBytes),
  ])
  const bytes = dynamic(data)
  const rule = encode(array(path), BigInt(wordType), BigInt(comparison), mask, array(values), 0n)
  const rules: Part = { tail: Buffer.concat([wordBytes(1n), encode({ tail: rule })]) }
  const check = Buffer.concat([CHECK, encode(0n, bytes, dynamic(packed))])
  const checkAsLens = Buffer.concat([CHECK_AS_LENS, encode(0n, bytes, rules)])
  const padding = padded(packed).length - packed.length
  return encode(
    bytes,
    left(choices, 16n),
    left(steps, 32n),
    BigInt(steps.length),
    BigInt(wordType),
    dynamic(Buffer.concat([READ, encode(0n, bytes, dynamic(packedPath))])),
    dynamic(Buffer.concat([READ_AS_LENS, encode(bytes, array(path))])),
    dynamic(check),
    dynamic(checkAsLens),
    BigInt(check.length - padding - 32 * values.length),
    BigInt(checkAsLens.length - 32 * values.length),
    BigInt(values.length),
    mask,
    original,
  )
}

/** Numbers side by side in a word, the first in its highest bits. */
const left = (numbers: readonly number[], bits: bigint): bigint =>
  numbers.reduce((all, one, i) => all | (BigInt(one) << (256n - bits * BigInt(i + 1))), 0n)

/** Words of an answer about one case: flags, then what was read. */
const FACTS = 7
const [EAGER, LAZY, MODULE, LENS] = [1, 2, 4, 8]

function judgedOf(one: Case, words: string): Judged {
  const wordAt = (index: number): bigint => BigInt(`0x${words.slice(64 * index, 64 * (index + 1))}`)
  const flags = Number(wordAt(0))
  const ifRead = (bit: number, word: bigint): bigint | undefined => ((flags & bit) !== 0 ? word : undefined)
  const [eager, lazy, raw, module, lens, charged] = [1, 2, 3, 4, 5, 6].map(wordAt) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  const checks = [module, eager, lazy, one.original].flatMap((value, i): Check[] => {
    const bits = flags >> (4 + 4 * i)
    if ((bits & 1) === 0) return []
    return [{ value, byModule: (bits & 2) !== 0, byLens: (bits & 4) !== 0, same: (bits & 8) !== 0 }]
  })
  return {
    ...one,
    eager: ifRead(EAGER, eager),
    lazy: ifRead(LAZY, lazy),
    raw,
    module: ifRead(MODULE, module),
    lens: ifRead(LENS, lens),
    checks,
    charged,
  }
}
