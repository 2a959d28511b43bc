// The gas of one call inside a transaction, as an auditor reads it off a trace: what its frame used, calls below included.
import { ethers } from 'hardhat'

type Step = {
  readonly op: string
  readonly gas: number
  readonly gasCost: number
  readonly depth: number
  readonly stack: string[]
}

const CALLS = ['CALL', 'STATICCALL', 'DELEGATECALL', 'CALLCODE']

/** Gas used by the last call to `target` in the transaction, from its first step to its last. */
export async function frameGas(transactionHash: string, target: string): Promise<number> {
  const options = { disableStorage: true, enableMemory: false }
  const trace = (await ethers.provider.send('debug_traceTransaction', [transactionHash, options])) as {
    structLogs: Step[]
  }
  let used: number | undefined
  trace.structLogs.forEach((step, i) => {
    if (!CALLS.includes(step.op) || BigInt(`0x${step.stack.at(-2)?.replace('0x', '') ?? '0'}`) !== BigInt(target))
      return
    const inside = trace.structLogs.slice(i + 1)
    const end = inside.findIndex(({ depth }) => depth <= step.depth)
    const frame = inside.slice(0, end).filter(({ depth }) => depth === step.depth + 1)
    const [first, last] = [frame.at(0), frame.at(-1)]
    if (first !== undefined && last !== undefined) used = first.gas - last.gas + last.gasCost
  })
  if (used === undefined) throw new Error(`The transaction does not call ${target}`)
  return used
}
