// UserOps of the test account: built with fixed gas limits, signed by its owner, sent through the real handleOps.
import { setNextBlockBaseFeePerGas, time } from '@nomicfoundation/hardhat-network-helpers'
import { AbiCoder, concat, toBeHex, ZeroHash, zeroPadValue, type ContractTransactionReceipt } from 'ethers'
import { network } from 'hardhat'

import { openZeppelinAccount, type Address } from '../../src'
import type { TestAccount } from './fixture'

export type PackedUserOp = {
  readonly sender: string
  readonly nonce: bigint
  readonly initCode: string
  readonly callData: string
  readonly accountGasLimits: string
  readonly preVerificationGas: bigint
  readonly gasFees: string
  readonly paymasterAndData: string
  readonly signature: string
}

export type Call = { readonly target: string; readonly value?: bigint; readonly data?: string }

export type OpParams = {
  /** One call is encoded as a single execution, several as a batch. */
  readonly calls?: readonly Call[]
  /** In place of `calls`. */
  readonly callData?: string
  /** The validator that the nonce key names; by default the owner's. */
  readonly validator?: string
  /** Ops of different lanes do not wait for each other. */
  readonly lane?: number
  readonly initCode?: string
  readonly paymasterAndData?: string
  readonly verificationGasLimit?: bigint
  readonly callGasLimit?: bigint
  readonly preVerificationGas?: bigint
  readonly maxFeePerGas?: bigint
  readonly maxPriorityFeePerGas?: bigint
}

/** Wei; block numbers are added to it. */
const BASE_FEE = 1_000_000_000n
const BATCH_MODE = '0x01'.padEnd(66, '0')

/** The callData of `execute` for these calls. */
export function executeCallData(account: TestAccount, calls: readonly Call[]): string {
  const [first] = calls
  if (calls.length === 1 && first !== undefined) {
    const execution = concat([first.target, toBeHex(first.value ?? 0n, 32), first.data ?? '0x'])
    return account.contract.interface.encodeFunctionData('execute', [ZeroHash, execution])
  }
  const batch = calls.map(({ target, value = 0n, data = '0x' }) => [target, value, data])
  const execution = AbiCoder.defaultAbiCoder().encode(['(address,uint256,bytes)[]'], [batch])
  return account.contract.interface.encodeFunctionData('execute', [BATCH_MODE, execution])
}

/** The 24-byte nonce key of OpenZeppelin's account: validator 20 | lane 4. */
export function nonceKey(validator: string, lane = 0): bigint {
  return (BigInt(validator) << 32n) | BigInt(lane)
}

/** An op with the account's next nonce of that key, and no signature. */
export async function buildOp(account: TestAccount, params: OpParams): Promise<PackedUserOp> {
  const { adapter = openZeppelinAccount, ownerValidator } = account
  const key = adapter.nonceKey((params.validator ?? ownerValidator) as Address, params.lane ?? 0)
  return {
    sender: account.address,
    nonce: await account.entryPoint.contract.getNonce(account.address, key),
    initCode: params.initCode ?? '0x',
    callData: params.callData ?? executeCallData(account, params.calls ?? []),
    accountGasLimits: packPair(params.verificationGasLimit ?? 400_000n, params.callGasLimit ?? 200_000n),
    preVerificationGas: params.preVerificationGas ?? 50_000n,
    gasFees: packPair(params.maxPriorityFeePerGas ?? 1n, params.maxFeePerGas ?? 10_000_000_000n),
    paymasterAndData: params.paymasterAndData ?? '0x',
    signature: '0x',
  }
}

/** The op with the owner's signature, r ‖ s ‖ v over the userOpHash. */
export async function signAsOwner(account: TestAccount, op: PackedUserOp): Promise<PackedUserOp> {
  const hash = await account.entryPoint.contract.getUserOpHash(op)
  return { ...op, signature: account.owner.signingKey.sign(hash).serialized }
}

/** A signed op of the owner. */
export async function ownerOp(account: TestAccount, params: OpParams): Promise<PackedUserOp> {
  return await signAsOwner(account, await buildOp(account, params))
}

/**
 * Sends one bundle through handleOps. Rejects as the EntryPoint does: `FailedOp`, `FailedOpWithRevert`.
 *
 * Every block has a base fee of its own, as on a real chain. At a constant price an account's deposit would end each op
 * where it began, and the gas refunded for that (2,800) would come and go with the price. Under coverage, where the gas
 * price is fixed, gas is not to be compared.
 */
export async function sendOps(account: TestAccount, ops: readonly PackedUserOp[]): Promise<ContractTransactionReceipt> {
  const entryPoint = account.entryPoint.contract.connect(account.bundler)
  const sent = await entryPoint.handleOps([...ops], await account.bundler.getAddress(), await nextBlockFees())
  const receipt = await sent.wait()
  if (receipt === null) throw new Error('The bundle was not mined')
  return receipt
}

/** Builds, signs and sends one op of the owner, whose execution must succeed. */
export async function sendAsOwner(account: TestAccount, params: OpParams): Promise<ContractTransactionReceipt> {
  const receipt = await sendOps(account, [await ownerOp(account, params)])
  for (const { success } of userOpResults(account, receipt))
    if (!success) throw new Error('The op of the owner was paid for, but its execution reverted')
  return receipt
}

/** What became of each op of a bundle. */
export function userOpResults(account: TestAccount, receipt: ContractTransactionReceipt): UserOpResult[] {
  const { interface: abi } = account.entryPoint.contract
  return receipt.logs.flatMap((log) => {
    const event = abi.parseLog(log)
    if (event?.name !== 'UserOperationEvent') return []
    const { userOpHash, success, actualGasCost, actualGasUsed } = event.args as unknown as UserOpResult
    return [{ userOpHash, success, actualGasCost, actualGasUsed }]
  })
}

export type UserOpResult = {
  readonly userOpHash: string
  readonly success: boolean
  readonly actualGasCost: bigint
  readonly actualGasUsed: bigint
}

async function nextBlockFees() {
  if (network.config.gasPrice !== 'auto') return {}
  await setNextBlockBaseFeePerGas(BASE_FEE + BigInt(await time.latestBlock()))
  return { maxFeePerGas: 2n * BASE_FEE, maxPriorityFeePerGas: 0n }
}

function packPair(high: bigint, low: bigint): string {
  return concat([zeroPadValue(toBeHex(high), 16), zeroPadValue(toBeHex(low), 16)])
}
