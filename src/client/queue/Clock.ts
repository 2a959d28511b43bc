// Waiting as a port: tests and embedded chains bring their own.

/** Local time, and the passing of it. What a session may do goes by the chain's time, never by this. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  },
}
