// Whether a log can be one of the module's.
import { isHexString } from 'ethers'

import { EVENT_TOPICS } from './eventTopics'
import type { ModuleLog } from './ModuleLog'

/** How many topics the event has, and how many bytes of data if it is always as many. */
const SHAPES: Readonly<Record<string, { readonly topics: number; readonly data?: number }>> = {
  [EVENT_TOPICS.SessionGranted]: { topics: 4 },
  [EVENT_TOPICS.SessionRevoked]: { topics: 3, data: 0 },
  [EVENT_TOPICS.SessionRenounced]: { topics: 3, data: 0 },
  [EVENT_TOPICS.EpochChanged]: { topics: 2, data: 32 },
}

/** @internal Whether topics and data have the form of the event that the first topic names. */
export function isEvent({ topics, data }: Pick<ModuleLog, 'topics' | 'data'>): boolean {
  const shape = SHAPES[topics[0]?.toLowerCase() ?? '']
  return (
    shape !== undefined &&
    topics.length === shape.topics &&
    topics.every((topic) => isHexString(topic, 32)) &&
    isHexString(data, shape.data ?? true)
  )
}
