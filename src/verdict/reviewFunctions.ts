// What a permission's function does with tokens and power, as far as its text tells.
import { getAddress, toBeHex } from 'ethers'

import type { Address } from '../contracts'
import { UNLIMITED_CALLS, type Permission, type Session } from '../session/Session'
import { argumentBounds } from './argumentBounds'
import { finding, type Finding, type FindingCode } from './Finding'
import { fitsShape } from './fitsShape'
import { GIVING_POWER, KNOWN_FUNCTIONS, RELAYING, type KnownFunction } from './knownFunctions'
import { POWERFUL_CONTRACTS } from './powerfulContracts'
import { argumentsShape } from './Shape'

/** @internal */
export interface FunctionContext {
  readonly session: Session
  readonly isKnown: (address: string) => boolean
  readonly name: (address: string) => string
}

/** @internal */
export function reviewFunction(
  permission: Permission,
  permissionIndex: number,
  context: FunctionContext,
): readonly Finding[] {
  const { functionSignature: text, rules } = permission
  const on = `${text} on ${context.name(permission.target)}`
  const found = (code: FindingCode, sentence: string): Finding => finding(code, sentence, permissionIndex)
  const shape = argumentsShape(text)
  const stray = shape === undefined ? -1 : rules.findIndex(({ path }) => !fitsShape(shape, path))
  const known = KNOWN_FUNCTIONS.get(text)
  return [
    ...(text !== '' && stray >= 0
      ? [found('RuleNotOfFunction', `Rule ${stray} of ${on} reads no argument of it.`)]
      : []),
    ...(known === undefined
      ? []
      : reviewKnown(known, permission, context, on).map(([code, sentence]) => found(code, sentence))),
    ...(RELAYING.test(text) && !seesInside(permission)
      ? [found('FunctionRelays', `${on} may run calls that the session does not show.`)]
      : []),
    ...(GIVING_POWER.test(text) ? [found('FunctionGivesPower', `${on} changes who controls a contract.`)] : []),
  ]
}

/** Whether some rule looks into bytes. */
const seesInside = ({ rules }: Permission): boolean => rules.some(({ path }) => path.some((step) => step >>> 24 >= 4))

type Sentence = readonly [FindingCode, string]

const CODES = { operator: 'OperatorApproval', delegation: 'Delegation', permit: 'Permit' } as const

function reviewKnown(
  known: KnownFunction,
  permission: Permission,
  context: FunctionContext,
  on: string,
): readonly Sentence[] {
  const { kind, party, enables } = known
  // A rule that says false: power can only be taken back.
  const flag = enables === undefined ? undefined : argumentBounds(permission, enables).values
  if (flag?.every((value) => value === 0n)) return []
  const amounts = reviewAmount(known, permission, context.session, on)
  const parties = party === undefined ? [] : reviewParty(known, argumentBounds(permission, party).values, context, on)
  if (kind === 'approval' || kind === 'transfer') return [...amounts, ...parties]
  return [[CODES[kind], `${on} lets others act with what the account has.`], ...amounts, ...parties]
}

function reviewAmount(
  { kind, amount }: KnownFunction,
  permission: Permission,
  { maxCalls }: Session,
  on: string,
): readonly Sentence[] {
  if (amount === undefined) return []
  const { most, isCounted } = argumentBounds(permission, amount)
  if (isCounted) return []
  const code = kind === 'transfer' ? 'UnboundedTransfer' : 'UnboundedApproval'
  if (most === undefined) return [[code, `${on} takes any amount.`]]
  return maxCalls === UNLIMITED_CALLS
    ? [['AmountNotCounted', `${on} takes up to ${most} in each call, and calls have no limit.`]]
    : []
}

function reviewParty(
  { kind }: KnownFunction,
  values: readonly bigint[] | undefined,
  { session, isKnown, name }: FunctionContext,
  on: string,
): readonly Sentence[] {
  if (values === undefined)
    return kind === 'transfer'
      ? [['AnyRecipient', `${on} sends to anybody.`]]
      : [['AnySpender', `${on} names anybody.`]]
  if (kind === 'transfer') return []
  return values.flatMap((value): readonly Sentence[] => {
    const spender = getAddress(toBeHex(value, 20)) as Address
    const powerful = POWERFUL_CONTRACTS.get(spender.toLowerCase())
    if (spender.toLowerCase() === session.paymaster.toLowerCase())
      return [['PaymasterIsSpender', `${on} approves the paymaster ${name(spender)}, which can take that for gas.`]]
    if (powerful !== undefined) return [['SpenderIsRelay', `${on} approves ${spender}: ${powerful.name}.`]]
    return isKnown(spender) ? [] : [['UnknownSpender', `${on} approves ${spender}, of which nothing is known.`]]
  })
}
