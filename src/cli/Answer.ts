// What a command answers, and how the process ends with it.

/**
 * 0: done, or yes · 1: no: the session may not, a review refuses, the owner or the chain said no · 2: not asked rightly: options,
 * files, keys · 3: node, bundler or chain do not answer, or are not what they should be.
 */
export type ExitCode = 0 | 1 | 2 | 3

/** For people and for machines. */
export interface Answer {
  readonly text: string
  /** Fields keep their names and meaning from version to version; bigints become decimal text. */
  readonly json: Readonly<Record<string, unknown>>
  /** 0 if omitted. */
  readonly code?: ExitCode
}
