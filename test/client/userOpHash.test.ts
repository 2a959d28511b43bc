import { loadFixture, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat } from 'ethers'
import fc from 'fast-check'

import { packUserOp, userOpHash, type EntryPointVersion, type Hex, type PackedUserOperation } from '../../src'
import { address, bytes, runs, userOp as anyUserOp } from './arbitraries'
import { ACCOUNT, anAddress, aUserOp, expectRefusal, PAYMASTER, SOCIO3 } from './builders'
import { deployEntryPoints, VERSIONS } from './entryPoints'

const MAGIC = '0x22e325a297439656'

const paid = (data: string): PackedUserOperation => ({
  ...packUserOp(aUserOp()),
  paymasterAndData: concat([PAYMASTER, `0x${'00'.repeat(32)}`, data]) as Hex,
})

const withInitCode = (initCode: Hex): PackedUserOperation => ({ ...packUserOp(aUserOp()), initCode })

/** The hash that the EntryPoint computes, and the one computed here. */
async function hashes(
  version: EntryPointVersion,
  userOp: PackedUserOperation,
  delegate?: Hex,
): Promise<[unknown, Hex]> {
  const { entryPoint, addresses, chainId } = await loadFixture(deployEntryPoints)
  const onchain: unknown = await entryPoint(version).getFunction('getUserOpHash').staticCall(userOp)
  return [onchain, userOpHash({ userOp, entryPoint: addresses[version], chainId, version, delegate })]
}

for (const version of VERSIONS) {
  describe(`userOpHash, EntryPoint v${version}`, () => {
    it('is that of the EntryPoint, for any op', async () => {
      const { entryPoint, addresses, chainId } = await loadFixture(deployEntryPoints)
      const getUserOpHash = entryPoint(version).getFunction('getUserOpHash')
      await fc.assert(
        fc.asyncProperty(anyUserOp, async (op) => {
          const userOp = packUserOp(op)
          const here = userOpHash({ userOp, entryPoint: addresses[version], chainId, version })
          expect(here).to.equal(await getUserOpHash.staticCall(userOp))
          expect(
            userOpHash({
              userOp: { ...userOp, signature: '0x99' } as never,
              entryPoint: addresses[version],
              chainId,
              version,
            }),
          ).to.equal(here)
        }),
        runs(100),
      )
    })

    it('treats an appended paymaster signature as the EntryPoint does', async () => {
      for (const data of [
        '0x',
        MAGIC,
        concat(['0x0000', MAGIC]),
        concat(['0xaabbcc', '0x0003', MAGIC]),
        concat(['0xdd', '0xaabbcc', '0x0003', MAGIC]),
      ]) {
        const [onchain, here] = await hashes(version, paid(data))
        expect(here).to.equal(onchain)
      }
    })

    it('treats any appended paymaster signature as the EntryPoint does', async () => {
      const { entryPoint, addresses, chainId } = await loadFixture(deployEntryPoints)
      const getUserOpHash = entryPoint(version).getFunction('getUserOpHash')
      await fc.assert(
        fc.asyncProperty(bytes(0, 40), fc.nat(40), async (data, length) => {
          const size = data.length / 2 - 1
          const userOp = paid(concat([data, `0x${Math.min(length, size).toString(16).padStart(4, '0')}`, MAGIC]))
          const here = userOpHash({ userOp, entryPoint: addresses[version], chainId, version })
          expect(here).to.equal(await getUserOpHash.staticCall(userOp))
        }),
        runs(40),
      )
    })

    it('treats the EIP-7702 marker as the EntryPoint does', async () => {
      const delegate = anAddress(0xdead)
      const full = concat(['0x7702', `0x${'00'.repeat(18)}`]) as Hex
      const markers: Hex[] = ['0x7702', '0x770200', full, concat([full, '0x123456']) as Hex]
      const others: Hex[] = ['0x77', '0x7703', '0x770201', concat(['0x7702', `0x${'00'.repeat(17)}01`]) as Hex]
      const { entryPoint, addresses, chainId } = await loadFixture(deployEntryPoints)
      await setCode(ACCOUNT, concat(['0xef0100', delegate]))
      for (const initCode of [...markers, ...others]) {
        const userOp = withInitCode(initCode)
        const onchain: unknown = await entryPoint(version).getFunction('getUserOpHash').staticCall(userOp)
        expect(userOpHash({ userOp, entryPoint: addresses[version], chainId, version, delegate }), initCode).to.equal(
          onchain,
        )
      }
    })

    it('differs by EntryPoint and chain', () => {
      const hash = (entryPoint: Hex, chainId: bigint): Hex =>
        userOpHash({ userOp: packUserOp(aUserOp()), entryPoint, chainId, version })
      expect(new Set([hash(SOCIO3, 1n), hash(ACCOUNT, 1n), hash(SOCIO3, 2n)]).size).to.equal(3)
    })

    it('differs by every field but the signature', () => {
      fc.assert(
        fc.property(address, bytes(32), (sender, word) => {
          const base = packUserOp(aUserOp())
          const hash = (overrides: Partial<PackedUserOperation>): Hex =>
            userOpHash({ userOp: { ...base, ...overrides }, entryPoint: SOCIO3, chainId: 1n, version })
          const changed = [
            { sender },
            { nonce: BigInt(word) + 1n },
            { initCode: word },
            { callData: word },
            { accountGasLimits: word },
            { gasFees: word },
            { preVerificationGas: BigInt(word) },
            { paymasterAndData: word },
          ]
          expect(new Set([{}, ...changed].map(hash)).size).to.equal(changed.length + 1)
          expect(hash({ signature: '0x55' })).to.equal(hash({}))
        }),
        runs(20),
      )
    })
  })
}

describe('userOpHash', () => {
  const options = { entryPoint: SOCIO3, chainId: 1n } as const

  it('refuses the EIP-7702 marker without a delegate, where the hash depends on it', () => {
    for (const version of ['0.8', '0.9'] as const)
      expectRefusal(() => userOpHash({ ...options, version, userOp: withInitCode('0x7702') }), 'DelegateMissing', {
        sender: ACCOUNT,
      })
    expect(userOpHash({ ...options, version: '0.7', userOp: withInitCode('0x7702') })).to.have.length(66)
  })

  it('refuses a paymaster signature longer than its field, as v0.9 does', async () => {
    const userOp = paid(concat(['0xaabb', '0x0003', MAGIC]))
    expectRefusal(() => userOpHash({ ...options, version: '0.9', userOp }), 'PaymasterSignatureTooLong', {
      length: 3,
      maximum: 2,
    })
    const { entryPoint } = await loadFixture(deployEntryPoints)
    const onchain = entryPoint('0.9').getFunction('getUserOpHash').staticCall(userOp)
    await expect(onchain)
      .to.be.revertedWithCustomError(entryPoint('0.9'), 'InvalidPaymasterSignatureLength')
      .withArgs(64, 3)
  })
})
