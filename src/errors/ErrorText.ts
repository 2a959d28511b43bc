// How every error of the client speaks: what happened, why, and what would be right.

/** The words of one error. Plain sentences, no line breaks. */
export interface ErrorText {
  /** What was refused, in a few words. */
  readonly title: string
  /** The rule behind it, with the offending value and the bound. */
  readonly why: string
  /** What would be right. */
  readonly fix: string
}

/** Turns the arguments of an error into its words. */
export type ErrorWriter<Args> = (args: Args) => ErrorText

/** The arguments of an error that has none. */
export type NoArgs = Readonly<Record<string, never>>
