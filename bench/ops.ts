// The two ops that are compared: the same calls, payer, gas limits and prices, signed by the owner or by a session key.
import { setNextBlockBaseFeePerGas, time } from '@nomicfoundation/hardhat-network-helpers'
import type { ContractTransactionReceipt } from 'ethers'

import {
  buildOp,
  openZeppelinAccount,
  signSessionOp,
  toHex,
  type Address,
  type Call,
  type PackedUserOperation,
  type Session,
  type SessionKey,
  type SignedGrant,
} from '../src'
import type { World } from './world'

/** Wei; block numbers are added to it. */
const BASE_FEE = 1_000_000_000n

const GAS = {
  verificationGasLimit: 300_000n,
  callGasLimit: 300_000n,
  preVerificationGas: 60_000n,
  maxFeePerGas: 3_000_000_000n,
  maxPriorityFeePerGas: 0n,
}

export type Payer = 'account' | 'sponsor'

async function shapeOf(world: World, validator: Address, payer: Payer) {
  const key = openZeppelinAccount.nonceKey(validator, 0)
  const nonce = await world.entryPoint.contract.getNonce(world.account, key)
  const shape = { sender: world.account, nonce, ...GAS }
  if (payer === 'account') return shape
  return { ...shape, paymaster: world.sponsor, paymasterVerificationGasLimit: 50_000n, paymasterPostOpGasLimit: 0n }
}

/** An op of the owner, under its own validator. */
export async function ownerOp(world: World, calls: readonly Call[], payer: Payer): Promise<PackedUserOperation> {
  const { chainId, entryPoint, owner, ownerValidator } = world
  const shape = await shapeOf(world, ownerValidator, payer)
  const { userOp, userOpHash } = buildOp({ calls, userOp: shape, entryPoint, chainId })
  return { ...userOp, signature: toHex(owner.signingKey.sign(userOpHash).serialized) }
}

/** What the session key signs. */
export interface SessionCalls {
  readonly session: Session
  readonly calls: readonly Call[]
  readonly payer: Payer
  /** The bench's secp256k1 key if omitted. */
  readonly key?: SessionKey | undefined
  readonly signedGrant?: SignedGrant
}

/** An op of the session key. */
export async function sessionOp(
  world: World,
  { payer, key = world.key, ...options }: SessionCalls,
): Promise<PackedUserOperation> {
  const { chainId, entryPoint, module } = world
  const shape = await shapeOf(world, module, payer)
  return (await signSessionOp({ ...options, userOp: shape, module, entryPoint, chainId, key })).userOp
}

/** The handleOps transaction of one op, as a bundler sends it. */
export function bundleData(world: World, userOp: PackedUserOperation): string {
  return world.entryPoint.contract.interface.encodeFunctionData('handleOps', [[userOp], world.bundler.address])
}

/**
 * Sends one op through handleOps; its calls must succeed.
 *
 * Every block has a base fee of its own, as on a real chain: at a constant price the account's deposit would end where
 * it began, and the refund for that (2,800 gas) would come and go with the price.
 */
export async function send(world: World, userOp: PackedUserOperation): Promise<ContractTransactionReceipt> {
  const { contract } = world.entryPoint
  await setNextBlockBaseFeePerGas(BASE_FEE + BigInt(await time.latestBlock()))
  const fees = { maxFeePerGas: 2n * BASE_FEE, maxPriorityFeePerGas: 0n }
  const receipt = await (await contract.handleOps([userOp], world.bundler.address, fees)).wait()
  const [event] = await contract.queryFilter(contract.filters.UserOperationEvent(), receipt?.blockNumber)
  if (receipt === null || event?.args.success !== true) throw new Error('A measured op did not succeed')
  return receipt
}
