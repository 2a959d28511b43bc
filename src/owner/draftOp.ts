// An owner's op before it is signed: its nonce, its gas and what it pays for it.
import type { Provider } from 'ethers'

import type { AccountAdapter } from '../accounts'
import type { Address, Hex } from '../contracts'
import { readNonce, worstCaseFee, type EntryPointVersion, type UserOp } from '../userOp'
import { mayPrefund, PREFUND_GAS } from '../userOp/prefund'
import type { OwnerCalls } from './Owner'
import type { OwnerBundler, OwnerFees, OwnerGas } from './OwnerBundler'
import type { OwnerSignatures } from './OwnerSignatures'

/** @internal What it is made of. */
export interface Drafting {
  readonly provider: Provider
  readonly account: Address
  readonly adapter: AccountAdapter
  readonly signatures: OwnerSignatures
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly bundler: OwnerBundler
  readonly deployment?: { readonly factory: Address; readonly factoryData: Hex } | undefined
  readonly gas?: Partial<OwnerGas> | undefined
  readonly fees?: OwnerFees | undefined
}

/** What bundlers want between the limit and what is used (LIM-030). */
const VERIFICATION_MARGIN = 4_000n

/** @internal Everything but the signature. */
export async function draftOp(sender: Drafting, calls: OwnerCalls['calls']): Promise<UserOp> {
  const { account, adapter, provider, entryPoint, signatures, bundler } = sender
  const key = signatures.nonceKey ?? adapter.nonceKey(signatures.validator, 0)
  const nonce = await readNonce(provider, { entryPoint: entryPoint.address, sender: account, key })
  const isDeployed = sender.deployment === undefined || (await provider.getCode(account)) !== '0x'
  const draft = {
    sender: account,
    nonce,
    ...(!isDeployed && sender.deployment),
    callData: adapter.encodeExecute(calls),
    ...NO_GAS,
    ...(sender.fees ?? (await bundler.fees?.()) ?? (await suggestedFees(provider))),
    signature: signatures.dummySignature,
  }
  const { callGasLimit, verificationGasLimit, preVerificationGas } = await bundler.estimate(draft, entryPoint.address)
  const gas = {
    callGasLimit,
    verificationGasLimit: verificationGasLimit + VERIFICATION_MARGIN,
    preVerificationGas,
    ...sender.gas,
  }
  const unpaid = { entryPoint: entryPoint.address, sender: account, fee: worstCaseFee({ ...draft, ...gas }) }
  const paid = (await mayPrefund(provider, unpaid)) ? PREFUND_GAS : 0n
  return { ...draft, ...gas, verificationGasLimit: sender.gas?.verificationGasLimit ?? gas.verificationGasLimit + paid }
}

const NO_GAS: OwnerGas = { callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n }

async function suggestedFees(provider: Provider): Promise<OwnerFees> {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await provider.getFeeData()
  const price = maxFeePerGas ?? gasPrice ?? 0n
  return { maxFeePerGas: price, maxPriorityFeePerGas: maxFeePerGas === null ? price : (maxPriorityFeePerGas ?? 0n) }
}
