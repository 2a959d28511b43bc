// Where an op that is inside its session touches the edge. A run must have been at each of them.
import type { Rule } from '../../../src'
import { lengthOf } from './bytes'
import { PATH_MAX } from './forms'
import { feeOf, gasOf, permissionOf, UINT128_MAX, type Intent } from './intent'
import { lastPeriod, leftIn, NO_BOUND } from './Standing'
import { readWord, spendsOf, trace, type Visit } from './trace'
import { fullHeader } from './wire'
import { BETWEEN, BETWEEN_SIGNED, CHARGE, classOf, INT, NO_MASK, NONE_OF, ONE_OF } from './words'

const LONGEST_PROOF = 6
const RULES_MAX = 12
const VALUES_MAX = 64

/** Whether some rule of some call is met so. */
const someRule =
  (fits: (rule: Rule, word: bigint, visits: readonly Visit[], data: Intent['calls'][number]['data']) => boolean) =>
  (intent: Intent): boolean =>
    intent.calls.some(({ data }, i) =>
      (permissionOf(intent, i)?.rules ?? []).some((rule) => {
        const visits = trace(data, rule.path)
        return visits !== undefined && fits(rule, readWord(data, visits.at(-1)!.at), visits, data)
      }),
    )

const ends = (comparison: number) =>
  someRule((rule, word) => rule.comparison === comparison && rule.values.some((value) => BigInt(value) === word))

const EDGES: Readonly<Record<string, (intent: Intent) => boolean>> = {
  'every call that is left': ({ standing, periodIndex, calls }) => calls.length === leftIn(standing, periodIndex).calls,
  'all value that is left': ({ standing, periodIndex, calls }) => {
    const { value } = leftIn(standing, periodIndex)
    return value > 0n && calls.reduce((sum, call) => sum + call.value, 0n) === value
  },
  'all fees that are left': ({ standing, periodIndex, gas }) => {
    const { fee } = leftIn(standing, periodIndex)
    return fee > 0n && feeOf(gas) === fee
  },
  'a cap': (intent) => intent.calls.some(({ value }, i) => value > 0n && value === permissionOf(intent, i)?.maxValue),
  'the period of the latest usage': ({ standing: { used }, periodIndex }) =>
    used.calls > 0 && used.periodIndex > 0 && periodIndex === used.periodIndex,
  'a period without usage': ({ standing: { used }, periodIndex }) =>
    used.calls > 0 && periodIndex !== undefined && periodIndex > used.periodIndex,
  'the last period': ({ session, periodIndex }) => periodIndex !== undefined && periodIndex === lastPeriod(session),
  'the most gas that is counted': ({ standing, periodIndex, gas }) =>
    leftIn(standing, periodIndex).fee !== NO_BOUND && gasOf(gas) === UINT128_MAX,
  'more gas than is counted': ({ gas }) => gasOf(gas) > UINT128_MAX,
  'a batch of one': ({ batch, calls }) => batch && calls.length === 1,
  'a function with selector zero': ({ calls }) => calls.some(({ data }) => data.startsWith('0x00000000')),
  'a selector without arguments': ({ calls }) => calls.some(({ data }) => lengthOf(data) === 4),
  'the longest proof': ({ session, permissions }) =>
    permissions.some((index) => fullHeader(session.permissions, index).proof.length === LONGEST_PROOF),
  'an end of a range': ends(BETWEEN),
  'an end of a signed range': ends(BETWEEN_SIGNED),
  'one beside a forbidden word': someRule(
    ({ comparison, values }, word) =>
      comparison === NONE_OF && values.some((value) => word === BigInt(value) + 1n || word === BigInt(value) - 1n),
  ),
  'bits outside a mask': someRule(
    ({ comparison, mask }, word) => comparison === ONE_OF && mask !== NO_MASK && (word & BigInt(mask)) !== word,
  ),
  'a negative number': someRule(({ wordType }, word) => classOf(wordType) === INT && word >> 255n === 1n),
  'the last element of an array': someRule((_, __, visits, data) =>
    visits.some(({ kind, at, index }) => kind === 'count' && readWord(data, at) === BigInt(index) + 1n),
  ),
  'a word of bytes that is not whole': someRule((_, __, visits, data) =>
    visits.some(({ kind, at, index }) => kind === 'length' && readWord(data, at) < 32n * BigInt(index) + 32n),
  ),
  'a call inside a call': someRule((_, __, visits) => visits.some(({ kind }) => kind === 'inner length')),
  'the longest path': someRule(({ path }) => path.length === PATH_MAX),
  'the most rules': (intent) => intent.calls.some((_, i) => permissionOf(intent, i)?.rules.length === RULES_MAX),
  'the most values': someRule(({ values }) => values.length === VALUES_MAX),
  'rules on several calls': (intent) =>
    intent.calls.filter((_, i) => permissionOf(intent, i)?.rules.length !== 0).length > 1,
  'all that is left of an allowance': (intent) => {
    const { allowances } = leftIn(intent.standing, intent.periodIndex)
    return [...spendsOf(intent)].some(([number, amount]) => amount > 0n && amount === allowances.get(number))
  },
  'an allowance that several calls charge': (intent) =>
    intent.calls.filter((_, i) => permissionOf(intent, i)?.rules.some(({ comparison }) => comparison === CHARGE))
      .length > 1,
  'several allowances': (intent) => spendsOf(intent).size > 1,
  'an allowance that was charged before': (intent) =>
    [...spendsOf(intent)].some(([number]) => (intent.standing.used.spent.get(number) ?? 0n) > 0n),
  'a P-256 key': ({ key }) => key.signerKind === 1,
  'an ERC-7913 key': ({ key }) => key.signerKind === 2,
  'a grant that is consumed': ({ grant, standing }) => grant !== undefined && standing.status !== 'live',
  'a grant of what is live already': ({ grant, standing }) => grant !== undefined && standing.status === 'live',
  'a grant with siblings': ({ grant }) => grant !== undefined && grant.siblings.length > 0,
  'a grant that replaces': ({ grant }) => grant !== undefined && BigInt(grant.replaces) !== 0n,
  'a grant of what an older epoch knew': ({ grant, standing }) => grant !== undefined && standing.status === 'older',
}

export const ALL_EDGES = Object.keys(EDGES)

export const edgesOf = (intent: Intent): readonly string[] => ALL_EDGES.filter((name) => EDGES[name]?.(intent))
