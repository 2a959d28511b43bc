// The bench before which ops come through a real EntryPoint: one account with sessions of several shapes, and every target
// that a session can name writes down what arrives.
import { loadFixture, setBalance, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { ethers } from 'hardhat'

import { userOpHash, UNLIMITED_VALUE, type Address, type Hex } from '../../../src'
import { moduleAs } from '../../helpers/asAccount'
import type { TestAccount, Version } from '../../helpers/fixture'
import { START } from '../../helpers/fixture'
import { deploySessionChain, openSessionAccount, type SessionChain } from '../../helpers/session'
import { encodeCall, openSession, placeVerifiers } from '../jury/court'
import { join, number } from '../jury/bytes'
import type { Random } from '../jury/Random'
import { ETHER, FOREVER, METERED, TARGETS, type Shape } from '../jury/shapes'
import type { Jury, Standing } from '../jury/Standing'

export interface Bench {
  readonly chain: SessionChain
  readonly account: TestAccount
  readonly standings: readonly Standing[]
}

/** When most sessions begin: later than any block before. */
export const OPENING = START + 10_000

const PLENTY = 1n << 100n

const OLDER: readonly Shape[] = [
  { status: 'older', permissions: 2 },
  { ...METERED, status: 'older', uses: 1 },
]

const SHAPES: readonly Shape[] = [
  { permissions: 3, caps: true },
  { permissions: 9, starts: 0, ends: FOREVER },
  { fee: ETHER, calls: 5, permissions: 3, uses: 1 },
  { fee: ETHER, value: UNLIMITED_VALUE, permissions: 2, caps: true },
  { fee: 0n, calls: 4, permissions: 2, caps: true, uses: 1 },
  { ...METERED, uses: 1, permissions: 8 },
  { ...METERED, sponsor: true, uses: 1 },
  { value: 10n ** 6n, permissions: 3, caps: true, uses: 1 },
  { ...METERED, period: 60, periodIndex: 3, uses: 1 },
  { ...METERED, sponsor: true, period: 3600, periodIndex: 1, uses: 1 },
  { fee: ETHER, calls: 2, period: 100, starts: OPENING, ends: OPENING + 299, periodIndex: 1, uses: 1 },
  { fee: ETHER, calls: 2, period: 100, starts: OPENING, ends: OPENING + 300, permissions: 3 },
  { rules: 3, permissions: 3 },
  { rules: 2, permissions: 2, key: 'P-256', fee: ETHER },
  { ...METERED, rules: 2, permissions: 3, allowances: 2, uses: 1, key: 'ERC-7913 P-256' },
  { fee: ETHER, rules: 2, permissions: 2, allowances: 1, period: 3600, periodIndex: 1, uses: 1 },
  { status: 'never granted', rules: 2, permissions: 2, allowances: 1 },
  { ...METERED, status: 'never granted', key: 'P-256' },
  { status: 'renounced', permissions: 2 },
  { status: 'revoked', permissions: 2 },
  { ...METERED, status: 'revoked', uses: 1 },
  { ...METERED, status: 'never granted' },
]

export async function openBench(version: Version, random: Random): Promise<Bench> {
  const chain = await loadFixture(deploySessionChain)
  const account = await openSessionAccount(chain, [], { version, balance: PLENTY })
  const recorder = await ethers.deployContract('RecorderMock', chain.deployer)
  const code = await ethers.provider.getCode(recorder)
  for (const target of TARGETS) await setCode(target, code)
  await placeVerifiers()

  const jury = await juryOf(chain, account)
  const paymaster = (await chain.sponsor.getAddress()) as Address
  const open = async (shapes: readonly Shape[]): Promise<Standing[]> => {
    const standings: Standing[] = []
    for (const shape of shapes) {
      const starts = shape.starts ?? OPENING + random.below(1000)
      standings.push(await openSession(chain.module, jury, { ...shape, starts, paymaster }, random))
    }
    return standings
  }
  const older = await open(OLDER)
  await jury.act(encodeCall('revokeAll', [number(2, 32)]))
  const standings = [...older, ...(await open(SHAPES))]
  jury.epoch = (await chain.module.getEpoch(jury.address)) as Hex
  // Acting for the account costs it gas.
  await setBalance(account.address, PLENTY)
  return { chain, account, standings }
}

export async function juryOf(chain: SessionChain, account: TestAccount): Promise<Jury> {
  const { runner } = await moduleAs(chain, account.address)
  const module = (await chain.module.getAddress()) as Address
  const { address, version } = account.entryPoint
  return {
    address: account.address as Address,
    module,
    chainId: chain.chainId,
    epoch: (await chain.module.getEpoch(account.address)) as Hex,
    signAsOwner: (digest) =>
      join(account.ownerValidator as Hex, account.owner.signingKey.sign(digest).serialized as Hex),
    act: async (data: Hex) => await runner!.sendTransaction!({ to: module, data }),
    hashOf: (userOp) => userOpHash({ userOp, entryPoint: address as Address, chainId: chain.chainId, version }),
  }
}
