// A session with every kind of limit, calls inside and beyond each, and for which reason those are refused.
import { allow, equals, spend, type Call, type EnsureRequest, type ErrorCode, type Session } from '../../src'
import type { Capability } from '../../scripts/compatibility/capabilities'
import type { Forgery } from './forgedOp'
import { callsOf, FRIEND } from './limitCalls'
import type { Scene } from './Scene'

/** The limits: calls, wei of one call, wei in all, tokens, and wei of fees. */
export const [CALLS, CAP, VALUE, TOKENS, FEES] = [9, 3n, 5n, 100n, 10n ** 17n]

/** An op beyond a limit, in whose name the Lens, and the module where it can tell, refuse it. */
export interface Beyond {
  readonly limit: string
  /** Limits if omitted. */
  readonly about?: Capability
  readonly calls: readonly Call[]
  readonly claims: readonly string[]
  readonly changes?: Forgery['changes']
  /** Where it claims another session than the granted one. */
  readonly claimed?: Partial<Session>
  /** The client's code, where it is asked for the calls; undefined where it makes no such op. */
  readonly client?: ErrorCode
  readonly lens: ErrorCode
  /** SessionNotLive if omitted: the op looks like one of another session. */
  readonly module?: ErrorCode
}

/** What the owner is asked for. */
export function termsOf({ socio3, token }: Scene): Partial<EnsureRequest> {
  const amount = spend({ max: TOKENS })
  const onToken = allow(token, 'transfer', { to: equals(FRIEND), value: amount })
  const onSocio3 = [allow(socio3, 'upvotePost', { postId: equals(0n) }), allow(socio3, 'tip', { maxValue: CAP })]
  return { allow: [...onSocio3, onToken], calls: CALLS, value: VALUE, fees: { max: FEES } }
}

/** One op beyond each limit. */
export async function beyondOf(scene: Scene): Promise<readonly Beyond[]> {
  const { sponsor, account } = scene
  const { upvote, tip, comment, transfer, approve } = await callsOf(scene)
  const votes = Array.from({ length: CALLS }, () => upvote(0))
  const [outside, permitted] = ['CallNotPermitted', 'upvotePost(uint256)'] as const
  const paymaster = { paymaster: sponsor, paymasterVerificationGasLimit: 50_000n }
  const dear = { maxFeePerGas: FEES / 100_000n }
  const own = { ...upvote(0), to: account }
  const [voting, tipping, paying] = [[permitted], ['tip(uint256)'], ['transfer(address,uint256)']]
  return [
    {
      limit: 'another contract',
      about: 'outside',
      calls: [{ ...upvote(0), to: FRIEND }],
      claims: voting,
      client: outside,
      lens: outside,
    },
    { limit: 'another function', about: 'outside', calls: [comment], claims: tipping, client: outside, lens: outside },
    {
      limit: 'approve, where transfer is granted',
      about: 'outside',
      calls: [approve],
      claims: paying,
      client: outside,
      lens: outside,
    },
    {
      limit: 'the account itself',
      about: 'outside',
      calls: [own],
      claims: voting,
      client: outside,
      lens: 'TargetNotAllowed',
    },
    {
      limit: 'a batch of which one call is outside',
      about: 'outside',
      calls: [upvote(0), comment],
      claims: [permitted, 'tip(uint256)'],
      client: outside,
      lens: outside,
      module: 'RootsDiffer',
    },
    {
      limit: 'an argument',
      about: 'rules',
      calls: [upvote(1)],
      claims: voting,
      client: 'RuleNotMet',
      lens: 'RuleNotMet',
      module: 'RuleNotMet',
    },
    {
      limit: 'value of one call',
      calls: [tip(CAP + 1n)],
      claims: tipping,
      client: 'ValueOverCap',
      lens: 'ValueOverCap',
      module: 'ValueOverCap',
    },
    {
      limit: 'value in all',
      calls: [tip(VALUE - CAP + 1n)],
      claims: tipping,
      client: 'ValueOverLimit',
      lens: 'ValueOverLimit',
      module: 'ValueOverLimit',
    },
    {
      limit: 'an allowance',
      about: 'allowance',
      calls: [transfer(FRIEND, 2n)],
      claims: paying,
      client: 'AllowanceOverCap',
      lens: 'AllowanceOverCap',
      module: 'AllowanceOverCap',
    },
    {
      limit: 'calls',
      calls: votes,
      claims: votes.map(() => permitted),
      client: 'CallsOverLimit',
      lens: 'CallsOverLimit',
      module: 'CallsOverLimit',
    },
    { limit: 'fees', calls: [upvote(0)], claims: voting, changes: dear, lens: 'FeeOverLimit', module: 'FeeOverLimit' },
    {
      limit: 'a sponsor that is not named',
      calls: [upvote(0)],
      claims: voting,
      changes: paymaster,
      claimed: { paymaster: sponsor },
      lens: 'SessionNotGranted',
    },
  ]
}
