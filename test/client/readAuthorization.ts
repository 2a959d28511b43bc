// The wire read back by hand, as docs/encoding.md draws it: the second implementation that encodeAuthorization is compared
// with. It takes nothing from src/wire.
import { concat, keccak256, toBeHex, zeroPadValue, ZeroHash } from 'ethers'

import type { Hex, Permission } from '../../src'

/** What an authorization says. */
export interface ReadAuthorization {
  readonly id: Hex
  readonly paymasterFollows: boolean
  readonly signatureLength: number | undefined
  readonly periodIndex: number | undefined
  /** The root that each call leads to. */
  readonly roots: readonly Hex[]
  /** The attached grant. */
  readonly grant: Hex
}

class Reader {
  private at = 2
  constructor(private readonly bytes: Hex) {}

  take(length: number): Hex {
    const end = this.at + 2 * length
    if (end > this.bytes.length) throw new Error(`authorization ends before byte ${end / 2 - 1}`)
    const part = this.bytes.slice(this.at, end)
    this.at = end
    return `0x${part}`
  }

  number = (length: number): number => Number(this.take(length))
  rest = (): Hex => this.take((this.bytes.length - this.at) / 2)
}

const NO_LIMITS = concat([`0x${'ff'.repeat(10)}`, `0x${'00'.repeat(10)}`, `0x${'ff'.repeat(4)}`, '0x00000000']) as Hex

/** Reads it for calls of these permissions; `sponsor` is the paymaster that paymasterAndData would show. */
export function readAuthorization(bytes: Hex, calls: readonly Permission[], sponsor: Hex): ReadAuthorization {
  const reader = new Reader(bytes)
  const head = reader.number(1)
  if (head >> 5 !== 0) throw new Error('bits 5 to 7 of the head are not zero')
  const kind = head & 3
  const times = reader.take(12)
  const limits = head & 4 ? reader.take(28) : NO_LIMITS
  if (head & 4 && limits === NO_LIMITS) throw new Error('limits that say nothing')
  const periodIndex = BigInt(`0x${limits.slice(50)}`) === 0n ? undefined : reader.number(4)
  const paymaster = head & 8 ? reader.take(20) : sponsor
  const signer = reader.take(kind === 0 ? 20 : kind === 1 ? 64 : reader.number(2))
  const signatureLength = kind === 2 ? reader.number(2) : undefined

  const grantLength = head & 16 ? reader.number(2) : 0
  if (head & 16 && grantLength === 0) throw new Error('a grant of no bytes')

  let root: Hex = '0x'
  const roots = calls.map((permission, i) => {
    const flags = reader.number(1)
    if (flags === 4 && i > 0) return root
    if (flags & 12) throw new Error('flags that stand alone')
    const cap = flags & 1 ? reader.take(10) : '0x00'
    const rules = flags & 2 ? keccak256(reader.take(reader.number(2))) : ZeroHash
    const proof = Array.from({ length: flags >> 4 }, () => reader.take(32))
    const transfer = permission.functionSignature === '' ? '0x0000000000000001' : '0x0000000000000000'
    const leaf = keccak256(concat([permission.selector, transfer, permission.target, zeroPadValue(cap, 32), rules]))
    root = proof.reduce<Hex>((a, b) => keccak256(concat(a < b ? [a, b] : [b, a])) as Hex, leaf as Hex)
    return root
  })
  const signerWord = kind === 0 ? zeroPadValue(signer, 32) : concat([toBeHex(kind, 1), keccak256(signer).slice(0, 64)])
  const id = keccak256(concat([times, paymaster, limits, '0x00000000', root, signerWord])) as Hex
  const grant = reader.take(grantLength)
  if (reader.rest() !== '0x') throw new Error('bytes left over')
  return { id, paymasterFollows: (head & 8) !== 0, signatureLength, periodIndex, roots, grant }
}
