// Words for the module's errors about rules on arguments: what a call did not meet, and what cannot be granted.
import { toBeHex } from 'ethers'

import type { ContractErrorArgs } from './ContractError'
import type { ErrorWriter } from './ErrorText'
import type { ModuleRuleErrorName } from './moduleErrorNames'
import { shortHex } from './valueTexts'
import { wordTypeName } from './wordTypeName'

const BUILD = 'Build rules with allow(contract, name, { argument: ... }), which makes only valid ones.'
const CANNOT = 'a rule cannot be granted'

const typeText = (wordType: bigint): string => wordTypeName(Number(wordType)) ?? `type ${toBeHex(wordType, 2)}`
const comparisonText = (comparison: bigint): string =>
  ['oneOf', 'noneOf', 'between', 'betweenSigned', 'charge'][Number(comparison)] ?? `comparison ${comparison}`

/** One writer per error, by its name in the ABI. */
export const moduleRuleTexts: { readonly [N in ModuleRuleErrorName]: ErrorWriter<ContractErrorArgs<N>> } = {
  RuleNotMet: ({ callIndex, ruleIndex, word }) => ({
    title: 'argument not permitted',
    why: `Call ${callIndex} has the argument word ${toBeHex(word)} (${word}), which does not meet rule ${ruleIndex} of its permission.`,
    fix: 'Call with what the session allows: describeSession says what that is.',
  }),
  ArgumentNotReadable: ({ callIndex, ruleIndex }) => ({
    title: 'argument not readable',
    why: `Rule ${ruleIndex} asks for an argument that call ${callIndex} does not have: its data is too short, or a pointer or an index leads outside.`,
    fix: 'Encode the call with the ABI of its target, and give the arrays and bytes that the session asks for.',
  }),
  WordNotCanonical: ({ callIndex, ruleIndex, word, wordType }) => ({
    title: 'argument not canonical',
    why: `Call ${callIndex} has the word ${toBeHex(word)} (${word}) where rule ${ruleIndex} asks for a value of ${typeText(wordType)}: the ABI encodes none like this.`,
    fix: 'Encode the call with the ABI of its target.',
  }),
  AllowanceOverCap: ({ allowance, amount, cap }) => ({
    title: 'allowance used up',
    why: `With this op allowance ${allowance} comes to ${amount}; its cap is ${cap} (whole session, or per period).`,
    fix: 'Spend less, wait for the next period, or ask for a session with a higher spend({ max }).',
  }),
  RulesOnTransfer: ({ target }) => ({
    title: CANNOT,
    why: `A plain transfer to ${target} has no arguments, so no rules.`,
    fix: 'Build it with allowTransfer(to, { maxValue }).',
  }),
  RulesTooMany: ({ count, maximum }) => ({
    title: 'too many rules',
    why: `A permission has ${count} rules; it can have ${maximum}.`,
    fix: 'Demand less of the arguments of one function; pins of pointers count too, and { pin: false } leaves them out.',
  }),
  RulesNotAscending: ({ ruleIndex, ruleHash, previous }) => ({
    title: 'rules not in order',
    why: `Rule ${ruleIndex} has the hash ${shortHex(ruleHash)}, not above ${shortHex(previous)} before it: rules are strictly ascending.`,
    fix: 'Build rules with allow(contract, name, { argument: ... }), which sorts them.',
  }),
  PathLengthNotValid: ({ ruleIndex, steps, maximum }) => ({
    title: CANNOT,
    why: `The path of rule ${ruleIndex} has ${steps} steps; it has 1 to ${maximum}.`,
    fix: BUILD,
  }),
  PathStepNotValid: ({ ruleIndex, stepIndex, step }) => ({
    title: CANNOT,
    why: `In rule ${ruleIndex} no path continues, or ends, with step ${step} at place ${stepIndex}.`,
    fix: BUILD,
  }),
  WordTypeNotValid: ({ ruleIndex, wordType }) => ({
    title: CANNOT,
    why: `Rule ${ruleIndex} is about a word of ${typeText(wordType)}, which does not exist.`,
    fix: BUILD,
  }),
  ComparisonNotValid: ({ ruleIndex, comparison, wordType }) => ({
    title: CANNOT,
    why: `Rule ${ruleIndex} compares a word of ${typeText(wordType)} by ${comparisonText(comparison)}, which does not exist or not for this type.`,
    fix: BUILD,
  }),
  MaskNotValid: ({ ruleIndex, mask }) => ({
    title: CANNOT,
    why: `Rule ${ruleIndex} has the mask ${shortHex(mask)}: only oneOf and noneOf take one other than all ones, and none is zero.`,
    fix: BUILD,
  }),
  ValueCountNotValid: ({ ruleIndex, count }) => ({
    title: CANNOT,
    why: `Rule ${ruleIndex} has ${count} values: oneOf and noneOf have 1 to 64, between two, charge one.`,
    fix: BUILD,
  }),
  ValueNotValid: ({ ruleIndex, valueIndex, value }) => ({
    title: CANNOT,
    why: `Value ${valueIndex} of rule ${ruleIndex} is ${shortHex(value)}: not canonical for its type, outside the mask, out of order, or no possible cap.`,
    fix: BUILD,
  }),
  AllowanceNotValid: ({ ruleIndex, allowance }) => ({
    title: CANNOT,
    why: `Rule ${ruleIndex} has the allowance number ${allowance}; only a charge has one other than zero.`,
    fix: BUILD,
  }),
  AllowanceCapsDiffer: ({ allowance, cap, other }) => ({
    title: 'one allowance with two caps',
    why: `Allowance ${allowance} has the cap ${cap} in one rule and ${other} in another.`,
    fix: 'Give the same max wherever the allowance is the same, or another allowance number.',
  }),
}
