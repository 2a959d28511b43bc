// A thief with the session's key and a bundler of his own. He knows the session, tries what could bring most, keeps what the
// EntryPoint takes, and goes on until nothing is left. He has never heard of limits: he finds them by asking.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { AbiCoder, concat } from 'ethers'
import { ethers } from 'hardhat'

import { UNLIMITED_CALLS, type Address, type Call, type Hex, type Permission, type Session } from '../../../src'
import { TokenMock__factory } from '../../../typechain-types'
import type { TestAccount } from '../../helpers/fixture'
import { sessionOp, type SessionChain, type SessionOpParams } from '../../helpers/session'
import { ACCEPTED, verdict } from '../../helpers/verdict'
import type { Scene } from './prey'

/** What he is after: native value, fees, or the tokens of one contract. */
export type Goal = 'native' | 'fees' | Address

const CALLS_MOST = 40
const CRUMBS = 100n
const GAS = { verificationGasLimit: 2_000_000n, callGasLimit: 3_000_000n, preVerificationGas: 0n } as const
const OWN_GAS = GAS.verificationGasLimit + GAS.callGasLimit
const FREE: SessionOpParams = { ...GAS, maxFeePerGas: 0n }

type Batch = readonly { readonly call: Call; readonly permissionIndex: number }[]

export class Thief {
  private taken = 0n

  constructor(
    private readonly chain: SessionChain,
    private readonly account: TestAccount,
    private readonly scene: Scene,
    private readonly session: Session,
  ) {}

  /** Takes all he can get, period after period. */
  async rob(goal: Goal): Promise<void> {
    const { validAfter, validUntil, period } = this.session
    for (let start = validAfter, index = 0; start < validUntil; start += period, index++) {
      if ((await time.latest()) <= start) await time.increaseTo(start + 1)
      while (await this.step(goal, period === 0 ? undefined : index));
      if (period === 0) return
    }
  }

  /** One op, the best of those that he tries; whether there was one. */
  private async step(goal: Goal, periodIndex: number | undefined): Promise<boolean> {
    if (goal === 'fees') {
      for (const fee of this.candidates(this.session.maxFee))
        if (
          fee > OWN_GAS &&
          fee * CRUMBS > this.session.maxFee &&
          (await this.send(
            this.cheapest(),
            { ...GAS, preVerificationGas: fee - OWN_GAS, maxFeePerGas: 1n },
            periodIndex,
          ))
        )
          return true
      return false
    }
    for (const { call, permissionIndex, length, gain } of this.batchesFor(goal)) {
      // He does not come back for crumbs.
      if (gain * CRUMBS < this.taken) return false
      const batch = Array.from({ length }, () => ({ call, permissionIndex }))
      if (!(await this.send(batch, FREE, periodIndex))) continue
      this.taken += gain
      return true
    }
    return false
  }

  /** The same call once or more often, what brings most in all first. */
  private batchesFor(goal: Goal): readonly { call: Call; permissionIndex: number; length: number; gain: bigint }[] {
    const calls = this.callsFor(goal)
    return this.lengths()
      .flatMap((length) =>
        calls.map((one) => ({ ...one, length, gain: one.adds ? one.gain * BigInt(length) : one.gain })),
      )
      .sort((a, b) => (a.gain === b.gain ? a.length - b.length : a.gain > b.gain ? -1 : 1))
  }

  private lengths(): readonly number[] {
    const { maxCalls } = this.session
    const most = maxCalls === UNLIMITED_CALLS ? CALLS_MOST : Math.min(maxCalls, CALLS_MOST)
    return [...new Set([most, Math.ceil(most / 2), Math.ceil(most / 4), 3, 2, 1])].filter((length) => length <= most)
  }

  /** Calls that bring something; of approvals in one op only the last does. */
  private callsFor(goal: Goal): readonly { call: Call; permissionIndex: number; gain: bigint; adds: boolean }[] {
    return this.session.permissions.flatMap((permission, permissionIndex) =>
      goal === 'native'
        ? this.candidates(permission.maxValue, this.session.maxValue)
            .filter((value) => value > 0n && value <= permission.maxValue)
            .map((value) => ({ gain: value, adds: true, call: this.callOf(permission, value, 1n), permissionIndex }))
        : permission.target === goal
          ? this.amountsOf(permission).map((gain) => ({
              gain,
              adds: !permission.functionSignature.startsWith('approve'),
              call: this.callOf(permission, 0n, gain),
              permissionIndex,
            }))
          : [],
    )
  }

  private callOf({ target, functionSignature, selector }: Permission, value: bigint, amount: bigint): Call {
    const coder = AbiCoder.defaultAbiCoder()
    if (functionSignature === '') return { to: target, value, data: '0x' }
    const args =
      target === this.scene.shop
        ? coder.encode(['uint256'], [amount])
        : coder.encode(['address', 'uint256'], [this.scene.thief, amount])
    return { to: target, value, data: concat([selector, args]) as Hex }
  }

  /** Every number that the session names for an amount, and parts of it. */
  private amountsOf({ rules }: Permission): readonly bigint[] {
    const named = rules.filter(({ path }) => path[0] === 1).flatMap(({ values }) => values.map(BigInt))
    return this.candidates(...named)
  }

  /** What he tries, the most first: what is named, and what he may have left of it. */
  private candidates(...named: readonly bigint[]): readonly bigint[] {
    const all = named.flatMap((one) => {
      const others = named.flatMap((other) => (other === 0n ? [] : [one % other]))
      return [one, ...others, one / 2n, one / 10n, one / 100n, 1n]
    })
    return [...new Set(all)].filter((one) => one > 0n).sort((a, b) => (a > b ? -1 : 1))
  }

  /** A call that costs nothing. */
  private cheapest(): Batch {
    const permissionIndex = this.session.permissions.findIndex(({ target }) => target === this.scene.shop)
    return [{ call: this.callOf(this.session.permissions[permissionIndex]!, 0n, 0n), permissionIndex }]
  }

  private async send(batch: Batch, params: SessionOpParams, periodIndex: number | undefined): Promise<boolean> {
    const claimed = { ...params, periodIndex, permissionIndexes: batch.map(({ permissionIndex }) => permissionIndex) }
    const op = await sessionOp(
      this.chain,
      this.account,
      this.session,
      batch.map(({ call }) => call),
      claimed,
    )
    if ((await verdict(this.account, [op], 'pending')) !== ACCEPTED) return false
    const { contract } = this.account.entryPoint
    const bundler = this.account.bundler
    await contract.connect(bundler).handleOps([op], await bundler.getAddress(), { gasLimit: 15_000_000n })
    for (const token of [this.scene.token, this.scene.other]) await this.collect(token)
    return true
  }

  /** What was approved is pulled at once, so that it can be approved again. */
  private async collect(token: Address): Promise<void> {
    const { thief } = this.scene
    const contract = TokenMock__factory.connect(token, await ethers.getSigner(thief))
    const approved = await contract.allowance(this.account.address, thief)
    if (approved > 0n) await contract.transferFrom(this.account.address, thief, approved)
  }
}
