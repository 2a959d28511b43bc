// What a behavior is tried in: the account on its chain, its owner, the module, and targets that say what they were called with.
import { computeAddress, id, Interface, parseEther, SigningKey, Wallet } from 'ethers'

import { installCall, randomSalt, readUninstallCall, type AccountAdapter } from '../accounts'
import { sessionKeyValidatorAt, type Address, type Hex, type SessionKeyValidator } from '../contracts'
import { directBundler, signerOwner, type CallsOutcome, type Owner } from '../owner'
import {
  allow,
  createSession,
  toAddress,
  type Call,
  type CallLike,
  type Session,
  type SessionOptions,
} from '../session'
import { MODULE_CREATION_CODE, WITNESS_CREATION_CODE } from './creationCodes'
import { expectThat } from './findings'
import { LocalChain } from './LocalChain'
import type { DeployedAccount, EntryPointPlace, TestedAccount } from './TestedAccount'
import { recordCall, WITNESS_ABI, witnessedIn, type WitnessedCall } from './witness'

const FUNDS = parseEther('5')
const DEPOSIT = parseEther('1')
const entryPoint = new Interface(['function depositTo(address account) payable'])

type Changes = Partial<Omit<SessionOptions, 'signer' | 'now'>>

/** @internal The account before anything of the module is on it. */
export class World {
  readonly key = new SigningKey(id('latchkey: a session key of tests'))
  readonly #owner: Owner

  private constructor(
    readonly chain: LocalChain,
    readonly entryPoint: EntryPointPlace,
    readonly account: DeployedAccount,
    readonly adapter: AccountAdapter,
    readonly ownerKey: Wallet,
    readonly module: Address,
    /** Two that take every call. */
    readonly targets: readonly [Address, Address],
  ) {
    const { signer } = chain
    this.#owner = signerOwner({
      signer: ownerKey,
      account: account.address,
      signatures: account.signatures,
      entryPoint,
      adapter,
      deployment: account.deployment,
      bundler: directBundler(signer),
    })
  }

  static async open({ chain: endpoint, entryPoint: given, adapter, deploy }: TestedAccount): Promise<World> {
    const chain = await LocalChain.open(endpoint)
    const { version } = given
    const address = 'address' in given ? given.address : await chain.deploy(given.bytecode)
    const owner = new Wallet(id('latchkey: the owner of a tested account'), chain.provider)
    const account = await deploy({
      provider: chain.provider,
      deployer: chain.signer,
      entryPoint: { version, address },
      owner,
    })
    await chain.fund(account.address, FUNDS)
    const module = await chain.deploy(MODULE_CREATION_CODE)
    const targets = [await chain.deploy(WITNESS_CREATION_CODE), await chain.deploy(WITNESS_CREATION_CODE)] as const
    await chain.remember()
    return new World(chain, { version, address }, account, adapter, owner, module, targets)
  }

  get validator(): SessionKeyValidator {
    return sessionKeyValidatorAt(this.module, this.chain.signer)
  }

  /** The epoch's counter: odd means installed. */
  async counter(): Promise<bigint> {
    return BigInt(await this.validator.getEpoch(this.account.address)) & 0xffffffffn
  }

  /** One op of the owner with these calls, whether they succeed or not. */
  async ownerTries(...calls: readonly CallLike[]): Promise<CallsOutcome> {
    const place = { chainId: this.chain.chainId, account: this.account.address }
    return await (await this.#owner.sendCalls({ ...place, calls })).wait()
  }

  /** One op of the owner, whose calls must succeed. */
  async ownerSends(...calls: readonly CallLike[]): Promise<Hex> {
    const { success, transactionHash } = await this.ownerTries(...calls)
    expectThat(success, 'the calls of the owner are executed', 'they reverted')
    return transactionHash
  }

  /** The owner installs the module with these sessions. */
  async install(...sessions: readonly Session[]): Promise<void> {
    await this.ownerSends(installCall({ ...this.#place, salt: randomSalt(), sessions }))
  }

  async uninstall(): Promise<void> {
    await this.ownerSends(await readUninstallCall(this.chain.provider, { ...this.#place, salt: randomSalt() }))
  }

  /** Puts ether of the account's into the EntryPoint. */
  async deposit(): Promise<void> {
    const data = entryPoint.encodeFunctionData('depositTo', [this.account.address])
    await this.chain.fund(this.entryPoint.address, DEPOSIT, data)
  }

  /** A session that permits `record` on the first target, for an hour and any number of calls. */
  async session(changes: Changes = {}): Promise<Session> {
    const [target] = this.targets
    return createSession({
      signer: toAddress(computeAddress(this.key.publicKey)),
      allow: [allow({ address: target, abi: WITNESS_ABI }, 'record')],
      expires: '1h',
      fees: { max: parseEther('1') },
      now: await this.chain.now(),
      ...changes,
    })
  }

  /** A call of `record` on the first target. */
  record(argument: bigint, value = 0n): Call {
    return recordCall(this.targets[0], argument, value)
  }

  /** What the targets saw in a transaction, in order. */
  async witnessed(transactionHash: string): Promise<readonly WitnessedCall[]> {
    return witnessedIn(await this.chain.provider.getTransactionReceipt(transactionHash), this.targets)
  }

  get #place(): { adapter: AccountAdapter; account: Address; module: Address } {
    return { adapter: this.adapter, account: this.account.address, module: this.module }
  }
}
