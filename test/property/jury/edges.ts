// Where an op that is inside its session touches the edge. A run must have been at each of them.
import { lengthOf } from './bytes'
import { feeOf, gasOf, permissionOf, UINT128_MAX, type Intent } from './intent'
import { lastPeriod, leftIn, NO_BOUND } from './Standing'
import { fullHeader } from './wire'

const LONGEST_PROOF = 6

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
}

export const ALL_EDGES = Object.keys(EDGES)

export const edgesOf = (intent: Intent): readonly string[] => ALL_EDGES.filter((name) => EDGES[name]?.(intent))
