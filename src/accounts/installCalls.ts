// The calls of an account that install and uninstall the session key module.
import type { Provider } from 'ethers'

import type { Address, Hex } from '../contracts'
import type { Call, Session } from '../session'
import { checkHex } from '../session/fields'
import type { AccountAdapter } from './AccountAdapter'
import { encodeInstallData } from './encodeInstallData'

/** What {@link installCall} needs. */
export interface InstallOptions {
  readonly adapter: AccountAdapter
  readonly account: Address
  readonly module: Address
  /** Random; see `randomSalt`. */
  readonly salt: Hex
  /** Granted at once; none if omitted. */
  readonly sessions?: readonly Session[]
}

/**
 * Installs the module and grants sessions: one prompt for both.
 *
 * @throws as `encodeInstallData`.
 *
 * @example
 * ```ts
 * const place = { adapter: openZeppelinAccount, account: ACCOUNT, module: MODULE } as const
 * installCall({ ...place, salt: randomSalt(), sessions: [session] }).to // => ACCOUNT
 * ```
 */
export const installCall = ({ adapter, account, module, salt, sessions }: InstallOptions): Call =>
  adapter.installValidator({ account, validator: module, data: encodeInstallData(salt, sessions, { account, module }) })

/** What {@link uninstallCall} needs. */
export interface UninstallOptions extends Omit<InstallOptions, 'sessions'> {
  /** The validator before the module in the account's linked list, for accounts that keep one; {@link readUninstallCall} asks. */
  readonly previous?: Address
}

/**
 * Uninstalls the module, which ends every session of the account.
 *
 * @throws FieldNotValid: also if the account keeps a list and `previous` is left out.
 *
 * @example
 * ```ts
 * const place = { adapter: openZeppelinAccount, account: ACCOUNT, module: MODULE } as const
 * uninstallCall({ ...place, salt: randomSalt() }).to // => ACCOUNT
 * ```
 */
export const uninstallCall = ({ adapter, account, module, salt, previous }: UninstallOptions): Call =>
  adapter.uninstallValidator({
    account,
    validator: module,
    data: checkHex('salt', salt, 32),
    ...(previous === undefined ? {} : { previous }),
  })

/**
 * The same for every kind of account: where it keeps its validators in a list, the chain is asked which one is before the module.
 * Good until the account installs or uninstalls another validator.
 *
 * @throws FieldNotValid: the account keeps a list, and the module is not in it; and as the chain.
 *
 * @example
 * ```ts
 * const place = { adapter: openZeppelinAccount, account: ACCOUNT, module: MODULE, salt: randomSalt() } as const
 * const call = await readUninstallCall(provider, place)
 * call.data === uninstallCall(place).data // => true
 * ```
 */
export async function readUninstallCall(
  provider: Provider,
  options: Omit<UninstallOptions, 'previous'>,
): Promise<Call> {
  const { adapter, account, module } = options
  const previous = await adapter.previousValidator?.(provider, { account, validator: module })
  return uninstallCall({ ...options, ...(previous !== undefined && { previous }) })
}
