// Inputs with one happy default: a test names only what it is about.
import { expect } from 'chai'
import { concat, SigningKey, computeAddress, id, toBeHex, ZeroAddress } from 'ethers'

import {
  LatchkeyError,
  UNLIMITED_CALLS,
  type Address,
  type ErrorArgs,
  type ErrorCode,
  type Hex,
  type Permission,
  type Rule,
  type Session,
  type UsageSnapshot,
  type UserOp,
} from '../../src'

export const KEY = new SigningKey(id('a session key of the tests'))
export const KEY_ADDRESS = computeAddress(KEY.publicKey) as Address

export const anAddress = (seed: number): Address => `0x${seed.toString(16).padStart(4, '0').repeat(10)}`

export const MODULE = anAddress(0x1001)
export const ACCOUNT = anAddress(0x1002)
export const SOCIO3 = anAddress(0x1003)
export const PAYMASTER = anAddress(0x1004)
export const NOW = 1_700_000_000

export const ALL_ONES: Hex = `0x${'ff'.repeat(32)}`
export const word = (value: bigint | number): Hex => toBeHex(value, 32) as Hex

/** `upvotePost(uint256)` on SOCIO3, without value and rules. */
export const aPermission = (overrides: Partial<Permission> = {}): Permission => {
  const functionSignature = overrides.functionSignature ?? 'upvotePost(uint256)'
  const selector = functionSignature === '' ? '0x00000000' : (id(functionSignature).slice(0, 10) as Hex)
  return { target: SOCIO3, functionSignature, selector, maxValue: 0n, rules: [], ...overrides }
}

/** One hour, one permission, the account pays up to 10^15 wei. */
export const aSession = (overrides: Partial<Session> = {}): Session => ({
  signerKind: 0,
  signer: KEY_ADDRESS,
  validAfter: 0,
  validUntil: NOW + 3_600,
  paymaster: ZeroAddress as Address,
  period: 0,
  maxCalls: UNLIMITED_CALLS,
  maxValue: 0n,
  maxFee: 10n ** 15n,
  permissions: [aPermission()],
  ...overrides,
})

/** The first argument, a uint256, is 1. */
export const aRule = (overrides: Partial<Rule> = {}): Rule => ({
  path: [0],
  wordType: 0x0020,
  comparison: 0,
  mask: ALL_ONES,
  values: [word(1)],
  allowance: 0,
  ...overrides,
})

/** A session that is live, and nothing of it used. */
export const aUsage = (overrides: Partial<UsageSnapshot> = {}): UsageSnapshot => ({
  id: word(0xabc),
  status: 'Live',
  epochCounter: 1,
  grantCounter: 1,
  periodIndex: 0,
  calls: 0,
  value: 0n,
  fee: 0n,
  spent: {},
  ...overrides,
})

/** Sender, nonce, gas and fees of a self-paid op whose worst-case fee is 700,000 wei. */
export const OP_TERMS = {
  sender: ACCOUNT,
  nonce: 0n,
  callGasLimit: 100_000n,
  verificationGasLimit: 200_000n,
  preVerificationGas: 50_000n,
  maxFeePerGas: 2n,
  maxPriorityFeePerGas: 1n,
} as const

/** A self-paid op that executes nothing. */
export const aUserOp = (overrides: Partial<UserOp> = {}): UserOp => ({
  ...OP_TERMS,
  callData: '0x',
  signature: '0x',
  ...overrides,
})

/** upvotePost(42) on SOCIO3. */
export const UPVOTE = {
  to: SOCIO3,
  data: concat([id('upvotePost(uint256)').slice(0, 10), word(42)]) as Hex,
}

/** A value that the test knows to be there. */
export function the<T>(value: T | null | undefined): T {
  if (value === undefined || value === null) throw new Error('the test expects a value here')
  return value
}

/** What a refused action throws: a LatchkeyError of this code with these arguments, and with words. */
export function expectRefusal<Code extends ErrorCode>(
  action: () => unknown,
  code: Code,
  args: Partial<ErrorArgs<Code>>,
): void {
  let caught: unknown
  try {
    action()
  } catch (error) {
    caught = error
  }
  expectError(caught, code, args)
}

/** The same of a promise. */
export async function expectRejection<Code extends ErrorCode>(
  promise: Promise<unknown>,
  code: Code,
  args: Partial<ErrorArgs<Code>>,
): Promise<void> {
  const caught: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expectError(caught, code, args)
}

function expectError<Code extends ErrorCode>(caught: unknown, code: Code, args: Partial<ErrorArgs<Code>>): void {
  if (!(caught instanceof LatchkeyError))
    throw caught instanceof Error ? caught : new Error(`nothing was refused, expected ${code}`)
  expect(caught.code, caught.message).to.equal(code)
  expect(caught.args).to.deep.include(args)
  for (const text of [caught.title, caught.why, caught.fix]) expect(text).to.match(/^[^\n]+$/)
}
