// From an intent to a signed op and what the Lens is told of it. Mutations come in between, each at its stage; what is
// changed before the signature is made is signed as it then is.
import { keccak256 } from 'ethers'

import type { Address, Hex, PackedUserOperation, Session } from '../../../src'
import { join, lengthOf, number, slice } from './bytes'
import { edgesOf } from './edges'
import type { Intent } from './intent'
import type { SessionKey } from './keys'
import type { Random } from './Random'
import type { Jury, Status } from './Standing'
import { authorizationOf, PERIOD_INDEX_START, wireOf, type Told, type Wire } from './wire'

/** The bytes that the key signs for. */
export interface Bytes {
  callData: Hex
  paymasterAndData: Hex
  authorization: Hex
}

/** Who signs what; and then what arrives. */
export interface Signing {
  key: SessionKey
  userOpHash: Hex
  chainId: bigint
  module: Address
  authorization: Hex
}
export interface Signed {
  authorization: Hex
  signature: Hex
  userOpHash: Hex
}

/** One thing to change. Every function answers whether it fits the op at hand. */
export interface Mutation {
  readonly name: string
  /** How often, beside the others; 1 if omitted. */
  readonly weight?: number
  /** Of which sessions; `live` if omitted. */
  readonly status?: Status
  /** Whether it is about the grant that the op attaches; of a session that is not live, unless `status` says so. */
  readonly attaches?: true
  /** What the op claims of its session stays true, so that module and Lens must have one reason. */
  readonly honest?: true
  readonly intent?: (intent: Intent, random: Random) => boolean
  readonly wire?: (wire: Wire, random: Random, intent: Intent) => boolean
  readonly bytes?: (bytes: Bytes, random: Random, intent: Intent) => boolean
  readonly signing?: (signing: Signing, random: Random, intent: Intent) => boolean
  readonly signed?: (signed: Signed, random: Random, intent: Intent) => boolean
}

/** What both are asked about. */
export interface Case {
  readonly mutations: readonly string[]
  /** Where an op without mutations touches the edge of its session. */
  readonly edges: readonly string[]
  /** Whether what it claims is true of its session, but for what the session forbids. */
  readonly honest: boolean
  readonly jury: Jury
  readonly session: Session
  readonly key: SessionKey
  readonly told: Told
  readonly op: PackedUserOperation
  readonly userOpHash: Hex
  readonly beyond: Hex
}

/** The op of this intent; undefined if a mutation does not fit it. */
export function caseOf(intent: Intent, mutations: readonly Mutation[], random: Random): Case | undefined {
  const all = (fits: (mutation: Mutation) => boolean | undefined): boolean =>
    mutations.every((mutation) => fits(mutation) !== false)

  if (!all(({ intent: change }) => change?.(intent, random))) return undefined
  const edges = mutations.length === 0 ? edgesOf(intent) : []
  const wire = wireOf(intent)
  if (!all(({ wire: change }) => change?.(wire, random, intent))) return undefined
  const { callData, paymasterAndData, told } = wire
  const bytes = { callData, paymasterAndData, authorization: authorizationOf(wire.parts) }
  if (!all(({ bytes: change }) => change?.(bytes, random, intent))) return undefined

  const { key, jury } = intent
  const unsigned = opOf(intent, bytes, '0x')
  const { module, chainId } = jury
  const { authorization } = bytes
  const signing: Signing = {
    key,
    module,
    chainId,
    authorization,
    userOpHash: jury.hashOf?.(unsigned) ?? random.bytes(32),
  }
  const { userOpHash } = signing
  if (!all(({ signing: change }) => change?.(signing, random, intent))) return undefined
  const signature = signing.key.sign(digestOf(signing))
  const signed: Signed = { authorization, signature, userOpHash }
  if (!all(({ signed: change }) => change?.(signed, random, intent))) return undefined

  const field = join(signed.authorization, signed.signature)
  return {
    mutations: mutations.map(({ name }) => name),
    edges,
    jury,
    key,
    honest: mutations.every(({ honest }) => honest),
    session: intent.session,
    told: asSaid(told, intent.session, field),
    op: { ...unsigned, signature: field },
    userOpHash: jury.hashOf === undefined ? signed.userOpHash : userOpHash,
    beyond: random.oneIn(2) ? '0x' : random.bytes(96),
  }
}

/** As docs/encoding.md has it. */
const digestOf = ({ userOpHash, chainId, module, authorization }: Signing): Hex =>
  keccak256(join(userOpHash, number(chainId, 32), number(BigInt(module), 32), authorization)) as Hex

/** The Lens is told the period that the bytes claim, also where a mutation hit them. */
function asSaid(told: Told, { period }: Session, field: Hex): Told {
  const index = slice(field, PERIOD_INDEX_START, PERIOD_INDEX_START + 4)
  return period === 0 || lengthOf(index) < 4 ? told : { ...told, periodIndex: Number(index) }
}

const opOf = ({ sender, nonce, initCode, gas }: Intent, bytes: Bytes, signature: Hex): PackedUserOperation => ({
  sender,
  nonce,
  initCode,
  callData: bytes.callData,
  accountGasLimits: join(number(gas.verification, 16), number(gas.call, 16)),
  preVerificationGas: gas.preVerification,
  gasFees: join(number(0, 16), number(gas.price, 16)),
  paymasterAndData: bytes.paymasterAndData,
  signature,
})
