// Another session than the account granted: other terms, another key, another account, ended; and who pays.
import { ZeroAddress } from 'ethers'

import {
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Hex,
  type Permission,
  type Session,
} from '../../../../src'
import { join, lengthOf, number, slice } from '../bytes'
import type { Mutation } from '../caseOf'
import { permissionOf, type Intent } from '../intent'
import { secp256k1 } from '../keys'
import type { Random } from '../Random'
import { ruleOf } from '../rules'
import { inOrder } from '../shapes'
import type { Status } from '../Standing'
import { ZERO } from '../wire'

/** Claims, and tells the Lens of, a session that differs in this. */
function setSession(intent: Intent, change: Partial<Session>): true {
  intent.session = { ...intent.session, ...change }
  return true
}

/** With another permission `index`, where the tree keeps its order. */
function setPermission(intent: Intent, index: number, change: Partial<Permission>): true {
  const { permissions } = intent.session
  return setSession(intent, { permissions: permissions.map((one, i) => (i === index ? { ...one, ...change } : one)) })
}

const ended = (status: Status): Mutation => ({
  name: `a session that is ${status}`,
  weight: 3,
  status,
  intent: () => true,
})

/** More than was granted, or just something else. */
const wider = ({ session }: Intent, random: Random): Partial<Session> =>
  random.pick<Partial<Session>>([
    { validAfter: Math.max(0, session.validAfter - 1) },
    { validUntil: Math.min(session.validUntil + 1, 2 ** 48 - 1) },
    { maxCalls: session.maxCalls === UNLIMITED_CALLS ? 1000 : random.pick([session.maxCalls + 1, UNLIMITED_CALLS]) },
    { maxValue: session.maxValue === UNLIMITED_VALUE ? 1n : random.pick([session.maxValue + 1n, UNLIMITED_VALUE]) },
    { maxFee: session.maxFee === UNLIMITED_FEE ? 10n ** 18n : session.maxFee + 1n },
    { period: session.period === 0 ? 60 : random.pick([0, session.period - 1]) },
    { paymaster: session.paymaster === ZeroAddress ? random.bytes(20) : ZERO },
  ])

export const terms: readonly Mutation[] = [
  ended('revoked'),
  ended('older'),
  ended('never granted'),
  ended('renounced'),
  ended('uninstalled'),
  {
    name: 'other terms than were granted',
    intent: (intent, random) => {
      setSession(intent, wider(intent, random))
      if (intent.paymaster !== undefined) intent.paymaster = intent.session.paymaster
      intent.periodIndex = intent.session.period === 0 ? undefined : (intent.periodIndex ?? 0)
      return intent.paymaster !== ZERO
    },
  },
  {
    name: 'a higher cap than was granted',
    intent: (intent, random) => {
      const i = random.below(intent.calls.length)
      const permission = permissionOf(intent, i)
      if (permission === undefined || permission.maxValue === UNLIMITED_VALUE) return false
      const value = permission.maxValue + 1n
      intent.calls[i] = { ...intent.calls[i]!, value }
      return setPermission(intent, intent.permissions[i]!, { maxValue: value })
    },
  },
  {
    name: 'one permission more than was granted',
    intent: (intent, random) => {
      const { permissions } = intent.session
      const permission = permissionOf(intent, 0)
      if (permission === undefined) return false
      const added: Permission = { ...permission, target: random.bytes(20) }
      const all = inOrder([...permissions, added])
      intent.permissions = intent.permissions.map((index) => all.findIndex((one) => one === permissions[index]))
      intent.permissions[0] = all.indexOf(added)
      intent.calls[0] = { ...intent.calls[0]!, to: added.target }
      return setSession(intent, { permissions: all })
    },
  },
  {
    name: 'terms with another key, which signs',
    intent: (intent, random) => {
      intent.key = random.oneIn(2) ? secp256k1(random) : intent.key.stranger(random)
      return setSession(intent, { signer: intent.key.signer, signerKind: intent.key.signerKind })
    },
  },
  {
    name: 'a signer that is no address',
    weight: 3,
    intent: (intent, random) =>
      setSession(intent, {
        signer: random.pick([
          slice(intent.session.signer, 0, lengthOf(intent.session.signer) - 1),
          join(intent.session.signer, random.bytes(1)),
        ]),
      }),
  },
  {
    name: 'a key of another kind',
    intent: (intent, random) =>
      setSession(intent, { signerKind: ((intent.session.signerKind + random.pick([1, 2])) % 3) as 0 | 1 | 2 }),
  },
  {
    name: 'rules on the call',
    weight: 3,
    intent: (intent, random) =>
      setPermission(intent, random.pick(intent.permissions), {
        rules: [ruleOf({ comparison: random.below(4), values: [BigInt(random.bytes(32))] })],
      }),
  },
  {
    name: 'rules without packed form on another permission',
    weight: 3,
    intent: (intent, random) => {
      const { permissions } = intent.session
      const others = permissions.flatMap((_, i) => (intent.permissions.includes(i) ? [] : [i]))
      if (others.length === 0) return false
      return setPermission(intent, random.pick(others), { rules: [ruleOf({ comparison: 5 + random.below(120) })] })
    },
  },
  {
    name: 'another sender',
    weight: 3,
    intent: (intent, random) => {
      intent.sender = random.pick([random.bytes(20), intent.jury.module, ZERO])
      return true
    },
  },
  {
    name: 'initCode',
    weight: 3,
    intent: (intent, random) => {
      intent.initCode = random.pick<Hex>(['0x00', '0x7702', join('0x7702', number(0, 18)), random.bytes(60)])
      return true
    },
  },
]

const setPayer = (intent: Intent, paymaster: Address | undefined): true => {
  intent.paymaster = paymaster
  return true
}

export const payers: readonly Mutation[] = [
  {
    name: 'no paymaster where one must pay',
    weight: 3,
    intent: (intent) => intent.session.maxFee === UNLIMITED_FEE && setPayer(intent, undefined),
  },
  {
    name: 'a paymaster that is not named',
    intent: (intent, random) =>
      setPayer(
        intent,
        random.pick([random.bytes(20), intent.jury.address, intent.jury.module, slice(intent.session.signer, 0, 20)]),
      ),
  },
  {
    name: 'a paymaster of zero with gas limits',
    weight: 3,
    intent: (intent, random) => {
      intent.paymasterData = random.pick<Hex>(['0x', random.bytes(32)])
      return setPayer(intent, ZERO)
    },
  },
  {
    name: 'paymaster data that is too short',
    weight: 3,
    bytes: (bytes, random) => {
      const whole = random.pick([bytes.paymasterAndData, number(0, 52), random.bytes(52)])
      const length = random.pick([1, 19, 20, 21, 32, 51])
      bytes.paymasterAndData = slice(whole, 0, length)
      return bytes.paymasterAndData !== '0x'
    },
  },
  {
    name: 'one byte of paymaster data less or more',
    bytes: (bytes, random) => {
      const { paymasterAndData: whole } = bytes
      if (whole === '0x') return false
      bytes.paymasterAndData = random.oneIn(2) ? slice(whole, 0, whole.length / 2 - 2) : join(whole, random.bytes(1))
      return true
    },
  },
]
