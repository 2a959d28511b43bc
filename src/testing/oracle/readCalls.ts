// The calls in callData, read by the ABI coder of ethers: neither the module's decoder nor the account's.
import { AbiCoder, dataLength, dataSlice, Interface } from 'ethers'

import type { Address, Hex } from '../../contracts'
import type { Call } from '../../session'

const execute = new Interface(['function execute(bytes32 mode,bytes executionCalldata)'])
const EXECUTIONS = ['tuple(address target,uint256 value,bytes callData)[]']
const BATCH = `0x01${'00'.repeat(31)}`

/**
 * @internal The calls of `execute(bytes32,bytes)` in single or batch mode.
 *
 * @throws What the ABI coder throws where it cannot read it.
 */
export function readCalls(callData: Hex): readonly Call[] {
  const [mode, data] = execute.decodeFunctionData('execute', callData) as unknown as [string, Hex]
  if (mode === BATCH) {
    const [calls] = AbiCoder.defaultAbiCoder().decode(EXECUTIONS, data) as unknown as [[Address, bigint, Hex][]]
    return calls.map(([to, value, bytes]) => ({ to, value, data: bytes }))
  }
  const [to, value] = [dataSlice(data, 0, 20) as Address, BigInt(dataSlice(data, 20, 52))]
  return [{ to, value, data: dataLength(data) > 52 ? (dataSlice(data, 52) as Hex) : '0x' }]
}
