// callData of an ERC-7579 account: execute(mode, executionCalldata), ABI-encoded canonically.
import { AbiCoder, concat, Interface, toBeHex } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { toCall, type CallLike } from '../session'

const account = new Interface(['function execute(bytes32 mode,bytes executionCalldata)'])

/** One call: `target ‖ value ‖ data` follow. */
const MODE_SINGLE = `0x${'00'.repeat(32)}`

/** Several calls: `abi.encode(Execution[])` follows. All of them revert if one does. */
const MODE_BATCH = `0x01${'00'.repeat(31)}`

/**
 * callData that runs the calls in order: one call in single mode, several in batch mode.
 *
 * @throws BatchEmpty · SelectorIncomplete · FieldNotValid.
 *
 * @example
 * ```ts
 * encodeExecute([{ to: SOCIO3, value: 1n }]).slice(0, 10) // => '0xe9ae5c53'
 * ```
 */
export function encodeExecute(calls: readonly CallLike[]): Hex {
  const all = calls.map(toCall)
  const [first] = all
  if (first === undefined) throw new LatchkeyError('BatchEmpty', {})
  const [mode, executionCalldata] =
    all.length === 1
      ? [MODE_SINGLE, concat([first.to, toBeHex(first.value, 32), first.data])]
      : [MODE_BATCH, encodeBatch(all.map(({ to, value, data }) => [to, value, data]))]
  return account.encodeFunctionData('execute', [mode, executionCalldata]) as Hex
}

const encodeBatch = (executions: readonly unknown[]): string =>
  AbiCoder.defaultAbiCoder().encode(['tuple(address target,uint256 value,bytes callData)[]'], [executions])
