// Rules that the op carries in another form than was granted, or of another permission; and sessions with looser ones.
import type { Permission, Rule } from '../../../../src'
import { flipBit, join, lengthOf, number, slice, splice } from '../bytes'
import type { Mutation } from '../caseOf'
import { permissionOf } from '../intent'
import type { Random } from '../Random'
import { ruleOf } from '../rules'
import { FLAG, type CallHeader, type Wire } from '../wire'
import { packAll } from '../words'

/** Changes the packed rules of one call header, and says their length. */
const rules =
  (change: (packed: CallHeader['rules'], random: Random, all: readonly Rule[]) => CallHeader['rules'] | undefined) =>
  (
    { parts, told }: Wire,
    random: Random,
    { session }: { session: { permissions: readonly Permission[] } },
  ): boolean => {
    const carrying = parts.headers.flatMap((one, i) => (one.rules === '0x' ? [] : [i]))
    if (carrying.length === 0) return false
    const i = random.pick(carrying)
    const header = parts.headers[i]!
    const packed = change(slice(header.rules, 2), random, session.permissions[told.permissions[i]!]?.rules ?? [])
    if (packed === undefined || packed === slice(header.rules, 2)) return false
    header.rules = join(number(lengthOf(packed), 2), packed)
    return true
  }

/** What the session asks, a little less. */
function looser(rule: Rule, random: Random): Rule {
  const { comparison, values } = rule
  const word = (value: bigint): Rule['values'][number] => number(BigInt.asUintN(256, value), 32)
  return random.pick<Rule>([
    {
      ...rule,
      values:
        comparison === 0 ? [word(0n), ...values.slice(1)] : [...values.slice(0, -1), word(BigInt(values.at(-1)!) + 1n)],
    },
    { ...rule, path: [...rule.path.slice(0, -1), rule.path.at(-1)! + 1] },
    { ...rule, wordType: rule.wordType + 1 },
    comparison === 0 ? { ...rule, comparison: 1 } : rule,
    comparison === 4 ? { ...rule, allowance: (rule.allowance + 1) % 256 } : rule,
  ])
}

export const rulesOnWire: readonly Mutation[] = [
  {
    name: 'rules: one bit flipped',
    weight: 2,
    wire: rules((packed, random) => flipBit(packed, random.below(lengthOf(packed)), random.below(8))),
  },
  {
    name: 'rules: one left out',
    weight: 2,
    wire: rules((_, random, all) =>
      all.length < 2 ? undefined : packAll(all.filter((__, i) => i !== random.below(all.length))),
    ),
  },
  { name: 'rules: in another order', wire: rules((_, __, all) => packAll([...all].reverse())) },
  {
    name: 'rules: one more',
    wire: rules((packed, random) =>
      join(packed, packAll([ruleOf({ comparison: 1, values: [BigInt(random.bytes(32))] })])),
    ),
  },
  {
    name: 'rules: some bytes less or more',
    wire: rules((packed, random) =>
      random.oneIn(2)
        ? slice(packed, 0, lengthOf(packed) - 1 - random.below(33))
        : join(packed, random.bytes(1 + random.below(33))),
    ),
  },
  {
    name: 'rules: another number of steps or values',
    wire: rules((packed, random, [first]) => {
      const at = random.pick([0, first === undefined ? 0 : lengthOf(packAll([first])) - 32 * first.values.length - 1])
      return splice(packed, at, at + 1, number(random.pick([0, 1, 2, 3, 9, 255]), 1))
    }),
  },
  { name: 'rules: only bytes', wire: rules((_, random) => random.bytes(1 + random.below(80))) },
  {
    name: 'rules: another length than they have',
    wire: ({ parts }, random) => {
      const header = parts.headers.find((one) => one.rules !== '0x')
      if (header === undefined) return false
      const length = lengthOf(header.rules) - 2
      header.rules = join(number(random.pick([length - 1, length + 1, 1, 65_535]), 2), slice(header.rules, 2))
      return true
    },
  },
  {
    name: 'rules: of no bytes',
    weight: 3,
    wire: ({ parts }, random) => {
      const header = random.pick(parts.headers)
      if (header.flags === FLAG.same) return false
      header.flags |= FLAG.rules
      header.rules = '0x0000'
      return true
    },
  },
  {
    name: 'rules: the bit without the rules, or the reverse',
    wire: ({ parts }, random) => {
      const header = random.pick(parts.headers)
      if (header.flags === FLAG.same) return false
      header.flags ^= FLAG.rules
      return true
    },
  },
  {
    name: 'a looser rule than was granted',
    weight: 2,
    intent: (intent, random) => {
      const at = random.below(intent.calls.length)
      const permission = permissionOf(intent, at)
      if (permission === undefined || permission.rules.length === 0) return false
      const i = random.below(permission.rules.length)
      const loosened = random.oneIn(3)
        ? permission.rules.filter((_, j) => j !== i)
        : permission.rules.map((rule, j) => (i === j ? looser(rule, random) : rule))
      if (loosened.length === permission.rules.length && loosened.every((rule, j) => rule === permission.rules[j]))
        return false
      const changed: Permission = { ...permission, rules: loosened }
      const { permissions } = intent.session
      intent.session = {
        ...intent.session,
        permissions: permissions.map((one) => (one === permission ? changed : one)),
      }
      return true
    },
  },
]
