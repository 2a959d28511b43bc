// The targets of the calls that are tried: they take every call, and say what arrived.
import { hexlify, Interface, type TransactionReceipt } from 'ethers'

import type { Address, Hex } from '../contracts'
import { toAddress, type Call } from '../session'

/** @internal What sessions permit of them. */
export const WITNESS_ABI = [
  'function record(uint256 value) payable',
  'function pay(address to,uint256 amount) payable',
  'function fail() payable',
] as const

const witness = new Interface([...WITNESS_ABI, 'event Called(address caller,uint256 value,bytes data)'])

/** @internal What one saw of a call. */
export interface WitnessedCall extends Call {
  readonly caller: Address
}

/** @internal */
export const recordCall = (to: Address, argument: bigint, value: bigint): Call => ({
  to,
  value,
  data: witness.encodeFunctionData('record', [argument]) as Hex,
})

/** @internal */
export const payCall = (to: Address, payee: Address, amount: bigint): Call => ({
  to,
  value: 0n,
  data: witness.encodeFunctionData('pay', [payee, amount]) as Hex,
})

/** @internal Reverts always. */
export const failCall = (to: Address): Call => ({
  to,
  value: 0n,
  data: witness.encodeFunctionData('fail') as Hex,
})

/** @internal What they saw in a transaction, in order. */
export const witnessedIn = (
  receipt: TransactionReceipt | null,
  targets: readonly Address[],
): readonly WitnessedCall[] =>
  (receipt?.logs ?? [])
    .filter(({ address }) => targets.includes(toAddress(address)))
    .map((log) => {
      const [caller, value, data] = witness.decodeEventLog('Called', log.data) as unknown as [string, bigint, string]
      return { caller: toAddress(caller), to: toAddress(log.address), value, data: hexlify(data) as Hex }
    })
