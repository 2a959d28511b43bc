// What the Lens says of a case, and what `can` says of the same.
import { Interface } from 'ethers'
import { network } from 'hardhat'

import {
  can,
  readUsageWords,
  sessionId,
  type CanOptions,
  type Hex,
  type Session,
  type UsageSnapshot,
  type Verdict,
} from '../../../src'
import { SessionLens__factory, type SessionKeyValidator } from '../../../typechain-types'
import { bytesAt, wordAt } from '../jury/abi'
import { feeOf, gasOf } from '../jury/intent'
import { questionsOf } from '../jury/judge'
import { allowancesOf, type Jury } from '../jury/Standing'
import type { VerdictCase } from './generate'

export const lensAbi = new Interface(SessionLens__factory.abi)

export interface LensAnswer {
  /** Empty if it accepts. */
  readonly reason: Hex
  /** validAfter 48 | validUntil 48 | 0. */
  readonly window: bigint
}

export async function askLens(lens: string, { one }: Pick<VerdictCase, 'one'>): Promise<LensAnswer> {
  const params = [{ to: lens, from: one.jury.address, data: questionsOf(one)[1] }]
  const answer = (await network.provider.request({ method: 'eth_call', params })) as Hex
  return { reason: bytesAt(answer, 0), window: wordAt(answer, 1) }
}

/** What the chain knows of a session on an account; asked once of each. */
export class Usages {
  private readonly known = new Map<string, Promise<UsageSnapshot>>()

  constructor(private readonly module: SessionKeyValidator) {}

  async of(jury: Jury, session: Session): Promise<UsageSnapshot> {
    const id = sessionId(session)
    const key = `${jury.address} ${id}`
    const usage = this.known.get(key) ?? this.read(jury, session, id)
    this.known.set(key, usage)
    return await usage
  }

  private async read({ address }: Jury, session: Session, id: Hex): Promise<UsageSnapshot> {
    const spent = await Promise.all(
      allowancesOf(session).map(
        async ({ number }) => [number, await this.module.getSpent(address, id, number)] as const,
      ),
    )
    return readUsageWords({
      id,
      epoch: (await this.module.getEpoch(address)) as Hex,
      usage: (await this.module.getUsage(address, id)) as Hex,
      spent: Object.fromEntries(spent) as Record<number, Hex>,
    })
  }
}

/** @param claims false: `can` chooses permissions itself. */
export function optionsOf(
  { one, intent, at, entryPoint, margins }: VerdictCase,
  usage: UsageSnapshot,
  claims = true,
): CanOptions {
  return {
    session: one.session,
    calls: intent.calls,
    account: one.jury.address,
    module: one.jury.module,
    at,
    usage,
    payer: intent.paymaster ?? 'account',
    fee: feeOf(intent.gas),
    gas: gasOf(intent.gas),
    entryPoint,
    margins,
    permissionIndexes: claims ? one.told.permissions : undefined,
    periodIndex: one.told.periodIndex,
    attachesGrant: one.told.grant.ownerSignature !== '0x',
  }
}

export const verdictOf = (options: CanOptions): Verdict => can(options)

export const codeOf = (verdict: Verdict): string => (verdict.ok ? 'accepted' : verdict.error.code)
