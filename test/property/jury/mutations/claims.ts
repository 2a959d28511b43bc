// The authorization in another form than the one that is allowed. The Lens is told what the op claims all the same.
import type { Hex } from '../../../../src'
import { flipBit, join, NOTHING, number, slice } from '../bytes'
import type { Mutation } from '../caseOf'
import type { Random } from '../Random'
import { FLAG, fullHeader, HEAD, sameHeader, ZERO, type CallHeader, type Parts, type Wire } from '../wire'

const UNMETERED: Hex = join(`0x${'ff'.repeat(10)}`, number(0, 10), '0xffffffff', number(0, 4))

const isFull = ({ flags }: CallHeader): boolean => flags !== FLAG.same

const any = (headers: readonly CallHeader[], random: Random, fits = (_: CallHeader): boolean => true) => {
  const fitting = headers.filter(fits)
  return fitting.length === 0 ? undefined : random.pick(fitting)
}

/** A change of one call header of this kind. */
const header =
  (fits: (header: CallHeader) => boolean, change: (header: CallHeader, random: Random) => void) =>
  ({ parts }: Wire, random: Random): boolean => {
    const one = any(parts.headers, random, fits)
    if (one !== undefined) change(one, random)
    return one !== undefined
  }

const setProof = (header: CallHeader, proof: readonly Hex[]): void => {
  header.proof = proof
  header.flags = (header.flags & 0x0f) | ((proof.length & 0x0f) << 4)
}

/** One of the fields of fixed size, with one bit flipped. */
function flipField(parts: Parts, random: Random): boolean {
  const field = random.pick(['validAfter', 'validUntil', 'limits', 'paymaster', 'signer'] as const)
  if (parts[field] === NOTHING) return false
  parts[field] = flipBit(parts[field], random.below(parts[field].length / 2 - 1), random.below(8))
  return true
}

export const claims: readonly Mutation[] = [
  {
    name: 'head: another signer kind',
    wire: ({ parts }, random) => {
      parts.head ^= 1 + random.below(3)
      return true
    },
  },
  {
    name: 'head: a signer kind that there is not',
    wire: ({ parts }) => {
      parts.head |= 3
      return true
    },
  },
  {
    name: 'head: a bit without meaning',
    weight: 3,
    wire: ({ parts }, random) => {
      parts.head |= random.pick([0x20, 0x40, 0x80])
      return true
    },
  },
  {
    name: 'head: one bit flipped',
    wire: ({ parts }, random) => {
      parts.head ^= 1 << random.below(8)
      return true
    },
  },
  {
    name: 'limits that say nothing',
    weight: 3,
    wire: ({ parts }) => {
      if (parts.limits !== NOTHING) return false
      parts.head |= HEAD.limits
      parts.limits = UNMETERED
      return true
    },
  },
  {
    name: 'limits left out',
    wire: ({ parts }) => {
      if (parts.limits === NOTHING) return false
      parts.head ^= HEAD.limits
      parts.limits = parts.periodIndex = NOTHING
      return true
    },
  },
  {
    name: 'a field with one bit flipped',
    wire: ({ parts }, random) => flipField(parts, random),
  },
  {
    name: 'a paymaster that is shown already',
    weight: 2,
    wire: ({ parts }, random, { paymaster }) => {
      if (paymaster === undefined) return false
      parts.head |= HEAD.paymaster
      parts.paymaster = random.pick([paymaster, random.bytes(20), ZERO])
      return true
    },
  },
  {
    name: 'a paymaster of zero carried',
    weight: 2,
    wire: ({ parts }, _, { paymaster }) => {
      if (paymaster !== undefined) return false
      parts.head |= HEAD.paymaster
      parts.paymaster = ZERO
      return true
    },
  },
  {
    name: 'the paymaster left out',
    wire: ({ parts }) => {
      if (parts.paymaster === NOTHING) return false
      parts.head ^= HEAD.paymaster
      parts.paymaster = NOTHING
      return true
    },
  },
  {
    name: 'a period index without a period',
    weight: 3,
    wire: ({ parts, told }, random, { session }) => {
      if (session.period !== 0) return false
      told.periodIndex = random.pick([1, 2 ** 32 - 1])
      parts.periodIndex = number(told.periodIndex, 4)
      return true
    },
  },
  {
    name: 'a period without its index',
    wire: ({ parts }) => {
      if (parts.periodIndex === NOTHING) return false
      parts.periodIndex = NOTHING
      return true
    },
  },
  {
    name: 'call header: a cap of zero',
    weight: 3,
    wire: header(
      (one) => isFull(one) && one.cap === NOTHING,
      (one) => {
        one.flags |= FLAG.cap
        one.cap = number(0, 10)
      },
    ),
  },
  {
    name: 'call header: another cap',
    wire: header(
      ({ cap }) => cap !== NOTHING,
      (one, random) => {
        one.cap = flipBit(one.cap, random.below(10), random.below(8))
      },
    ),
  },
  {
    name: 'call header: the cap left out',
    wire: header(
      ({ cap }) => cap !== NOTHING,
      (one) => {
        one.flags ^= FLAG.cap
        one.cap = NOTHING
      },
    ),
  },
  {
    name: 'call header: the bit without meaning',
    wire: header(
      () => true,
      (one) => {
        one.flags |= 8
      },
    ),
  },
  {
    name: 'call header: "same" beside other parts',
    wire: header(
      () => true,
      (one, random) => {
        one.flags =
          isFull(one) && one.flags !== 0 ? one.flags | FLAG.same : FLAG.same | (1 << random.pick([0, 4, 5, 7]))
      },
    ),
  },
  {
    name: 'call header: rules',
    wire: header(
      () => true,
      (one, random) => {
        one.flags |= FLAG.rules
        one.rules = random.pick<Hex>([NOTHING, '0x0000', '0x000101'])
      },
    ),
  },
  {
    name: 'call header: one bit of the flags flipped',
    wire: header(
      () => true,
      (one, random) => {
        one.flags ^= 1 << random.below(8)
      },
    ),
  },
  {
    name: 'call header: "same" on the first call',
    wire: ({ parts }) => {
      parts.headers[0] = sameHeader()
      return true
    },
  },
  {
    name: 'call header: "same" on another call',
    weight: 3,
    wire: ({ parts }, random, { calls, permissions }) => {
      const others = permissions.flatMap((index, i) => {
        const [call, before] = [calls[i], calls[i - 1]]
        if (call === undefined || before === undefined || index === permissions[i - 1]) return []
        return call.to !== before.to || slice(call.data, 0, 4) !== slice(before.data, 0, 4) ? [i] : []
      })
      if (others.length === 0) return false
      parts.headers[random.pick(others)] = sameHeader()
      return true
    },
  },
  {
    name: 'call header: "same" on a first call to address zero with selector zero',
    intent: (intent, random) => {
      const data: Hex = random.pick<Hex>(['0x00000000', join('0x00000000', random.bytes(32))])
      intent.batch = true
      intent.calls.unshift({ to: ZERO, value: 0n, data })
      intent.permissions.unshift(intent.permissions[0]!)
      return true
    },
    wire: ({ parts }, random, { session, permissions }) => {
      parts.headers[0] = sameHeader()
      // The call after it still has to say which permission it has.
      if (!random.oneIn(4)) parts.headers[1] = fullHeader(session.permissions, permissions[1]!)
      return true
    },
  },
  {
    name: 'call header: a permission said twice',
    weight: 3,
    wire: ({ parts }, random, { session, permissions }) => {
      const same = parts.headers.flatMap((one, i) => (isFull(one) ? [] : [i]))
      if (same.length === 0) return false
      const i = random.pick(same)
      parts.headers[i] = fullHeader(session.permissions, permissions[i]!)
      return true
    },
  },
  {
    // Those that say "same" after it then claim that one too.
    name: 'call header: of another permission',
    wire: ({ parts: { headers }, told }, random, { session }) => {
      if (headers.length === 0) return false
      const i = random.below(headers.length)
      const index = random.below(session.permissions.length)
      if (index === told.permissions[i]) return false
      headers[i] = fullHeader(session.permissions, index)
      const next = headers.findIndex((one, j) => j > i && isFull(one))
      told.permissions.fill(index, i, next < 0 ? headers.length : next)
      return true
    },
  },
  {
    name: 'call header: one less',
    wire: ({ parts }, random) => {
      parts.headers.splice(random.below(parts.headers.length), 1)
      return true
    },
  },
  {
    name: 'call header: one more',
    wire: ({ parts }, random) => {
      if (parts.headers.length === 0) return false
      const i = random.below(parts.headers.length)
      parts.headers.splice(i, 0, random.pick([sameHeader(), parts.headers[i]!]))
      return true
    },
  },
  {
    name: 'a proof with one bit flipped, not of the first call',
    wire: ({ parts }, random) => {
      const one = any(parts.headers.slice(1), random, ({ proof }) => proof.length > 0)
      if (one === undefined) return false
      const i = random.below(one.proof.length)
      one.proof = one.proof.map((node, j) => (i === j ? flipBit(node, random.below(32), random.below(8)) : node))
      return true
    },
  },
  {
    name: 'a proof of other nodes',
    wire: header(
      ({ proof }) => proof.length > 0,
      (one, random) => {
        const { proof } = one
        const i = random.below(proof.length)
        setProof(
          one,
          random.pick<readonly Hex[]>([
            proof.map((node, j) => (i === j ? flipBit(node, random.below(32), random.below(8)) : node)),
            proof.slice(1),
            proof.slice(0, -1),
            [...proof, random.bytes(32)],
            [...proof].reverse(),
            [proof[0]!, ...proof],
          ]),
        )
      },
    ),
  },
  {
    name: 'a proof where there is none',
    wire: header(isFull, (one, random) => setProof(one, [...one.proof, random.bytes(32)])),
  },
  {
    name: 'a proof of fifteen nodes',
    wire: header(isFull, (one, random) =>
      setProof(
        one,
        Array.from({ length: 15 }, () => random.bytes(32)),
      ),
    ),
  },
]
