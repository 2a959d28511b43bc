// Waiting as a port: tests and embedded chains bring their own.

/** Local time, and the passing of it. What a session may do goes by the chain's time, never by this. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number
  /** @param isBackground Whether a program may end meanwhile: nothing but a look at the chain waits for it. */
  sleep(milliseconds: number, isBackground?: boolean): Promise<void>
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, isBackground = false) => {
    await new Promise<void>((resolve) => {
      const timer: unknown = setTimeout(resolve, milliseconds)
      // In browsers it is a number, and keeps nothing alive.
      if (isBackground && hasUnref(timer)) timer.unref()
    })
  },
}

const hasUnref = (timer: unknown): timer is { unref(): unknown } =>
  typeof timer === 'object' && timer !== null && 'unref' in timer
