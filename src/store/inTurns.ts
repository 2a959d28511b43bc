// One piece of work after the other.

/** @internal For each name in order; what fails does not hold up what comes after it. */
export function inTurns(): <Answer>(name: string, work: () => Promise<Answer>) => Promise<Answer> {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const answer = (last.get(name) ?? Promise.resolve()).then(work)
    last.set(
      name,
      answer.catch(() => undefined),
    )
    return await answer
  }
}
