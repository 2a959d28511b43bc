// Struct logs of Hardhat's debug_traceTransaction and debug_traceCall, with the frame that each step runs in.
import { getAddress, getCreate2Address, keccak256, toBeHex } from 'ethers'
import { network } from 'hardhat'

export type Frame = {
  /** Whose code runs. */
  readonly code: string
  /** Whose storage it sees: differs from `code` under DELEGATECALL. */
  readonly storage: string
}

export type Step = {
  readonly op: string
  readonly depth: number
  readonly frame: Frame
  /** Gas left before the step. */
  readonly gas: bigint
  /** The n-th word from the top of the stack, starting at 0. */
  readonly stack: (n: number) => bigint
  /** Bytes of memory before the step, zeros beyond its end, `0x`-prefixed. */
  readonly memory: (offset: bigint, length: bigint) => string
  /** The step after this one in the same frame; undefined if this is the frame's last. */
  readonly next: () => Step | undefined
}

export type Trace = { readonly failed: boolean; readonly returnValue: string; readonly steps: readonly Step[] }

export type TraceCall = { readonly from: string; readonly to: string; readonly data: string }

type StructLog = {
  readonly op: string
  readonly depth: number
  readonly gas: number | string
  readonly stack: readonly string[]
  readonly memory?: readonly string[]
}

type RawTrace = {
  readonly failed: boolean
  readonly returnValue: string
  readonly structLogs: readonly StructLog[]
}

/** Without memory a trace is read several times faster, and `memory` answers zeros. */
export type TraceOptions = { readonly disableMemory?: boolean }

const OPTIONS = { disableStorage: true }

/** Traces a mined transaction to a contract. */
export async function traceTransaction(hash: string, to: string, options: TraceOptions = {}): Promise<Trace> {
  const raw = (await network.provider.send('debug_traceTransaction', [hash, { ...OPTIONS, ...options }])) as RawTrace
  return readTrace(raw, to)
}

/** Traces a call on the latest state, which it does not change. */
export async function traceCall(call: TraceCall, options: TraceOptions = {}): Promise<Trace> {
  const raw = (await network.provider.send('debug_traceCall', [call, 'latest', { ...OPTIONS, ...options }])) as RawTrace
  return readTrace(raw, call.to)
}

/** Gas of each call of the transaction into `target`, as its frame spent it (without the caller's cost of calling). */
export function frameGas(trace: Trace, target: string): bigint[] {
  const address = getAddress(target)
  const spent: bigint[] = []
  let start: Step | undefined
  for (const [i, step] of trace.steps.entries()) {
    if (start === undefined && step.frame.code === address) start = step
    const after = trace.steps[i + 1]
    if (start === undefined || step.depth !== start.depth || (after !== undefined && after.depth >= start.depth))
      continue
    // A frame's last step is RETURN, REVERT or STOP: what it costs is memory only, paid before in practice.
    spent.push(start.gas - step.gas)
    start = undefined
  }
  return spent
}

function readTrace(raw: RawTrace, to: string): Trace {
  const steps: Step[] = []
  const origin = { code: getAddress(to), storage: getAddress(to) }
  let path: readonly Frame[] = [origin]
  for (const log of raw.structLogs) {
    const previous = steps.at(-1)
    if (log.depth > path.length && previous !== undefined) path = [...path, frameCalledBy(previous)]
    else if (log.depth < path.length) path = path.slice(0, log.depth)
    steps.push(readStep(log, path.at(-1) ?? origin, steps, steps.length))
  }
  const returnValue = raw.returnValue.startsWith('0x') ? raw.returnValue : `0x${raw.returnValue}`
  return { failed: raw.failed, returnValue, steps }
}

function readStep(log: StructLog, frame: Frame, steps: readonly Step[], index: number): Step {
  return {
    op: log.op,
    depth: log.depth,
    frame,
    gas: BigInt(log.gas),
    stack: (n) => word(log.stack[log.stack.length - 1 - n]),
    memory: (offset, length) => {
      const bytes = (log.memory ?? []).map((line) => line.replace(/^0x/, '')).join('')
      const start = Number(offset) * 2
      const end = start + Number(length) * 2
      return `0x${bytes.slice(start, end).padEnd(end - start, '0')}`
    },
    next: () => {
      for (let i = index + 1; i < steps.length; i++) {
        const step = steps[i]
        if (step === undefined || step.depth < log.depth) return undefined
        if (step.depth === log.depth) return step
      }
      return undefined
    },
  }
}

function frameCalledBy(caller: Step): Frame {
  const { storage } = caller.frame
  if (caller.op === 'DELEGATECALL' || caller.op === 'CALLCODE') return { code: toAddress(caller.stack(1)), storage }
  if (caller.op === 'CALL' || caller.op === 'STATICCALL') {
    const code = toAddress(caller.stack(1))
    return { code, storage: code }
  }
  const created = createdAddress(caller)
  return { code: created, storage: created }
}

/** What a CREATE2 deploys. CREATE's address needs the creator's nonce, which a trace does not show: it stays unknown, as address zero. */
export function createdAddress(caller: Step): string {
  if (caller.op !== 'CREATE2') return toAddress(0n)
  const initCode = caller.memory(caller.stack(1), caller.stack(2))
  return getCreate2Address(caller.frame.storage, toBeHex(caller.stack(3), 32), keccak256(initCode))
}

/** The address in the lower 20 bytes of a word. */
export function toAddress(value: bigint): string {
  return getAddress(toBeHex(value & ((1n << 160n) - 1n), 20))
}

function word(hex: string | undefined): bigint {
  if (hex === undefined) throw new Error('The stack is not that deep')
  return BigInt(hex.startsWith('0x') ? hex : `0x${hex}`)
}
