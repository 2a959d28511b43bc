// Generators that several property tests share, and their budget: set LATCHKEY_RUNS (or FC_RUNS) for more runs, FC_SEED to
// repeat one.
import fc from 'fast-check'

const seed = process.env.FC_SEED
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) })

/** How many runs a property has. */
export const RUNS = Number(process.env.LATCHKEY_RUNS ?? process.env.FC_RUNS ?? 60)

/** 32 bytes as hex. */
export const hex32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => `0x${Buffer.from(b).toString('hex')}`)

/** Bytes as hex, up to `maxLength` of them. */
export const hexBytes = (maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength }).map((b) => `0x${Buffer.from(b).toString('hex')}`)

/** Numbers from 0 to `max`, mostly at an edge: none, one, around half, one off the maximum, the maximum. */
export const amountNear = (max: bigint): fc.Arbitrary<bigint> => {
  const clamp = (x: bigint): bigint => (x < 0n ? 0n : x > max ? max : x)
  return fc.oneof(
    fc.constantFrom(0n, 1n, 2n, max / 2n, max / 2n + 1n, max - 2n, max - 1n, max).map(clamp),
    fc.bigInt({ min: 0n, max }),
  )
}
