// What a page lets its test overhear: the very bytes of its session keys, as they are sealed, and how long clicks take to be painted.

/** Runs in the page, before the page's own scripts. */
export function eavesdrop(): void {
  // Of the empty page, before any other is opened.
  if (!isSecureContext) return
  const keys: string[] = []
  const extractable: boolean[] = []
  const paints: number[] = []
  Object.assign(window, { overheard: { keys, extractable, paints } })

  const hex = (data: BufferSource): string => {
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  // Called on what they were called on.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { encrypt, generateKey } = SubtleCrypto.prototype
  SubtleCrypto.prototype.encrypt = async function (algorithm, key, data) {
    keys.push(hex(data))
    return await encrypt.call(this, algorithm, key, data)
  }
  SubtleCrypto.prototype.generateKey = async function (this: SubtleCrypto, ...args: Parameters<typeof generateKey>) {
    extractable.push(args[1])
    return await generateKey.apply(this, args)
  } as typeof generateKey

  // From a click to the frame in which a count is another one.
  let clickedAt: number | undefined
  addEventListener('click', ({ timeStamp }) => (clickedAt = timeStamp), { capture: true })
  const watch = new MutationObserver((changes) => {
    const isCount = changes.some(({ target }) => Boolean(target.parentElement?.closest('[data-testid^="votes-"]')))
    if (!isCount || clickedAt === undefined) return
    const from = clickedAt
    clickedAt = undefined
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => void paints.push(performance.now() - from)
      port2.postMessage(undefined)
    })
  })
  watch.observe(document, { subtree: true, characterData: true, childList: true })
}

/** What was overheard so far. */
export interface Overheard {
  /** Hex without 0x, of all that was sealed. */
  readonly keys: readonly string[]
  /** Of every key that WebCrypto made. */
  readonly extractable: readonly boolean[]
  /** Milliseconds. */
  readonly paints: readonly number[]
}
