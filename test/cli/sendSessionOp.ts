// An op of a session, past the command line.
import { ethers } from 'hardhat'

import { handleOps, openZeppelinAccount, readNonce, signSessionOp, type Call, type Session } from '../../src'
import { sessionKey } from '../helpers/session'
import type { CliStage } from './chainStage'

const GAS = { callGasLimit: 500_000n, verificationGasLimit: 500_000n, preVerificationGas: 100_000n }
const FEES = { maxFeePerGas: 1_000_000_000n, maxPriorityFeePerGas: 1n }

/** Answers whether its calls succeeded. */
export async function sendSessionOp(stage: CliStage, session: Session, calls: readonly Call[]): Promise<boolean> {
  const { account, module, options, chain } = stage
  const { entryPoint } = options
  const key = openZeppelinAccount.nonceKey(module, 0)
  const nonce = await readNonce(ethers.provider, { entryPoint: entryPoint.address, sender: account, key })
  const place = { session, key: sessionKey(), module, entryPoint, chainId: chain.chainId }
  const { userOp } = await signSessionOp({ ...place, calls, userOp: { sender: account, nonce, ...GAS, ...FEES } })
  const { ops } = await handleOps(entryPoint.address, [userOp], chain.bundler)
  return ops[0]?.success === true
}
