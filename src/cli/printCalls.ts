// What an owner's wallet has to execute, for whoever signs elsewhere.
import type { Call } from '../session'
import type { Owned } from './readOwned'

/** @internal Calls of the account, and the callData of an op that makes them. */
export function printCalls({ adapter, account, chain }: Owned, calls: readonly Call[]) {
  const callData = adapter.encodeExecute(calls)
  return {
    lines: [
      `The account ${account} has to make on chain ${chain.chainId}, all or none:`,
      ...calls.flatMap(({ to, value, data }, i) => [`  call ${i}: to ${to}, value ${value}, data`, `    ${data}`]),
      "or its owner's op has the callData",
      `    ${callData}`,
    ],
    json: { chainId: chain.chainId, account, calls, callData },
  }
}
