// The calls of an account that install and uninstall the session key module.
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
  /** The validator before the module in the account's linked list, for accounts that keep one. */
  readonly previous?: Address
}

/**
 * Uninstalls the module, which ends every session of the account.
 *
 * @throws FieldNotValid.
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
