// Which permissions the calls of an op claim, where several allow them.
import { LatchkeyError } from '../errors'
import type { Permission } from '../session/Session'
import { isFor, judgeCall, selectorOf, type Charge, type ReadCall } from './judgeCall'

/** @internal A permission that allows a call. */
export interface Claimed {
  readonly permissionIndex: number
  readonly charges: readonly Charge[]
}

/** @internal The permissions that allow one call, those that charge nothing first; or why there is none. */
export type Choice = { readonly claims: readonly Claimed[] } | { readonly error: LatchkeyError }

/** So many combinations are looked at: more are ways to split one batch over several shared budgets. */
const LOOKS = 10_000

/** @internal The permissions that allow a call. Where none does, the error is that of the one that met most rules. */
export function claimsFor(permissions: readonly Permission[], read: ReadCall): Choice {
  const claims: Claimed[] = []
  let nearest: { readonly error: LatchkeyError; readonly met: number; readonly maxValue: bigint } | undefined
  for (const [permissionIndex, permission] of permissions.entries()) {
    if (!isFor(permission, read.call)) continue
    const { maxValue } = permission
    const ruling = judgeCall(permission, read)
    if ('charges' in ruling) claims.push({ permissionIndex, charges: ruling.charges })
    else if (nearest === undefined || ruling.met > nearest.met || (ruling.met < 0 && maxValue > nearest.maxValue))
      nearest = { ...ruling, maxValue }
  }
  if (claims.length === 0) return { error: nearest?.error ?? notPermitted(permissions, read) }
  const isFree = ({ charges }: Claimed): boolean => charges.length === 0
  return { claims: [...claims.filter(isFree), ...claims.filter((claim) => !isFree(claim))] }
}

/** @internal Why no permission is for a call: what the session allows on its target. */
export function notPermitted(permissions: readonly Permission[], { call, index }: ReadCall): LatchkeyError {
  const onTarget = permissions.filter(({ target }) => target.toLowerCase() === call.to.toLowerCase())
  const allowed = [...new Set(onTarget.map(({ functionSignature }) => functionSignature || 'plain transfers'))]
  const [target, selector] = [call.to, selectorOf(call.data)]
  return new LatchkeyError('CallNotPermitted', { callIndex: BigInt(index), target, selector, allowed })
}

/**
 * @internal One claim for each call such that all amounts together fit what is left of allowances; the first of each where
 * none do.
 *
 * @param left What is left of an allowance.
 */
export function choosePermissions(
  choices: readonly (readonly Claimed[])[],
  left: (charge: Charge) => bigint,
): readonly Claimed[] {
  let looks = 0
  const choose = (at: number, spent: ReadonlyMap<number, bigint>): readonly Claimed[] | undefined => {
    if (at === choices.length) return []
    for (const claim of choices[at] ?? []) {
      if (++looks > LOOKS) return undefined
      const after = added(spent, claim.charges)
      const fits = claim.charges.every((charge) => (after.get(charge.allowance) ?? 0n) <= left(charge))
      const rest = fits ? choose(at + 1, after) : undefined
      if (rest !== undefined) return [claim, ...rest]
    }
    return undefined
  }
  return choose(0, new Map()) ?? choices.flatMap((claims) => claims.slice(0, 1))
}

function added(spent: ReadonlyMap<number, bigint>, charges: readonly Charge[]): ReadonlyMap<number, bigint> {
  if (charges.length === 0) return spent
  const after = new Map(spent)
  for (const { allowance, amount } of charges) after.set(allowance, (after.get(allowance) ?? 0n) + amount)
  return after
}
