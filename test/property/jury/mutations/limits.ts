// One over: caps, limits, gas, periods. What is claimed stays honest.
import type { Mutation } from '../caseOf'
import { callOf, fillTo, permissionOf, splitGas, UINT128_MAX, type Gas, type Intent } from '../intent'
import type { Random } from '../Random'
import { lastPeriod, leftIn, NO_BOUND, type Left } from '../Standing'

const leftOf = ({ standing, periodIndex }: Intent): Left => leftIn(standing, periodIndex)

const setGas = (intent: Intent, gas: Gas): true => {
  intent.gas = gas
  return true
}

const split = (intent: Intent, total: bigint, price: bigint, random: Random): Gas =>
  splitGas(total, price, intent.paymaster !== undefined, random)

const setPeriod = (intent: Intent, index: number): boolean => {
  if (intent.session.period === 0 || index < 0 || index >= 2 ** 32) return false
  intent.periodIndex = index
  return true
}

/** Makes it this many calls, of the permissions that it has. */
function setCalls(intent: Intent, count: number, random: Random): boolean {
  if (count > 12 || intent.calls.some((_, i) => permissionOf(intent, i) === undefined)) return false
  intent.batch ||= count > 1
  intent.permissions = Array.from({ length: count }, (_, i) => intent.permissions[i % intent.permissions.length]!)
  intent.calls = intent.permissions.map((index, i) => {
    const value = intent.calls[i]?.value ?? 0n
    return callOf(intent.session.permissions[index]!, value, random)
  })
  return true
}

export const limits: readonly Mutation[] = [
  {
    name: 'a value one wei over the cap',
    intent: (intent, random) => {
      const i = random.below(intent.calls.length)
      const permission = permissionOf(intent, i)
      if (permission !== undefined) intent.calls[i] = { ...intent.calls[i]!, value: permission.maxValue + 1n }
      return permission !== undefined
    },
  },
  {
    name: 'a value of 2^255',
    intent: (intent, random) => {
      const i = random.below(intent.calls.length)
      intent.calls[i] = { ...intent.calls[i]!, value: random.pick([1n << 80n, 1n << 128n, NO_BOUND - 1n, 1n << 255n]) }
      return true
    },
  },
  {
    name: 'value one wei over the limit',
    weight: 3,
    intent: (intent) => {
      const { value } = leftOf(intent)
      const values = value === NO_BOUND ? undefined : fillTo(intent.session, intent.permissions, value + 1n)
      if (values === undefined) return false
      intent.calls = intent.calls.map((call, i) => ({ ...call, value: values[i] ?? 0n }))
      return true
    },
  },
  {
    name: 'one call over the limit',
    weight: 3,
    intent: (intent, random) => setCalls(intent, leftOf(intent).calls + 1, random),
  },
  {
    name: 'a fee one wei over the limit',
    weight: 3,
    intent: (intent, random) => {
      const { fee } = leftOf(intent)
      if (fee >= UINT128_MAX) return false
      const [gas, price] = random.pick([
        [fee + 1n, 1n],
        [1n, fee + 1n],
        [2n, fee / 2n + 1n],
      ] as const)
      return setGas(intent, split(intent, gas, price, random))
    },
  },
  {
    name: 'the largest fee',
    intent: (intent, random) => setGas(intent, split(intent, UINT128_MAX, UINT128_MAX, random)),
  },
  {
    name: 'gas of 2^128',
    weight: 3,
    intent: (intent, random) => {
      if (leftOf(intent).fee === NO_BOUND) return false
      const most = split(intent, UINT128_MAX, random.pick([0n, 1n]), random)
      return setGas(
        intent,
        random.pick<Gas>([
          { ...most, preVerification: most.preVerification + 1n },
          { ...most, preVerification: 1n << 128n },
          { ...most, preVerification: NO_BOUND - 1n },
          { ...most, preVerification: NO_BOUND - (most.call + most.verification || 1n) },
          { ...most, verification: UINT128_MAX, call: UINT128_MAX, preVerification: UINT128_MAX },
        ]),
      )
    },
  },
  {
    name: 'an earlier period',
    weight: 3,
    intent: (intent, random) => {
      const { used } = intent.standing
      return used.periodIndex > 0 && setPeriod(intent, random.pick([0, used.periodIndex - 1]))
    },
  },
  {
    name: 'a period after the end',
    weight: 3,
    intent: (intent, random) => {
      const { session } = intent
      if (session.period === 0) return false
      const last = lastPeriod(session)
      return last < 2 ** 32 - 1 && setPeriod(intent, random.pick([last + 1, last + 1, 2 ** 32 - 1]))
    },
  },
  {
    name: 'the period before or after',
    intent: (intent, random) => setPeriod(intent, (intent.periodIndex ?? 0) + random.pick([-1, 1])),
  },
]
