// What a grant requires of one permission.
import { id, ZeroAddress } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkRules } from './checkRules'
import { checkAddress, checkAmount, checkHex, sameBytes } from './fields'
import { isFunctionSignature } from './isFunctionSignature'
import { NO_SELECTOR, UNLIMITED_VALUE, type Permission } from './Session'

/**
 * Refuses a permission that the module would refuse, whatever session it stands in.
 *
 * @param permission To be checked in every field.
 * @param banned Targets refused besides address zero: the account and the module.
 * @param caps Of the session's allowances so far; those of this permission are added.
 * @throws TargetNotAllowed · SelectorMismatch · FunctionTextNotCanonical · FieldNotValid, and the errors of rules.
 *
 * @example
 * ```ts
 * checkPermission(allowTransfer(SOCIO3, { maxValue: 1n })) // => undefined
 * ```
 */
export function checkPermission(
  permission: Permission,
  banned: readonly Hex[] = [],
  caps: Map<number, bigint> = new Map(),
): void {
  const { functionSignature, rules } = permission
  const target = checkAddress('target', permission.target)
  if ([ZeroAddress as Hex, ...banned].some((address) => sameBytes(address, target)))
    throw new LatchkeyError('TargetNotAllowed', { target })

  const selector = checkHex('selector', permission.selector, 4)
  if (functionSignature !== '' && !isFunctionSignature(functionSignature))
    throw new LatchkeyError('FunctionTextNotCanonical', { functionSignature })
  const expected = functionSignature === '' ? NO_SELECTOR : (id(functionSignature).slice(0, 10) as Hex)
  if (!sameBytes(selector, expected))
    throw new LatchkeyError('SelectorMismatch', { functionSignature, selector, expected })

  checkAmount('maxValue', permission.maxValue, UNLIMITED_VALUE)
  if (functionSignature === '' && rules.length > 0) throw new LatchkeyError('RulesOnTransfer', { target })
  checkRules(rules, caps)
}
