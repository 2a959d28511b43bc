// The owner: reads what an approval says, in plain words, and signs. Twice at most in this story.
import { Wallet } from 'ethers'
import { ethers } from 'hardhat'

import {
  buildOp,
  describeSession,
  grantCall,
  installCall,
  openZeppelinAccount,
  randomSalt,
  readNonce,
  toAddress,
  toHex,
  type Address,
  type CallLike,
  type PackedUserOperation,
  type Session,
  type UserOp,
} from '../src'
import { chainTime } from './chainState'
import { OP_GAS, type Stage } from './stage'

const APPROVALS_MAX = 2

export class Owner {
  readonly #key = Wallet.createRandom().signingKey
  #approvals = 0

  /** @param show The owner's screen. */
  constructor(private readonly show: (text: string) => void) {}

  get address(): Address {
    return toAddress(ethers.computeAddress(this.#key.publicKey))
  }

  get approvals(): number {
    return this.#approvals
  }

  /**
   * Approves a session: the op that grants it, signed. Text and op are made from the same session. The first approval
   * also deploys the account and installs the module.
   *
   * @throws Beyond two approvals.
   */
  async approve(stage: Stage, session: Session): Promise<PackedUserOperation> {
    if (this.#approvals === APPROVALS_MAX) throw new Error(`The owner was asked for approval ${APPROVALS_MAX + 1}`)
    this.#approvals += 1
    this.show(describeSession(session, { labels: stage.names, now: await chainTime() }))
    const { account, module, factory, factoryData } = stage
    if (this.#approvals > 1) return await this.#sign(stage, [grantCall({ account, module, session })], APPROVAL_GAS)
    const install = { adapter: openZeppelinAccount, account, module, salt: randomSalt(), sessions: [session] }
    return await this.#sign(stage, [installCall(install)], { ...APPROVAL_GAS, factory, factoryData })
  }

  /** Signs calls of the owner's own, under the gas terms of a session op: the measure of what a session costs more. */
  async signForMeasurement(stage: Stage, calls: readonly CallLike[]): Promise<PackedUserOperation> {
    return await this.#sign(stage, calls, OP_GAS)
  }

  async #sign(stage: Stage, calls: readonly CallLike[], terms: OpTerms): Promise<PackedUserOperation> {
    const { account: sender, entryPoint, chainId, ownerValidator } = stage
    const key = openZeppelinAccount.nonceKey(ownerValidator, 0)
    const nonce = await readNonce(ethers.provider, { entryPoint: entryPoint.address, sender, key })
    const { userOp, userOpHash } = buildOp({ calls, userOp: { sender, nonce, ...terms }, entryPoint, chainId })
    return { ...userOp, signature: toHex(this.#key.sign(userOpHash).serialized) }
  }
}

type OpTerms = Omit<UserOp, 'sender' | 'nonce' | 'callData' | 'signature'>

// Enough for deploying the account in validation, and for granting.
const APPROVAL_GAS = { ...OP_GAS, verificationGasLimit: 600_000n, callGasLimit: 400_000n }
