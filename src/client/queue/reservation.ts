// What ops in flight will have used of a session's limits once they are mined.
import { CHARGE, type Call, type Session } from '../../session'
import { readArgument } from '../../session/readArgument'

/** An amount of every limit. */
export interface Reserved {
  /** Executed calls. */
  readonly calls: number
  /** Wei of native value. */
  readonly value: bigint
  /** Wei of worst-case fees. */
  readonly fee: bigint
  /** By the number of the allowance, in the units of its arguments. */
  readonly allowances: ReadonlyMap<number, bigint>
}

/**
 * What these calls use, as the module charges it.
 *
 * @param permissionIndexes Of the permission that each call claims.
 * @param fee Wei, worst case.
 *
 * @example
 * ```ts
 * reservationOf(session, [{ to: SOCIO3, value: 3n, data: '0x' }], [0], 7n).value // => 3n
 * ```
 */
export function reservationOf(
  session: Session,
  calls: readonly Call[],
  permissionIndexes: readonly number[],
  fee: bigint,
): Reserved {
  const allowances = new Map<number, bigint>()
  calls.forEach(({ data }, i) => {
    for (const { comparison, path, allowance } of session.permissions[permissionIndexes[i] ?? -1]?.rules ?? [])
      if (comparison === CHARGE)
        allowances.set(allowance, (allowances.get(allowance) ?? 0n) + (readArgument(data, path) ?? 0n))
  })
  return { calls: calls.length, value: calls.reduce((sum, { value }) => sum + value, 0n), fee, allowances }
}

/**
 * All of them together.
 *
 * @example
 * ```ts
 * const one = { calls: 1, value: 2n, fee: 3n, allowances: new Map([[0, 4n]]) }
 * sumOf([one, one]) // => { calls: 2, value: 4n, fee: 6n, allowances: new Map([[0, 8n]]) }
 * ```
 */
export function sumOf(all: Iterable<Reserved>): Reserved {
  const allowances = new Map<number, bigint>()
  let [calls, value, fee] = [0, 0n, 0n]
  for (const one of all) {
    calls += one.calls
    value += one.value
    fee += one.fee
    for (const [number, amount] of one.allowances) allowances.set(number, (allowances.get(number) ?? 0n) + amount)
  }
  return { calls, value, fee, allowances }
}
