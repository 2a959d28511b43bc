// What differs between smart accounts, in one shape.
import type { Provider } from 'ethers'

import type { Address, Hex } from '../contracts'
import type { Call, CallLike } from '../session'

/** A validator module on an account. */
export interface ModuleInstall {
  readonly account: Address
  readonly validator: Address
  /** What the module's `onInstall` receives. */
  readonly data: Hex
}

/** The end of a validator module on an account. */
export interface ModuleUninstall {
  readonly account: Address
  readonly validator: Address
  /** What the module's `onUninstall` receives. */
  readonly data: Hex
  /** The validator before it in the account's linked list, for accounts that keep one; see `previousValidator`. */
  readonly previous?: Address
}

/**
 * One kind of account. All of them execute by `execute(bytes32,bytes)` of ERC-7579; they differ in where the nonce key
 * names the validator, and in how a module is installed.
 */
export interface AccountAdapter {
  /** What the account's `accountId()` starts with; a number at its end is the whole number there. */
  readonly accountId: string
  /** How many lanes a nonce key can tell apart: lanes are numbered from 0 to one less. */
  readonly lanes: number
  /**
   * Whether an owner who signs a grant for this kind of account is shown the grant's typed data, and not a hash of it that the
   * account wraps. Where it is false, an owner's op grants instead.
   */
  readonly ownerSeesTypedData: boolean
  /**
   * The 24-byte nonce key that hands an op to `validator`; ops of different lanes do not wait for each other.
   *
   * @throws FieldNotValid: no such lane.
   */
  nonceKey(validator: Address, lane: number): bigint
  /** callData of an op that runs the calls in order. */
  encodeExecute(calls: readonly CallLike[]): Hex
  /** The account's call that installs a validator. */
  installValidator(install: ModuleInstall): Call
  /**
   * The account's call that uninstalls it.
   *
   * @throws FieldNotValid: there is no `previous` where the account wants one.
   */
  uninstallValidator(uninstall: ModuleUninstall): Call
  /**
   * The validator before this one in the account's linked list, as the chain has it now. Left out by kinds that keep no list.
   *
   * @throws FieldNotValid: the account has no such validator · as the chain.
   */
  readonly previousValidator?: (
    provider: Provider,
    place: Pick<ModuleUninstall, 'account' | 'validator'>,
  ) => Promise<Address>
}
