// A tab that was away.

/** @internal Calls `listener` each time the page is shown again, until what it answers is called. */
export function whenVisible(listener: () => void): () => void {
  const heard = (): void => {
    if (document.visibilityState === 'visible') listener()
  }
  document.addEventListener('visibilitychange', heard)
  return () => document.removeEventListener('visibilitychange', heard)
}
