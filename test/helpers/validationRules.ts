// ERC-7562 for unstaked entities, checked on Hardhat's own traces: what a strict bundler would refuse in the validation of
// one userOp. Fast, so every op of a test can be checked; real bundlers judge the same ops in e2e.
//
// Checked: banned opcodes (OP-011, OP-012), CREATE2 (OP-031), addresses without code (OP-041), calls into the EntryPoint
// (OP-054), value (OP-061), balances (OP-080), storage (STO-010, STO-021, STO-022). Not checked: running out of gas
// (OP-020), reputation, aggregators, what a stake would allow.
import { dataSlice, getAddress, id, keccak256, toBeHex } from 'ethers'
import { ethers } from 'hardhat'
import type { EntryPointDeployment } from '../../deploy/entryPoints'
import { createdAddress, toAddress, traceCall, type Step, type Trace } from './trace'
import type { PackedUserOp } from './userOp'

export type Violation = {
  /** Number of the rule in ERC-7562. */
  readonly rule: string
  /** The opcode that breaks it. */
  readonly opcode: string
  /** The contract whose code did it. */
  readonly contract: string
  /** The address or slot that was accessed, where there is one. */
  readonly subject?: string
}

type Context = {
  readonly entryPoint: string
  readonly sender: string
  /** The op creates its account through a factory without a stake. */
  readonly unstakedCreation: boolean
  /** keccak256(sender ‖ x), for every x that was hashed. */
  readonly associated: readonly bigint[]
  /** The one CREATE2 that a factory may run: it deploys the sender. */
  readonly creation: Step | undefined
  /** Addresses among those accessed that have code. */
  readonly contracts: ReadonlySet<string>
}

const OP_011 = [
  ...['ORIGIN', 'GASPRICE', 'BLOCKHASH', 'COINBASE', 'TIMESTAMP', 'NUMBER', 'PREVRANDAO', 'DIFFICULTY', 'GASLIMIT'],
  ...['BASEFEE', 'BLOBHASH', 'BLOBBASEFEE', 'CREATE', 'SELFDESTRUCT', 'INVALID'],
]
const OP_080 = ['BALANCE', 'SELFBALANCE']
const CALLS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL']
const CODE_READS = ['EXTCODESIZE', 'EXTCODECOPY', 'EXTCODEHASH']
const STORAGE = ['SLOAD', 'SSTORE', 'TLOAD', 'TSTORE']
const BEFORE_EXECUTION = BigInt(id('BeforeExecution()'))
const DEPOSIT_TO = id('depositTo(address)').slice(0, 10)
const P256_VERIFY = 0x100n
const LAST_PRECOMPILE = 9n
/** How far behind keccak256(sender ‖ x) a slot may lie: room for a struct. */
const ASSOCIATED_WORDS = 128n

/** What the validation of `op` does that ERC-7562 forbids. Throws if the EntryPoint refuses the op. */
export async function findViolations(entryPoint: EntryPointDeployment, op: PackedUserOp): Promise<Violation[]> {
  const from = await (await ethers.provider.getSigner(1)).getAddress()
  const data = entryPoint.contract.interface.encodeFunctionData('handleOps', [[op], from])
  const trace = await traceCall({ from, to: entryPoint.address, data })
  const steps = validationSteps(trace, entryPoint, op)
  const context = await readContext(steps, entryPoint, op)
  return steps.flatMap((step) => [
    ...bannedOpcode(step, context),
    ...bannedAddress(step, context),
    ...bannedCall(step, context),
    ...bannedStorage(step, context),
  ])
}

/** The steps of account, modules, factory and paymaster. The EntryPoint and its SenderCreator are what rules protect. */
function validationSteps(trace: Trace, entryPoint: EntryPointDeployment, op: PackedUserOp): Step[] {
  const end = trace.steps.findIndex(
    (step) => step.op === 'LOG1' && step.depth === 1 && step.stack(2) === BEFORE_EXECUTION,
  )
  if (end === -1)
    throw new Error(`EntryPoint v${entryPoint.version} refuses the op in validation: ${trace.returnValue}`)
  const entities = [op.sender, op.paymasterAndData.slice(0, 42)].map((address) => address.toLowerCase())
  const isSenderCreator = ({ depth, frame }: Step) => depth === 2 && !entities.includes(frame.storage.toLowerCase())
  return trace.steps
    .slice(0, end)
    .filter((step) => step.depth > 1 && step.frame.code !== entryPoint.address && !isSenderCreator(step))
}

async function readContext(
  steps: readonly Step[],
  entryPoint: EntryPointDeployment,
  op: PackedUserOp,
): Promise<Context> {
  const sender = getAddress(op.sender)
  const accessed = new Set(steps.flatMap((step) => accessedAddress(step) ?? []))
  const contracts = new Set<string>()
  for (const address of accessed) if ((await ethers.provider.getCode(address)) !== '0x') contracts.add(address)
  const factory = op.initCode.slice(0, 42)
  return {
    entryPoint: entryPoint.address,
    sender,
    unstakedCreation: op.initCode !== '0x' && !(await entryPoint.contract.getDepositInfo(factory)).staked,
    associated: steps
      .filter(({ op: opcode }) => opcode === 'KECCAK256')
      .flatMap((step) => associatedSlot(step, sender)),
    creation: steps.find((step) => step.op === 'CREATE2' && createdAddress(step) === sender),
    contracts,
  }
}

/** The slot of a mapping whose innermost key is the sender: the hash of 64 bytes that start with it. */
function associatedSlot(step: Step, sender: string): bigint[] {
  if (step.stack(1) !== 64n) return []
  const preimage = step.memory(step.stack(0), 64n)
  return BigInt(dataSlice(preimage, 0, 32)) === BigInt(sender) ? [BigInt(keccak256(preimage))] : []
}

function bannedOpcode(step: Step, context: Context): Violation[] {
  if (OP_011.includes(step.op)) return [violation('OP-011', step)]
  if (step.op === 'GAS' && !CALLS.includes(step.next()?.op ?? '')) return [violation('OP-012', step)]
  if (step.op === 'CREATE2' && step !== context.creation) return [violation('OP-031', step, createdAddress(step))]
  if (OP_080.includes(step.op)) return [violation('OP-080', step)]
  return []
}

function bannedAddress(step: Step, { contracts, sender }: Context): Violation[] {
  const address = accessedAddress(step)
  if (address === undefined || address === sender || contracts.has(address)) return []
  return isPrecompile(BigInt(address)) && CALLS.includes(step.op) ? [] : [violation('OP-041', step, address)]
}

function bannedCall(step: Step, { entryPoint }: Context): Violation[] {
  if (!CALLS.includes(step.op)) return []
  const address = toAddress(step.stack(1))
  const withValue = step.op === 'CALL' || step.op === 'CALLCODE'
  const [offset, length] = withValue ? [step.stack(3), step.stack(4)] : [step.stack(2), step.stack(3)]
  if (address === entryPoint) {
    const pays = step.op === 'CALL' && (length === 0n || step.memory(offset, 4n) === DEPOSIT_TO)
    return pays ? [] : [violation('OP-054', step, address)]
  }
  return withValue && step.stack(2) !== 0n ? [violation('OP-061', step, address)] : []
}

function bannedStorage(step: Step, { sender, associated, unstakedCreation }: Context): Violation[] {
  if (!STORAGE.includes(step.op) || step.frame.storage === sender) return []
  const slot = step.stack(0)
  const isAssociated =
    slot === BigInt(sender) || associated.some((first) => slot >= first && slot - first <= ASSOCIATED_WORDS)
  if (!isAssociated) return [violation('STO-021', step, toBeHex(slot, 32))]
  return unstakedCreation ? [violation('STO-022', step, toBeHex(slot, 32))] : []
}

function accessedAddress(step: Step): string | undefined {
  if (CALLS.includes(step.op)) return toAddress(step.stack(1))
  return CODE_READS.includes(step.op) ? toAddress(step.stack(0)) : undefined
}

function isPrecompile(address: bigint): boolean {
  return (address > 0n && address <= LAST_PRECOMPILE) || address === P256_VERIFY
}

function violation(rule: string, { op, frame }: Step, subject?: string): Violation {
  return { rule, opcode: op, contract: frame.code, ...(subject !== undefined && { subject }) }
}
