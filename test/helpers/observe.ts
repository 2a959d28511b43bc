// What tests of adversaries look at: how ops ended, what of a session is used, and the ERC-7579 accounts they all run on.
import type { BaseContract, ContractTransactionReceipt } from 'ethers'

import { sessionId, type Address, type Call, type Hex, type Session } from '../../src'
import { VERSIONS, type TestAccount, type Version } from './fixture'
import { ACCOUNTS } from './secondAccount'
import type { SessionChain } from './session'
import { userOpResults } from './userOp'

/** Both kinds of account on each EntryPoint. */
export const EVERYWHERE = VERSIONS.flatMap((version) =>
  Object.entries(ACCOUNTS).map(([kind, open]) => ({
    where: `${kind} on EntryPoint ${version}`,
    version,
    /** With the module installed, and these sessions granted. */
    open: async (chain: SessionChain, sessions: readonly Session[]): Promise<TestAccount> =>
      await open(chain, sessions, { version }),
  })),
) as readonly {
  readonly where: string
  readonly version: Version
  readonly open: (chain: SessionChain, sessions: readonly Session[]) => Promise<TestAccount>
}[]

/** Whether the execution of each op of a bundle succeeded. */
export const successes = (account: TestAccount, receipt: ContractTransactionReceipt): boolean[] =>
  userOpResults(account, receipt).map(({ success }) => success)

/** What of a session is used. */
export async function usageOf(chain: SessionChain, account: TestAccount, session: Session) {
  const word = BigInt(await chain.module.getUsage(account.address, sessionId(session)))
  return { fee: word >> 176n, value: (word >> 96n) & ((1n << 80n) - 1n), calls: (word >> 64n) & 0xffffffffn }
}

/** What the module has stored about an account and one of its sessions. */
export async function stateOf(chain: SessionChain, account: TestAccount, session: Session): Promise<string[]> {
  return [
    await chain.module.getEpoch(account.address),
    await chain.module.getUsage(account.address, sessionId(session)),
  ]
}

/** A call of one of a contract's functions. */
export const callTo = (contract: BaseContract, name: string, args: readonly unknown[] = [], value = 0n): Call => ({
  to: contract.target as Address,
  value,
  data: contract.interface.encodeFunctionData(name, args) as Hex,
})
