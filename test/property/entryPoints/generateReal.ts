// Ops as the jury gets them, but such as a real EntryPoint can run: gas that suffices and is paid for, a nonce of a lane of
// their own, and a second at which they arrive, often the first or last of their window or one beside it.
import { openZeppelinAccount } from '../../../src'
import { caseOf, type Case, type Mutation } from '../jury/caseOf'
import { validIntent, type Gas, type Intent } from '../jury/intent'
import { MUTATIONS } from '../jury/mutations'
import type { Random } from '../jury/Random'
import { leftIn, NO_BOUND, UNUSED, type Standing } from '../jury/Standing'
import { OPENING } from './bench'

export interface RealCase {
  readonly one: Case
  readonly intent: Intent
  /** When the bundle is mined. */
  readonly second: number
}

// Of gas a real EntryPoint must have enough and be paid for it; initCode it refuses itself.
const NOT_REAL = ['gas of 2^128', 'the largest fee', 'a fee one wei over the limit', 'initCode']
const NOT_HERE = ['a session that is uninstalled', 'a grant of a session that is uninstalled']

const VERIFICATION_GAS = 1_500_000n
const CALL_GAS = 1_500_000n
const PAYMASTER_GAS = 100_000n
const FIXED_GAS = VERIFICATION_GAS + CALL_GAS + PAYMASTER_GAS

const feeOver: Mutation = {
  name: 'a fee one wei over the limit',
  weight: 3,
  intent: (intent) => {
    const { fee } = leftIn(intent.standing, intent.periodIndex)
    if (fee === NO_BOUND) return false
    intent.gas = fee < FIXED_GAS ? gasOf(intent, 0n, 1n) : gasOf(intent, fee + 1n - fixedOf(intent), 1n)
    return true
  },
}

const REAL = [...MUTATIONS.filter(({ name }) => ![...NOT_REAL, ...NOT_HERE].includes(name)), feeOver]

/** `count` ops: of every nine, five that their session permits. */
export function generateReal(
  standings: readonly Standing[],
  count: number,
  random: Random,
  isWanted = (_: Mutation): boolean => true,
): readonly RealCase[] {
  const turns = shuffled(
    REAL.filter(isWanted).flatMap((mutation) => Array.from({ length: mutation.weight ?? 1 }, () => mutation)),
    random,
  )
  let turn = 0
  return Array.from({ length: count }, (_, i) => {
    for (;;) {
      const mutations = (i * 5) % 9 < 5 ? [] : [turns[turn++ % turns.length]!]
      const real = fitting(standings, mutations, random)
      if (real !== undefined) return real
    }
  })
}

/** Far more than it takes, if any of these sessions can have the mutation. */
const ATTEMPTS_MAX = 5_000

function fitting(standings: readonly Standing[], mutations: readonly Mutation[], random: Random): RealCase | undefined {
  const status = mutations[0]?.status
  const about = mutations[0]?.attaches === true
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const fresh = status === undefined && (about ? !random.oneIn(8) : random.oneIn(10))
    const fits = (one: Standing): boolean => (fresh ? isGrantable(one) : one.status === (status ?? 'live'))
    const standing = random.pick(standings.filter(fits))
    const intent = validIntent(fresh ? { ...standing, used: UNUSED } : standing, random, about || fresh)
    if (intent === undefined) continue
    intent.gas = anyGas(intent, random)
    intent.nonce = openZeppelinAccount.nonceKey(intent.jury.module, random.below(2 ** 32)) << 64n
    const one = caseOf(intent, mutations, random)
    if (one !== undefined) return { one, intent, second: anySecond(one, mutations.length > 0, random) }
  }
  return undefined
}

/** What a grant that an op attaches can bring to life. */
const isGrantable = ({ status }: Standing): boolean => status === 'never granted' || status === 'older'

function anyGas(intent: Intent, random: Random): Gas {
  const { fee } = leftIn(intent.standing, intent.periodIndex)
  const most = fee < 10n ** 18n ? fee : 10n ** 18n
  const usual = (): Gas => gasOf(intent, random.upTo(60_000n), random.upTo(most / (FIXED_GAS + 60_000n)))
  // All that is left of the budget.
  return most > FIXED_GAS && random.oneIn(2) ? gasOf(intent, most - fixedOf(intent), 1n) : usual()
}

const fixedOf = (intent: Intent): bigint => FIXED_GAS - (intent.paymaster === undefined ? PAYMASTER_GAS : 0n)

const gasOf = ({ paymaster }: Intent, preVerification: bigint, price: bigint): Gas => ({
  verification: VERIFICATION_GAS,
  call: CALL_GAS,
  preVerification,
  paymasterVerification: paymaster === undefined ? 0n : PAYMASTER_GAS,
  postOp: 0n,
  price,
})

/** The first and last second that the op claims, in plain words of docs/encoding.md. */
export function windowOf({ session: { validAfter, validUntil, period }, told }: Case): [number, number] {
  if (period === 0) return [validAfter, validUntil]
  const first = validAfter + told.periodIndex * period
  return [first, Math.min(first + period - 1, validUntil)]
}

function anySecond(one: Case, mutated: boolean, random: Random): number {
  const [first, last] = windowOf(one)
  const inside = [first + 1, first + 2, last, last - 1, first + Math.floor((last - first) / 2)]
  const outside = [first - 1, first, last + 1]
  const second = random.pick(mutated || !random.oneIn(4) ? inside : outside)
  // What is long past or far away cannot be mined.
  return second > OPENING - 5_000 && second < 2 ** 40 ? second : OPENING + random.below(10_000)
}

/** So that a short run meets some of each. */
function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const rest = [...list]
  return list.map(() => rest.splice(random.below(rest.length), 1)[0]!)
}
