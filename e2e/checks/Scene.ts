// An account on one EntryPoint, its owner who counts the prompts, and apps that open sessions on it.
import { parseEther, type Wallet } from 'ethers'

import {
  allow,
  entryPointAt,
  memoryStore,
  memoryVault,
  openSessions,
  rpcBundler,
  signerOwner,
  type Address,
  type Bundler,
  type EnsureRequest,
  type KeyVault,
  type OwnerSignatures,
  type Sessions,
  type SessionsOptions,
} from '../../src'
import { countingOwner, type CountingOwner } from '../../src/testing'
import type { AccountKind, NewAccount } from '../accounts/AccountKind'
import { watchedBundler, type WatchedBundler } from '../bundler/watchedBundler'
import type { EntryPoint, Stage } from '../chain/contracts'
import type { Resign } from './signing'

/** Where a story plays. */
export interface Scene extends Stage {
  readonly kind: AccountKind
  readonly entryPoint: EntryPoint
  readonly account: Address
  readonly owner: CountingOwner
  readonly ownerKey: Wallet
  /** Whether its owner's first op is to deploy it. */
  readonly isNew: boolean
  readonly signatures: OwnerSignatures
  /** How the owner signs an op of the account. */
  readonly ownerSigns: Resign
  readonly bundler: WatchedBundler
  /** Where it is, for who goes past the watch. */
  readonly bundlerUrl: string
  /** The same without a limit of ops of one account: it counts what it refuses too. */
  readonly patient: Bundler
  readonly vault: KeyVault
  /** How often the owner was asked by which method. */
  readonly prompts: () => readonly string[]
  /** An app starts: store and vault are all that it has from before. */
  readonly open: (changes?: Partial<SessionsOptions>) => Promise<Sessions>
  /** upvotePost for an hour, 0.1 ether of fees. */
  readonly request: (changes?: Partial<EnsureRequest>) => EnsureRequest
  /** Wei that the EntryPoint holds for an account or a paymaster. */
  readonly depositOf: (address: Address) => Promise<bigint>
  readonly upvotes: () => Promise<bigint>
}

const FUNDS = parseEther('1')
const FEES = parseEther('0.1')
/** Milliseconds: how often clients look what became of an op. */
export const POLL_EVERY = 200

/** What a scene is opened with. */
export interface SceneOptions {
  readonly stage: Stage
  readonly bundlerUrl: string
  readonly patientUrl: string
  readonly kind: AccountKind
  readonly entryPoint: EntryPoint
  readonly made: NewAccount
  readonly ownerKey: Wallet
}

/** An account that has ether, and has done nothing yet. */
export async function openScene(options: SceneOptions): Promise<Scene> {
  const { stage, bundlerUrl, patientUrl, kind, entryPoint, made, ownerKey } = options
  const { deployer, provider, socio3 } = stage
  const { address: account, deployment, signatures } = made
  await (await deployer.sendTransaction({ to: account, value: FUNDS })).wait()

  const bundler = watchedBundler(rpcBundler({ url: bundlerUrl }), provider)
  const { adapter } = kind
  const way = { account, entryPoint, adapter, bundler, every: POLL_EVERY }
  const owner = countingOwner(signerOwner({ ...way, signer: ownerKey, signatures, deployment }))
  const [store, vault] = [memoryStore(), memoryVault()]
  return {
    ...stage,
    kind,
    entryPoint,
    account,
    owner,
    ownerKey,
    isNew: deployment !== undefined,
    signatures,
    ownerSigns: async (userOp, userOpHash) =>
      await signatures.signOp(ownerKey, { userOp, userOpHash, entryPoint, chainId: stage.chainId }),
    bundler,
    bundlerUrl,
    patient: rpcBundler({ url: patientUrl }),
    vault,
    prompts: () => owner.prompts.map(({ method }) => method),
    // Module, Lens and EntryPoint are for the client to find, and the adapter too once there is an account to be asked.
    open: async (changes) => {
      const isDeployed = (await provider.getCode(account)) !== '0x'
      const place = { account, owner, bundler, provider, store, vault, pollEvery: POLL_EVERY }
      return await openSessions({ ...place, ...(!isDeployed && { adapter, entryPoint }), ...changes })
    },
    request: (changes) => ({ allow: [allow(socio3, 'upvotePost')], expires: '1h', fees: { max: FEES }, ...changes }),
    depositOf: async (address) =>
      (await entryPointAt(entryPoint.address, provider).getFunction('balanceOf').staticCall(address)) as bigint,
    upvotes: async () => (await socio3.getPost(0)).votes,
  }
}
