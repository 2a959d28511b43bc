// What the module's onInstall receives.
import { AbiCoder, hexlify, randomBytes } from 'ethers'

import type { Hex } from '../contracts'
import { checkSession, sessionStruct, type GrantPlace, type Session } from '../session'
import { checkHex } from '../session/fields'
import { sessionsParamType } from '../session/sessionParamType'

/**
 * abi.encode(bytes32 salt, Session[] sessions): installing the module grants these sessions at once.
 *
 * @param salt Random; see {@link randomSalt}.
 * @param sessions None, or what is to be granted.
 * @param place The account and the module, where they are known: no session may have them as targets.
 * @throws FieldNotValid, and as `checkSession`.
 *
 * @example
 * ```ts
 * encodeInstallData(ONE_WORD, []).length // => 2 + 2 * 96
 * ```
 */
export function encodeInstallData(salt: Hex, sessions: readonly Session[] = [], place: GrantPlace = {}): Hex {
  sessions.forEach((session) => checkSession(session, place))
  const values = [checkHex('salt', salt, 32), sessions.map(sessionStruct)]
  return AbiCoder.defaultAbiCoder().encode(['bytes32', sessionsParamType], values) as Hex
}

/**
 * A salt that nobody can guess, for install, revokeAll and uninstall: no grant for a later epoch can be signed before.
 *
 * @example
 * ```ts
 * randomSalt() === randomSalt() // => false
 * ```
 */
export const randomSalt = (): Hex => hexlify(randomBytes(32)) as Hex
