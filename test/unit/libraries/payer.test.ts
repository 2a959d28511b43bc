// Who pays and how much at most; and the fields of a userOp as the compiler would read them.
import { expect } from 'chai'
import { concat, toBeHex, ZeroAddress } from 'ethers'
import fc from 'fast-check'
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'

import { amountNear, hexBytes, RUNS } from '../../helpers/arbitraries'
import { deployLibraryHarness } from '../../helpers/harness'

const MAX128 = 2n ** 128n - 1n
const PAYMASTER = '0x2222222222222222222222222222222222222222'
const pack = (high: bigint, low: bigint): string => concat([toBeHex(high, 16), toBeHex(low, 16)])

const userOp = {
  sender: PAYMASTER,
  nonce: 0n,
  initCode: '0x',
  callData: '0x',
  accountGasLimits: pack(0n, 0n),
  preVerificationGas: 0n,
  gasFees: pack(0n, 0n),
  paymasterAndData: '0x',
  signature: '0x',
}

describe('PayerLib', () => {
  it('T109 T116 counts all five gas limits at maxFeePerGas, or refuses a sum above 2^128 - 1', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const gas = fc.oneof(fc.bigInt({ min: 0n, max: 10_000_000n }), amountNear(MAX128))
    const fields = fc.tuple(
      gas,
      gas,
      fc.oneof(gas, amountNear(2n ** 256n - 1n)),
      gas,
      gas,
      amountNear(MAX128),
      fc.boolean(),
    )
    await fc.assert(
      fc.asyncProperty(fields, async ([verification, call, pre, pmVerification, pmPostOp, price, isSponsored]) => {
        const paymasterAndData = isSponsored ? concat([PAYMASTER, pack(pmVerification, pmPostOp), '0xff']) : '0x'
        const op = {
          ...userOp,
          accountGasLimits: pack(verification, call),
          preVerificationGas: pre,
          gasFees: pack(7n, price),
          paymasterAndData,
        }
        const sum = verification + call + pre + (isSponsored ? pmVerification + pmPostOp : 0n)
        if (sum <= MAX128) expect(await harness.worstCaseFee(op)).to.equal(sum * price)
        else await expect(harness.worstCaseFee(op)).to.be.revertedWithCustomError(harness, 'GasOverMaximum')
      }),
      { numRuns: RUNS * 2 },
    )
  })

  it('knows the paymaster of a sponsored op and none of a self-paid one', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    expect(await harness.paymasterOf('0x')).to.equal(ZeroAddress)
    expect(await harness.paymasterOf(concat([PAYMASTER, pack(1n, 2n)]))).to.equal(PAYMASTER)
    expect(await harness.paymasterOf(concat([PAYMASTER, pack(1n, 2n), '0xabcd']))).to.equal(PAYMASTER)
  })

  it('refuses data shorter than a paymaster with its gas limits', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    for (const length of [1, 19, 20, 51]) {
      await expect(harness.paymasterOf(`0x${'11'.repeat(length)}`))
        .to.be.revertedWithCustomError(harness, 'PaymasterDataTooShort')
        .withArgs(length, 52)
    }
  })

  it('T164 refuses address zero as paymaster', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await expect(harness.paymasterOf(concat([ZeroAddress, pack(1n, 2n)])))
      .to.be.revertedWithCustomError(harness, 'PaymasterNotAllowed')
      .withArgs(ZeroAddress)
  })
})

describe('UserOpLib', () => {
  it('reads the fields that the compiler reads', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const bytes = hexBytes(200)
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, bytes, async (initCode, callData, paymasterAndData, signature) => {
        const op = { ...userOp, initCode, callData, paymasterAndData, signature }
        expect(await harness.fields(op)).to.deep.equal(await harness.fieldsPlain(op))
        expect(await harness.fields(op)).to.deep.equal([callData, paymasterAndData, signature])
      }),
      { numRuns: RUNS },
    )
  })
})
