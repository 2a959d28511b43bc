// What the demo wallet knows: where it is, and names and ABIs from a source that it trusts.
import type { Address, Session, WordsOptions } from 'latchkey'
import { RELEASE } from 'latchkey'

import { SOCIO3_ABI, type Here } from '../place'

/** As `review` and `describe` take it. */
export interface Known extends WordsOptions {
  readonly place: { readonly chainId: bigint; readonly account: Address }
  readonly module: Address
  /** Seconds since 1970, the chain's time. */
  readonly now: number
  readonly others: readonly Session[]
}

export async function whatIsKnown(here: Here, others: readonly Session[] = []): Promise<Known> {
  const block = await here.provider.getBlock('latest')
  return {
    place: { chainId: BigInt(here.chainId), account: here.account },
    module: RELEASE.validator.address,
    now: block?.timestamp ?? 0,
    labels: { [here.socio3]: 'Socio3', [here.account]: 'your account' },
    abis: { [here.socio3]: [...SOCIO3_ABI] },
    others,
  }
}
