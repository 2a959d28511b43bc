// What the command line has of the world: all of it can be stood in for.
import type { Request } from '../rpc'

/** A process, as far as commands need one. */
export interface Io {
  /** Standard output: what was asked for. */
  readonly out: (text: string) => void
  /** Standard error: progress, what the owner is about to approve, and what went wrong. */
  readonly err: (text: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  /** All that is piped in. */
  readonly stdin: () => Promise<string>
  /** Asks whoever sits at the terminal; undefined: nobody does. */
  readonly ask: ((question: string) => Promise<string>) | undefined
  /** Calls it in place of ending the process at Ctrl-C or SIGTERM, until what it returns is called. */
  readonly onInterrupt: (stop: () => void) => () => void
  /** Seconds since 1970 by the machine's clock. */
  readonly now: () => number
  /** The way to a node or a bundler. */
  readonly connect: (url: string) => Request
}
