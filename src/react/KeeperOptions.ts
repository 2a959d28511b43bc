// What a page's session comes from.
import type { EnsureRequest, Sessions } from '../client'

/** As a page says it. */
export interface KeeperOptions {
  /** Opens the sessions of an account, once. Another account needs another provider: give it a `key`. */
  readonly open: () => Promise<Sessions>
  /** What is asked of the owner, when it is time to ask; may be something else each time. */
  readonly request: EnsureRequest
}
