// A session as the generated contract types want it.
import type { SessionStruct } from '../contracts'
import type { Session } from './Session'

/**
 * A copy with ordinary arrays, to pass to the module's typed functions and encoders.
 *
 * @example
 * ```ts
 * sessionStruct(session).permissions.length // => session.permissions.length
 * ```
 */
export const sessionStruct = (session: Session): SessionStruct => ({
  ...session,
  permissions: session.permissions.map((permission) => ({
    ...permission,
    rules: permission.rules.map((rule) => ({ ...rule, path: [...rule.path], values: [...rule.values] })),
  })),
})
