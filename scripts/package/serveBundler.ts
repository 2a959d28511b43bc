// A bundler over JSON-RPC, for which the one of the client that runs in this process does the work.
import { toQuantity } from 'ethers'

import type { Address, Bundler, Hex, OpReceipt, UserOp } from '../../src'

type Method = (params: readonly unknown[]) => Promise<unknown>

/** What answers its calls. */
export function serveBundler(bundler: Bundler): (method: string, params: readonly unknown[]) => Promise<unknown> {
  const methods: Readonly<Record<string, Method>> = {
    eth_chainId: async () => toQuantity(await bundler.chainId()),
    eth_supportedEntryPoints: async () => await bundler.supportedEntryPoints(),
    eth_estimateUserOperationGas: async ([op, entryPoint]) =>
      inQuantities(await bundler.estimate(opOf(op), entryPoint as Address)),
    eth_sendUserOperation: async ([op, entryPoint]) => await bundler.send(opOf(op), entryPoint as Address),
    eth_getUserOperationReceipt: async ([hash]) => receiptTo(await bundler.receipt(hash as Hex)),
  }
  return async (name, params) => {
    const method = methods[name]
    if (method === undefined) throw Object.assign(new Error('Method not found'), { code: -32_601 })
    return await method(params)
  }
}

/** Amounts are text in JSON. */
function opOf(fields: unknown): UserOp {
  const entries = Object.entries(fields as Record<keyof UserOp, Hex>)
  const isAmount = (name: string): boolean => /^nonce$|Gas(Limit)?$/.test(name)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isAmount(name) ? BigInt(value) : value]),
  ) as unknown as UserOp
}

const inQuantities = (fields: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'bigint' ? toQuantity(value) : value]),
  )

function receiptTo(receipt: OpReceipt | undefined): unknown {
  if (receipt === undefined) return null
  const { transactionHash, blockNumber, userOpHash, sender, success, nonce, actualGasUsed, actualGasCost } = receipt
  const amounts = inQuantities({ nonce, actualGasUsed, actualGasCost })
  const transaction = { transactionHash, blockNumber: toQuantity(blockNumber) }
  return { userOpHash, sender, success, ...amounts, logs: [], receipt: transaction }
}
