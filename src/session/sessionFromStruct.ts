// A session as ethers decodes it, from an event of the module or from the data of a call.
import { checkSession } from './checkSession'
import type { Hex } from '../contracts'
import type { Comparison, Permission, Rule, Session, SignerKind } from './Session'

type Decoded<T> = { readonly [Field in keyof T]: T[Field] extends number | bigint ? bigint : string }

/** Numbers are bigint there, lists are ethers' own. */
export interface DecodedSession extends Omit<Decoded<Session>, 'permissions'> {
  readonly permissions: readonly DecodedPermission[]
}

/** A permission of it. */
export interface DecodedPermission extends Omit<Decoded<Permission>, 'rules'> {
  readonly rules: readonly DecodedRule[]
}

/** A rule of it, by position: ethers does not give its field `values` by name, as lists have a method of that name. */
export type DecodedRule = readonly [
  path: readonly bigint[],
  wordType: bigint,
  comparison: bigint,
  mask: string,
  values: readonly string[],
  allowance: bigint,
]

/**
 * The session, checked as a grant of it would be.
 *
 * @throws As `checkSession`; and what ethers throws when a text is read that is not UTF-8: a stranger may have granted that.
 *
 * @example
 * ```ts
 * const data = sessionKeyValidatorInterface.encodeFunctionData('grant', [sessionStruct(session)])
 * const [decoded] = sessionKeyValidatorInterface.decodeFunctionData('grant', data)
 * sessionFromStruct(decoded).permissions.length // => session.permissions.length
 * ```
 */
export function sessionFromStruct(decoded: DecodedSession): Session {
  const session: Session = {
    signerKind: Number(decoded.signerKind) as SignerKind,
    signer: decoded.signer as Hex,
    validAfter: Number(decoded.validAfter),
    validUntil: Number(decoded.validUntil),
    paymaster: decoded.paymaster as Hex,
    period: Number(decoded.period),
    maxCalls: Number(decoded.maxCalls),
    maxValue: decoded.maxValue,
    maxFee: decoded.maxFee,
    permissions: Array.from(decoded.permissions, permissionOf),
  }
  checkSession(session)
  return session
}

const permissionOf = (decoded: DecodedPermission): Permission => ({
  target: decoded.target as Hex,
  functionSignature: decoded.functionSignature,
  selector: decoded.selector as Hex,
  maxValue: decoded.maxValue,
  rules: Array.from(decoded.rules, ruleOf),
})

const ruleOf = ([path, wordType, comparison, mask, values, allowance]: DecodedRule): Rule => ({
  path: Array.from(path, Number),
  wordType: Number(wordType),
  comparison: Number(comparison) as Comparison,
  mask: mask as Hex,
  values: Array.from(values) as Hex[],
  allowance: Number(allowance),
})
