// What has to be done once.

/**
 * Does it the first time, and again only after it failed; those who ask meanwhile wait for the same.
 *
 * @example
 * ```ts
 * let times = 0
 * const look = untilDone(async () => void times++)
 * await Promise.all([look(), look()])
 * times // => 1
 * ```
 */
export function untilDone<Answer>(action: () => Promise<Answer>): () => Promise<Answer> {
  let doing: Promise<Answer> | undefined
  return async () => {
    doing ??= action()
    try {
      return await doing
    } catch (thrown) {
      doing = undefined
      throw thrown
    }
  }
}
