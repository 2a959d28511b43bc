// The moment at which what was drawn is on the screen.

/** By `performance.now`. */
type Hearer = (at: number) => void

const hearers: Hearer[] = []

/** In the task after the next frame: what was changed before is painted then. All who wait for one frame hear the same time. */
export const afterPaint = async (): Promise<number> =>
  await new Promise<number>((hear) => {
    hearers.push(hear)
    if (hearers.length > 1) return
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        const at = performance.now()
        for (const one of hearers.splice(0)) one(at)
      }
      port2.postMessage(undefined)
    })
  })

/** A tab that nobody sees paints nothing. */
const PATIENCE_MS = 100

/** The same, or a moment later where nothing is painted: undefined then. */
export const afterPaintOrSo = async (): Promise<number | undefined> =>
  await Promise.race([
    afterPaint(),
    new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), PATIENCE_MS)),
  ])
