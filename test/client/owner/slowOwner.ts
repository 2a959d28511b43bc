// An owner who takes time, or never answers.
import type { Owner } from '../../../src'

/** Answers as `owner` does; from `slowDown()` on when the test says so, one prompt at a time. */
export function slowOwner(owner: Owner) {
  const asked: (() => void)[] = []
  let isSlow = false
  const slow: Owner = {
    ...owner,
    sendCalls: async (request) => {
      if (isSlow) await new Promise<void>((resolve) => asked.push(resolve))
      return await owner.sendCalls(request)
    },
  }
  return { slow, asked, slowDown: () => void (isSlow = true), answer: () => asked.shift()?.() }
}
