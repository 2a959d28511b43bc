// What a grant requires of one permission.
import { id, ZeroAddress } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkAddress, checkAmount, checkHex, sameBytes } from './fields'
import { isFunctionSignature } from './isFunctionSignature'
import { packRules } from './packRules'
import { NO_SELECTOR, UNLIMITED_VALUE, type Permission } from './Session'

/** @internal Bytes that a rule can have on the wire: its length has two bytes there. */
const RULES_LENGTH_MAX = 65_535

/**
 * Refuses a permission that the module would refuse, whatever session it stands in.
 *
 * @param permission To be checked in every field.
 * @param banned Targets refused besides address zero: the account and the module.
 * @throws TargetNotAllowed · SelectorMismatch · FunctionTextNotCanonical · RuleNotValid · FieldNotValid.
 *
 * @example
 * ```ts
 * checkPermission(allowTransfer(SOCIO3, { maxValue: 1n })) // => undefined
 * ```
 */
export function checkPermission(permission: Permission, banned: readonly Hex[] = []): void {
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
  if (functionSignature === '' && rules.length > 0)
    throw new LatchkeyError('RuleNotValid', { ruleIndex: 0, reason: 'a plain transfer has no arguments' })
  if (packRules(rules).length / 2 - 1 > RULES_LENGTH_MAX)
    throw new LatchkeyError('RuleNotValid', { ruleIndex: 0, reason: `packed rules exceed ${RULES_LENGTH_MAX} bytes` })
}
