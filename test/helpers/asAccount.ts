// Transactions of a smart account itself, for what needs no userOp: the module sees the same caller as in an execution.
import { impersonateAccount } from '@nomicfoundation/hardhat-network-helpers'
import { ethers } from 'hardhat'

import { sessionStruct, type Session } from '../../src'
import type { SessionKeyValidator } from '../../typechain-types'
import type { SessionChain } from './session'

/** The module, called by `account`. */
export async function moduleAs(chain: SessionChain, account: string): Promise<SessionKeyValidator> {
  await impersonateAccount(account)
  return chain.module.connect(await ethers.getSigner(account))
}

/** Grants sessions on an account that has the module installed. */
export async function grantAs(chain: SessionChain, account: string, sessions: readonly Session[]): Promise<void> {
  const module = await moduleAs(chain, account)
  for (const session of sessions) await module.grant(sessionStruct(session))
}
