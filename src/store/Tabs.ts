// The tabs of one app: what one of them grants or ends, the others hear.

/** A way to the other tabs, over which nothing secret goes. It may lose messages, and bring some that nobody of the app sent. */
export interface Tabs {
  /** Takes part from now on; `hear` is called with whatever another tab tells. */
  join(hear: (message: unknown) => void): TabLine
}

/** One tab's end of it. */
export interface TabLine {
  /** Tells all others that are there. Never throws. */
  tell(message: unknown): void
  leave(): void
}
