// A command, as data: what it is called, what it takes, and what it teaches.
import type { Answer } from './Answer'
import type { Given } from './Given'
import type { OptionName, OptionSpec } from './options'

/** One line of the table of commands. */
export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** What it does, for whoever asks for its help. */
  readonly about: string
  /** Positional arguments as commander writes them, with their meaning. */
  readonly args: readonly (readonly [name: string, about: string])[]
  /** Those that several commands share, by name. */
  readonly shared: readonly OptionName[]
  /** Its own. */
  readonly own?: readonly OptionSpec[]
  /** A command line, and what it is for. */
  readonly examples: readonly (readonly [line: string, why: string])[]
  /** What 0 and 1 mean here. */
  readonly exits: string
  readonly run: (given: Given) => Promise<Answer>
}
