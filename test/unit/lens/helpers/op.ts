// One userOp of a session, signed, with one happy default: a test names only what it is about.
import { AbiCoder, concat, dataLength, id, keccak256, toBeHex, type Wallet, ZeroHash, zeroPadValue } from 'ethers'

import { authorizationOf } from './encoding'
import { SessionKeyValidator__factory } from '../../../../typechain-types'
import type { Session } from './types'

export interface Call {
  target: string
  value: bigint
  data: string
}

export interface UserOp {
  sender: string
  nonce: bigint
  initCode: string
  callData: string
  accountGasLimits: string
  preVerificationGas: bigint
  gasFees: string
  paymasterAndData: string
  signature: string
}

export interface Claim {
  permissions: number[]
  periodIndex: number
  grant: Grant
}

export interface Grant {
  replaces: string
  siblings: { chainId: bigint; account: string; epoch: string; replaces: string; sessionHash: string }[]
  ownerSignature: string
}

export interface Scene {
  account: string
  session: Session
  claim: Claim
  userOp: UserOp
  userOpHash: string
}

export interface SceneOptions {
  account: string
  module: string
  key: Wallet
  session: Session
  /** By default one call of the first permission, without value or arguments. */
  calls?: Call[]
  /** By default the permissions in order, one for each call. */
  permissions?: number[]
  periodIndex?: number
  /** By default none is attached. */
  grant?: Grant
  /** In place of the key's signature over the digest. */
  signature?: string
  /** Who signs, where that is not the session's key. */
  signWith?: Wallet
  /** What is signed, where that is not what the claim encodes to. */
  authorization?: string
  op?: Partial<UserOp>
}

const EXECUTE = id('execute(bytes32,bytes)').slice(0, 10)
export const MODE_SINGLE = ZeroHash
export const MODE_BATCH = '0x01' + '00'.repeat(31)
export const USER_OP_HASH = id('a userOp')
export const CHAIN_ID = 31337n

const coder = AbiCoder.defaultAbiCoder()

export const execute = (mode: string, executionCalldata: string): string =>
  concat([EXECUTE, coder.encode(['bytes32', 'bytes'], [mode, executionCalldata])])

export const single = (call: Call): string => concat([call.target, toBeHex(call.value, 32), call.data])

export const batch = (calls: Call[]): string =>
  coder.encode(['(address,uint256,bytes)[]'], [calls.map((call) => [call.target, call.value, call.data])])

/** Two gas fields in one word. */
export const gasPair = (high: bigint, low: bigint): string => concat([toBeHex(high, 16), toBeHex(low, 16)])

export const paymasterAndData = (paymaster: string, verificationGas: bigint, postOpGas: bigint, data = '0x'): string =>
  concat([paymaster, gasPair(verificationGas, postOpGas), data])

/** A call of the session's permission `index`. */
export function callOf(session: Session, index: number, value = 0n, args = '0x'): Call {
  const permission = session.permissions[index]
  if (permission === undefined) throw new Error(`The session has no permission ${index}`)
  const data = permission.functionSignature === '' ? '0x' : concat([permission.selector, args])
  return { target: permission.target, value, data }
}

export const digestOf = (userOpHash: string, module: string, authorization: string): string =>
  keccak256(concat([userOpHash, toBeHex(CHAIN_ID, 32), zeroPadValue(module, 32), authorization]))

export function sceneOf(options: SceneOptions): Scene {
  const { account, session } = options
  const calls = options.calls ?? [callOf(session, 0)]
  const permissions = options.permissions ?? calls.map((_, i) => i)
  const periodIndex = options.periodIndex ?? 0
  const [first] = calls
  const unsigned = {
    sender: account,
    nonce: 0n,
    initCode: '0x',
    callData: calls.length === 1 && first ? execute(MODE_SINGLE, single(first)) : execute(MODE_BATCH, batch(calls)),
    accountGasLimits: gasPair(100_000n, 200_000n),
    preVerificationGas: 50_000n,
    gasFees: gasPair(1n, 10n),
    paymasterAndData: '0x',
    ...options.op,
  }
  const grant = options.grant ?? grantWith('0x')
  const extras = {
    grant: grant.ownerSignature === '0x' ? '0x' : encodeGrant(session, grant),
    signatureLength: dataLength(options.signature ?? '0x' + '00'.repeat(64)),
  }
  const sponsored = unsigned.paymasterAndData !== '0x'
  const authorization = options.authorization ?? authorizationOf(session, permissions, periodIndex, sponsored, extras)
  const digest = digestOf(USER_OP_HASH, options.module, authorization)
  const signed = (options.signWith ?? options.key).signingKey.sign(digest)
  return {
    account,
    session,
    claim: { permissions, periodIndex, grant },
    userOp: { signature: concat([authorization, options.signature ?? signed.compactSerialized]), ...unsigned },
    userOpHash: USER_OP_HASH,
  }
}

/** What is attached to an op: abi.encode(Session, SignedGrant). */
export function encodeGrant(session: Session, grant: Grant): string {
  const [, ...types] = SessionKeyValidator__factory.createInterface().getFunction('grantSigned').inputs
  return coder.encode(types, [session, grant])
}

export const grantWith = (ownerSignature: string): Claim['grant'] => ({
  replaces: ZeroHash,
  siblings: [],
  ownerSignature,
})
