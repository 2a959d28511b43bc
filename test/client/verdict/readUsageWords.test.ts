// The module's storage words as a snapshot, by docs/encoding.md.
import { expect } from 'chai'
import { toBeHex } from 'ethers'

import { readUsageWords, type Hex, type SessionStatus } from '../../../src'
import { word } from '../builders'

const ID = word(0xabc)

/** fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32. */
const usageOf = (mark: bigint, periodIndex = 4n): Hex =>
  toBeHex((7n << 176n) | (6n << 96n) | (5n << 64n) | (periodIndex << 32n) | mark, 32) as Hex
const epochOf = (counter: bigint): Hex => toBeHex((0xffffn << 32n) | counter, 32) as Hex
const spentOf = (amount: bigint, periodIndex: bigint, mark: bigint): Hex =>
  toBeHex((amount << 64n) | (periodIndex << 32n) | mark, 32) as Hex

describe('readUsageWords', () => {
  it('reads every field', () => {
    const usage = readUsageWords({ id: ID, epoch: epochOf(3n), usage: usageOf(3n) })
    expect(usage).to.deep.equal({
      id: ID,
      status: 'Live',
      epochCounter: 3,
      grantCounter: 3,
      periodIndex: 4,
      calls: 5,
      value: 6n,
      fee: 7n,
      spent: {},
    })
  })

  const RENOUNCED = 1n << 31n
  const table: readonly (readonly [SessionStatus, bigint, bigint])[] = [
    ['NotInstalled', 4n, 3n],
    ['NotInstalled', 4n, 0xffff_ffffn],
    ['Revoked', 3n, 0xffff_ffffn],
    ['NotGranted', 3n, 0n],
    ['OlderEpoch', 5n, 3n],
    ['OlderEpoch', 5n, 3n | RENOUNCED],
    ['Renounced', 3n, 3n | RENOUNCED],
    ['Live', 3n, 3n],
  ]
  for (const [status, counter, mark] of table)
    it(`T57 says ${status} of ${toBeHex(mark)} in epoch ${counter}`, () => {
      expect(readUsageWords({ id: ID, epoch: epochOf(counter), usage: usageOf(mark) }).status).to.equal(status)
    })

  it('counts nothing of an allowance that belongs to another period or another grant', () => {
    const spent = { 0: spentOf(9n, 4n, 3n), 1: spentOf(9n, 3n, 3n), 2: spentOf(9n, 4n, 1n), 3: word(0) }
    const usage = readUsageWords({ id: ID, epoch: epochOf(3n), usage: usageOf(3n), spent })
    expect(usage.spent).to.deep.equal({ 0: 9n, 1: 0n, 2: 0n, 3: 0n })
  })
})
