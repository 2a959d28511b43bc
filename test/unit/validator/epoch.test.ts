// The law of the epoch word, docs/encoding.md, said again here and compared over random lives of an account.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'
import { concat, keccak256, toBeHex, ZeroHash, type ContractTransactionReceipt } from 'ethers'
import { ethers } from 'hardhat'

import type { Hex } from '../../../src'
import { hex32, hexBytes, RUNS } from '../../helpers/arbitraries'
import { refusal } from './helpers/chain'
import { deployModule, installData, newAccount } from './helpers/scene'

type Step =
  | { readonly event: 'install'; readonly salt: string }
  | { readonly event: 'revokeAll'; readonly salt: string }
  | { readonly event: 'uninstall'; readonly data: string }

const COUNTER = (1n << 32n) - 1n

/** The table of docs/encoding.md, line by line. */
function next(epoch: bigint, step: Step, parentHash: string): bigint {
  const tag = epoch & ~COUNTER
  const counter = epoch & COUNTER
  const isOdd = counter % 2n === 1n
  const tagOf = (...words: string[]): bigint => BigInt(keccak256(concat([toBeHex(tag, 32), ...words]))) & ~COUNTER
  switch (step.event) {
    case 'install':
      return isOdd ? tagOf(step.salt) | (counter + 2n) : tag | (counter + 1n)
    case 'revokeAll':
      return tagOf(parentHash, step.salt) | (counter + 2n)
    case 'uninstall':
      return tagOf(parentHash, keccak256(step.data)) | (isOdd ? counter + 1n : counter)
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({ event: fc.constant('install' as const), salt: hex32 }),
    fc.record({ event: fc.constant('revokeAll' as const), salt: hex32 }),
    fc.record({ event: fc.constant('uninstall' as const), data: hexBytes(70) }),
  ),
  { minLength: 1, maxLength: 8 },
)

/** A life with every event in every state, so that a run of few lives has them too. */
const salt = `0x${'5a'.repeat(32)}` as const
const EVERY: readonly Step[] = [
  { event: 'revokeAll', salt },
  { event: 'uninstall', data: '0x' },
  { event: 'install', salt },
  { event: 'install', salt },
  { event: 'revokeAll', salt },
  { event: 'uninstall', data: '0x5a' },
]

/** The hash of the last block as a transaction of this receipt's block saw it. */
async function parentHashOf(receipt: ContractTransactionReceipt): Promise<string> {
  const block = await ethers.provider.getBlock(receipt.blockNumber)
  return block!.parentHash
}

describe('the epoch', () => {
  it('follows the law, over any life, and says each change once', async () => {
    const { module } = await loadFixture(deployModule)
    const seen = { installed: 0, again: 0, uninstalled: 0, stayed: 0, revoked: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(steps, async (life) => {
        const { validator, account } = await newAccount(module)
        let epoch = 0n
        for (const step of life) {
          const isOdd = epoch % 2n === 1n
          if (step.event === 'revokeAll' && !isOdd) {
            seen.refused++
            expect(await refusal(validator.revokeAll.staticCall(step.salt))).to.deep.equal([
              'ModuleNotInstalled',
              account,
            ])
            continue
          }
          const sent =
            step.event === 'install'
              ? await validator.onInstall(installData([], step.salt as Hex))
              : step.event === 'revokeAll'
                ? await validator.revokeAll(step.salt)
                : await validator.onUninstall(step.data)
          const receipt = await sent.wait()
          epoch = next(epoch, step, await parentHashOf(receipt!))
          const events = receipt!.logs.map((log) => module.interface.parseLog(log))
          expect(events.map((event) => [event?.name, ...(event?.args ?? [])] as unknown[])).to.deep.equal([
            ['EpochChanged', account, toBeHex(epoch, 32)],
          ])
          expect(await module.getEpoch(account)).to.equal(toBeHex(epoch, 32))
          if (step.event === 'install') seen[isOdd ? 'again' : 'installed']++
          if (step.event === 'uninstall') seen[isOdd ? 'uninstalled' : 'stayed']++
          if (step.event === 'revokeAll') seen.revoked++
        }
      }),
      { numRuns: RUNS, examples: [[[...EVERY]]] },
    )
    for (const [what, count] of Object.entries(seen)) expect(count, what).to.be.greaterThan(0)
  })

  it('T162 cannot be known before: the same acts in two blocks, or with two salts, give other tags', async () => {
    const { module } = await loadFixture(deployModule)
    const tags = new Set<string>()
    for (const salt of [ZeroHash, ZeroHash, toBeHex(1, 32)]) {
      const { validator, account } = await newAccount(module)
      await validator.onInstall(installData())
      await validator.revokeAll(salt)
      tags.add(await module.getEpoch(account))
    }
    expect(tags.size).to.equal(3)
  })

  it('T133 moves its counter by one step, whatever the salt or data', async () => {
    const { module } = await loadFixture(deployModule)
    const { validator, account } = await newAccount(module)
    const counter = async (): Promise<bigint> => BigInt(await module.getEpoch(account)) & COUNTER
    const ones = toBeHex((1n << 256n) - 1n, 32) as Hex
    await validator.onInstall(installData([], ones))
    expect(await counter()).to.equal(1n)
    await validator.onInstall(installData([], ones))
    expect(await counter()).to.equal(3n)
    await validator.revokeAll(ones)
    expect(await counter()).to.equal(5n)
    await validator.onUninstall(ones)
    expect(await counter()).to.equal(6n)
    await validator.onUninstall(ones)
    expect(await counter()).to.equal(6n)
  })
})
