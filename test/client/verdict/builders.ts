// One op that a verdict accepts, to be varied.
import { expect } from 'chai'
import { Interface } from 'ethers'

import { can, type CallLike, type CanOptions, type ErrorArgs, type ErrorCode, type Hex } from '../../../src'
import { ACCOUNT, aSession, aUsage, expectRefusal, MODULE, NOW, UPVOTE } from '../builders'

/** upvotePost(42) in the hour of the session, for 10^15 wei of fees at most. */
export const anOp = (overrides: Partial<CanOptions> = {}): CanOptions => ({
  session: aSession(),
  calls: [UPVOTE],
  account: ACCOUNT,
  module: MODULE,
  at: NOW,
  usage: aUsage(),
  payer: 'account',
  fee: 1n,
  entryPoint: '0.8',
  ...overrides,
})

/** A call of a function by its text. */
export const aCall = (to: Hex, functionSignature: string, args: readonly unknown[], value = 0n): CallLike => ({
  to,
  value,
  data: new Interface([`function ${functionSignature} payable`]).encodeFunctionData(functionSignature, args),
})

/** The permissions that an accepted op claims. */
export function accepted(overrides: Partial<CanOptions> = {}): readonly number[] {
  const verdict = can(anOp(overrides))
  if (!verdict.ok) throw verdict.error
  return verdict.permissionIndexes
}

export function expectNo<Code extends ErrorCode>(
  overrides: Partial<CanOptions>,
  code: Code,
  args: Partial<ErrorArgs<Code>> = {},
): void {
  const verdict = can(anOp(overrides))
  expect(verdict.ok, 'accepted').to.equal(false)
  expectRefusal(
    () => {
      if (!verdict.ok) throw verdict.error
    },
    code,
    args,
  )
}
