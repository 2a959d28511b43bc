// The calls inside of an account's callData.
import { AbiCoder, dataLength, dataSlice, getAddress, Interface } from 'ethers'

import type { Address, Hex } from '../contracts'
import type { Call } from '../session'

const account = new Interface(['function execute(bytes32 mode,bytes executionCalldata)'])

/** @internal What ERC-7579's `execute` is told to do. */
export interface ReadExecute {
  readonly mode: Hex
  /** What a mode other than single and batch, or one that tries, means; undefined: it is one that sessions may use. */
  readonly oddity: string | undefined
  readonly calls: readonly Call[]
}

/** @internal undefined: it is no such call, or not whole. */
export function readExecute(callData: Hex): ReadExecute | undefined {
  try {
    const [mode, executions] = account.decodeFunctionData('execute', callData) as unknown as [Hex, Hex]
    const [type, tries] = [dataSlice(mode, 0, 1), dataSlice(mode, 1, 2) !== '0x00']
    const oddity = type === '0xff' ? 'delegatecall' : tries ? 'goes on when a call fails' : undefined
    if (type === '0x01') return { mode, oddity, calls: batchOf(executions) }
    if (type === '0x00') return { mode, oddity, calls: [singleOf(executions)] }
    return { mode, oddity: oddity ?? 'static or unknown', calls: [] }
  } catch {
    return undefined
  }
}

function singleOf(data: Hex): Call {
  const to = getAddress(dataSlice(data, 0, 20)) as Address
  const value = BigInt(dataSlice(data, 20, 52))
  return { to, value, data: dataLength(data) === 52 ? '0x' : (dataSlice(data, 52) as Hex) }
}

const batchOf = (data: Hex): readonly Call[] => {
  const [executions] = AbiCoder.defaultAbiCoder().decode(['tuple(address,uint256,bytes)[]'], data) as unknown as [
    readonly (readonly [Address, bigint, Hex])[],
  ]
  return Array.from(executions, ([to, value, bytes]) => ({ to, value, data: bytes }))
}
