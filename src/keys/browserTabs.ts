// The way between the tabs of one origin.
import type { Tabs } from '../store'

/** What {@link browserTabs} may be told. */
export interface BrowserTabsOptions {
  /** The channel's name; `latchkey` if omitted. */
  readonly name?: string | undefined
}

/**
 * Tabs over a BroadcastChannel: of one browser and one origin. Where there is none, each tab is alone; then it hears what
 * others did when it next asks the chain.
 *
 * @example
 * ```ts
 * const heard = []
 * const [one, other] = [browserTabs().join(() => undefined), browserTabs().join((message) => heard.push(message))]
 * one.tell('hello')
 * await new Promise((resolve) => setTimeout(resolve, 50))
 * heard // => ['hello']
 * one.leave()
 * other.leave()
 * ```
 */
export const browserTabs = ({ name = 'latchkey' }: BrowserTabsOptions = {}): Tabs => ({
  join: (hear) => {
    const channel = openChannel(name)
    channel?.addEventListener('message', ({ data }: { readonly data: unknown }) => hear(data))
    return {
      tell: (message) => {
        try {
          channel?.postMessage(message)
        } catch {
          // It is closed: nobody hears.
        }
      },
      leave: () => channel?.close(),
    }
  },
})

/** undefined: this browser has none, or the page may not have one. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    const channel = new BroadcastChannel(name)
    // In Node it keeps no program alive.
    if ('unref' in channel) (channel as { readonly unref: () => unknown }).unref()
    return channel
  } catch {
    return undefined
  }
}
