// The owner: reads what an approval says, in plain words, and signs. Three times in this story: two ops, one grant.
import { concat, Wallet, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import {
  buildOp,
  describeSession,
  grantCall,
  grantTypedData,
  installCall,
  openZeppelinAccount,
  readNonce,
  signedGrantFor,
  toAddress,
  toHex,
  type Address,
  type CallLike,
  type GrantEntry,
  type Hex,
  type PackedUserOperation,
  type Session,
  type SignedGrant,
  type UserOp,
} from '../src'
import { chainTime } from './chainState'
import { drawnBytes, drawnKey } from './drawn'
import { OP_GAS, type Stage } from './stage'

const APPROVALS_MAX = 3

/** What the owner signed in place of an op, and what the session's first op brings of it. */
export type OwnerGrant = { readonly entry: GrantEntry; readonly signature: Hex; readonly signedGrant: SignedGrant }

export class Owner {
  readonly #key = drawnKey('owner')
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
   * @throws Beyond three approvals, of either kind.
   */
  async approve(stage: Stage, session: Session): Promise<PackedUserOperation> {
    await this.#read(stage, session)
    const { account, module, factory, factoryData } = stage
    if (this.#approvals > 1) return await this.#sign(stage, [grantCall({ account, module, session })], APPROVAL_GAS)
    const install = { adapter: openZeppelinAccount, account, module, salt: drawnBytes('salt'), sessions: [session] }
    return await this.#sign(stage, [installCall(install)], { ...APPROVAL_GAS, factory, factoryData })
  }

  /** Approves a session without an op: its grant on this chain, signed as typed data. */
  async signGrant(stage: Stage, session: Session): Promise<OwnerGrant> {
    await this.#read(stage, session)
    const { chainId, account, module, moduleContract, ownerValidator } = stage
    const epoch = toHex(await moduleContract.getEpoch(account))
    const entry = { chainId, account, epoch, replaces: toHex(ZeroHash), session }
    const { domain, types, message } = grantTypedData({ module }, [entry])
    const signature = toHex(await new Wallet(this.#key).signTypedData(domain, types, message))
    // What the account's ERC-1271 wants: which validator is asked, then what the owner signed.
    const ownerSignature = toHex(concat([ownerValidator, signature]))
    return { entry, signature, signedGrant: signedGrantFor({ entries: [entry], chainId, ownerSignature }) }
  }

  /** Signs calls of the owner's own, under the gas terms of a session op: the measure of what a session costs more. */
  async signForMeasurement(stage: Stage, calls: readonly CallLike[]): Promise<PackedUserOperation> {
    return await this.#sign(stage, calls, OP_GAS)
  }

  async #read(stage: Stage, session: Session): Promise<void> {
    if (this.#approvals === APPROVALS_MAX) throw new Error(`The owner was asked for approval ${APPROVALS_MAX + 1}`)
    this.#approvals += 1
    this.show(describeSession(session, { labels: stage.names, now: await chainTime() }))
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
