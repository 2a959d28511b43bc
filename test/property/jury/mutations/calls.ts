// Calls to something else, or under another permission than is claimed.
import { id } from 'ethers'

import type { Address, Call, Hex } from '../../../../src'
import { flipBit, join, slice } from '../bytes'
import type { Mutation } from '../caseOf'
import type { Intent } from '../intent'
import type { Random } from '../Random'
import { ZERO } from '../wire'

/** Changes one of the calls. */
function setCall(intent: Intent, random: Random, change: (call: Call) => Partial<Call> | undefined): boolean {
  const i = random.below(intent.calls.length)
  const call = intent.calls[i]!
  const changed = change(call)
  if (changed === undefined) return false
  intent.calls[i] = { ...call, ...changed }
  return true
}

export const calls: readonly Mutation[] = [
  {
    name: 'another target',
    intent: (intent, random) =>
      setCall(intent, random, ({ to }) => ({
        to: random.pick<Address>([
          random.bytes(20),
          flipBit(to, random.below(20), random.below(8)),
          random.pick(intent.session.permissions).target,
        ]),
      })),
  },
  {
    name: 'a target that nobody may name',
    intent: (intent, random) =>
      setCall(intent, random, () => ({ to: random.pick([intent.jury.address, intent.jury.module, ZERO]) })),
  },
  {
    name: 'another selector',
    intent: (intent, random) =>
      setCall(intent, random, ({ data }) => {
        if (data === '0x') return undefined
        const selector = random.pick([
          random.bytes(4),
          flipBit(slice(data, 0, 4), random.below(4), random.below(8)),
          random.pick(intent.session.permissions).selector,
          '0x00000000' as const,
        ])
        return { data: join(selector, slice(data, 4)) }
      }),
  },
  {
    name: 'a call in place of a transfer, or the reverse',
    intent: (intent, random) =>
      setCall(intent, random, ({ data }) => ({
        data: data === '0x' ? random.pick<Hex>(['0x00000000', random.bytes(4), random.bytes(36)]) : '0x',
      })),
  },
  {
    name: 'data of one to three bytes',
    weight: 3,
    intent: (intent, random) =>
      setCall(intent, random, ({ data }) => ({
        data: random.pick([slice(join(data, '0x000000'), 0, 1 + random.below(3)), random.bytes(1 + random.below(3))]),
      })),
  },
  {
    name: 'another permission claimed',
    intent: (intent, random) => {
      const i = random.below(intent.permissions.length)
      const other = random.below(intent.session.permissions.length)
      if (other === intent.permissions[i]) return false
      intent.permissions[i] = other
      return true
    },
  },
  {
    name: 'a permission claimed that is not there',
    intent: (intent, random) => {
      intent.permissions[random.below(intent.permissions.length)] = intent.session.permissions.length + random.below(2)
      return true
    },
  },
  {
    name: 'a call more than is claimed',
    weight: 3,
    intent: (intent, random) => {
      intent.batch = true
      intent.calls.splice(random.below(intent.calls.length + 1), 0, {
        to: random.pick(intent.session.permissions).target,
        value: 0n,
        data: random.pick<Hex>(['0x', id('f()').slice(0, 10) as Hex, intent.calls.at(-1)?.data ?? '0x']),
      })
      return true
    },
  },
  {
    name: 'a call less than is claimed',
    intent: (intent, random) => {
      if (intent.calls.length < 2) return false
      intent.calls.splice(random.below(intent.calls.length), 1)
      return true
    },
  },
  {
    name: 'calls in another order',
    intent: (intent) => {
      intent.calls.reverse()
      return intent.calls.length > 1
    },
  },
]
