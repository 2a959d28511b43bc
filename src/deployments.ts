// Where Latchkey is deployed, as data. The addresses of a version are the same on every chain; what differs is where it is.
import type { Address } from './contracts'

export { RELEASE, type Release, type ReleasedContract } from './release'

/** One version of the module and its Lens on one chain. */
export interface Deployment {
  readonly version: string
  readonly validator: Address
  readonly lens: Address
  /** From which block on the module's events are to be read. */
  readonly block: number
}

/** By chain id, oldest version first. A line is added by hand from what `npm run deploy` prints. None yet. */
export const DEPLOYMENTS: Readonly<Record<number, readonly Deployment[]>> = {}
