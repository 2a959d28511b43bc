// Sessions whose calls are ruled, on the module alone: what it says to ops that claim a permission for each call.
import { concat, FunctionFragment, Interface, keccak256 } from 'ethers'

import { encodeAuthorization, type CallLike, type Hex, type Permission, type Rule, type Session } from '../../src'
import { packRule } from '../../src/session/packRules'
import { aPermission, anAddress, aRule } from '../client/builders'
import { refusal } from '../unit/validator/helpers/chain'
import { anOp, check, validate, windowOf, type Op } from '../unit/validator/helpers/op'
import type { Scene } from '../unit/validator/helpers/scene'
import { aSession, HOUR, inOrder, START } from '../unit/validator/helpers/session'
import { wordOf } from './readerHarness'

export const TOKEN = anAddress(0x1010)
export const ACCEPTED: readonly unknown[] = ['(not refused)', windowOf(START, START + HOUR)]

/** A call of a permission; arguments as ethers encodes them, or whatever the test puts there. */
export type Claimed = readonly [permission: Permission, args: readonly unknown[] | Hex]

/** A function of the token with rules on its arguments, such as `transfer(address,uint256)`. */
export const ruled = (
  functionSignature: string,
  rules: readonly Rule[],
  overrides: Partial<Permission> = {},
): Permission => aPermission({ target: TOKEN, functionSignature, rules: ascending(rules), ...overrides })

export const ascending = (rules: readonly Rule[]): Rule[] =>
  [...rules].sort((a, b) => (keccak256(packRule(a)) < keccak256(packRule(b)) ? -1 : 1))

export const ruledSession = (permissions: readonly Permission[], overrides: Partial<Session> = {}): Session =>
  aSession({ permissions: inOrder(permissions), ...overrides })

/** The amount at `index` counts towards an allowance. */
export const charged = (cap: bigint, index = 1, allowance = 0): Rule =>
  aRule({ comparison: 4, path: [index], values: [wordOf(cap)], allowance })

export const equal = (value: bigint | string, changed: Partial<Rule> = {}): Rule =>
  aRule({ values: [wordOf(BigInt(value))], ...changed })

export const noneOf = (value: bigint | string, changed: Partial<Rule> = {}): Rule =>
  equal(value, { comparison: 1, ...changed })

export const between = (low: bigint, high: bigint, changed: Partial<Rule> = {}): Rule =>
  aRule({ comparison: 2, values: [wordOf(low), wordOf(high)], ...changed })

export const argumentsOf = ({ functionSignature }: Permission, args: readonly unknown[]): Hex => {
  const abi = new Interface([FunctionFragment.from(`function ${functionSignature}`)])
  return `0x${abi.encodeFunctionData(functionSignature, args).slice(10)}`
}

export const callUnder = ([permission, args]: Claimed): CallLike => {
  const data = typeof args === 'string' ? args : argumentsOf(permission, args)
  return { to: permission.target, value: 0n, data: concat([permission.selector, data]) }
}

/** An op with a call for each claim, in order. */
export function ruledOp(scene: Scene, session: Session, claims: readonly Claimed[], periodIndex?: number): Op {
  const permissionIndexes = claims.map(([permission]) => session.permissions.indexOf(permission))
  const authorization = encodeAuthorization({ session, permissionIndexes, sponsored: false, periodIndex })
  return anOp(scene, session, { calls: claims.map(callUnder), authorization })
}

/** What the module says: ACCEPTED, or the reason with its arguments. Nothing is written. */
export const ask = async (scene: Scene, session: Session, ...claims: readonly Claimed[]): Promise<unknown[]> =>
  await refusal(check(scene, ruledOp(scene, session, claims)))

/** Validates an op that the module accepts, and keeps what it writes. */
export async function use(scene: Scene, session: Session, ...claims: readonly Claimed[]): Promise<void> {
  const answer = await validate(scene, ruledOp(scene, session, claims))
  if (answer !== ACCEPTED[1]) throw new Error(`The module answered ${answer}`)
}
