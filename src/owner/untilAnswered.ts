// Asking again until there is an answer.
import { LatchkeyError } from '../errors'

/** How long to wait for the chain, and by which clock. */
export interface Polling {
  /** Resolves after so many milliseconds; the clock of the system if omitted. */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined
  /** Milliseconds between two questions; 1,000 if omitted. */
  readonly every?: number | undefined
  /** How often to ask; 120 times if omitted. */
  readonly attempts?: number | undefined
}

const system = async (milliseconds: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/**
 * @internal The first answer that is one.
 *
 * @param id What is waited for.
 * @throws OwnerCallsPending: none after all attempts; and what `ask` throws.
 */
export async function untilAnswered<Answer>(
  id: string,
  { wait = system, every = 1_000, attempts = 120 }: Polling,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  for (let attempt = 1; ; ++attempt) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (attempt >= attempts) throw new LatchkeyError('OwnerCallsPending', { id })
    await wait(every)
  }
}
