// A real account, the grant that its owner is to approve, and how its owner is asked.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { toBeHex, ZeroHash, type Signer } from 'ethers'
import { ethers } from 'hardhat'

import {
  directBundler,
  grantTypedData,
  installCall,
  openZeppelinAccount,
  openZeppelinOwner,
  randomSalt,
  signerOwner,
  type Address,
  type Call,
  type GrantTypedData,
  type Hex,
  type Owner,
  type Session,
  type SignerOwnerOptions,
} from '../../../src'
import { openAccount, type TestAccount, type Version } from '../../helpers/fixture'
import { deploySessionChain, makeSession, type SessionChain } from '../../helpers/session'

export type Owned = {
  readonly chain: SessionChain
  readonly opened: TestAccount
  readonly account: Address
  readonly module: Address
  readonly session: Session
  /** Installs the module and grants the session. */
  readonly install: Call
  /** What `signerOwner` is made with, if not varied: the owner's wallet, which also pays the way to the chain. */
  readonly options: SignerOwnerOptions
  readonly ownerWith: (varied: Partial<SignerOwnerOptions>) => Owner
}

/** An account whose module is yet to be installed. */
export async function openOwned(
  version: Version = 'v07',
  params: { readonly deployed?: boolean; readonly owner?: string } = {},
): Promise<Owned> {
  const chain = await loadFixture(deploySessionChain)
  const opened = await openAccount(chain, { version, ...params })
  const account = opened.address as Address
  const module = (await chain.module.getAddress()) as Address
  const session = await makeSession(chain)
  const options = {
    signer: opened.owner.connect(ethers.provider),
    account,
    signatures: openZeppelinOwner(opened.ownerValidator as Address),
    entryPoint: { address: opened.entryPoint.address as Address, version: opened.entryPoint.version },
    bundler: directBundler(chain.bundler),
  }
  const install = installCall({
    adapter: openZeppelinAccount,
    account,
    module,
    salt: randomSalt(),
    sessions: [session],
  })
  const ownerWith = (varied: Partial<SignerOwnerOptions>): Owner => signerOwner({ ...options, ...varied })
  return { chain, opened, account, module, session, install, options, ownerWith }
}

/** The same owned by one of the node's own accounts: a signer that has no key at hand. */
export async function openOwnedByNode(version: Version): Promise<{ readonly owned: Owned; readonly signer: Signer }> {
  const owned = await openOwned(version)
  const { chain } = owned
  const signer = (await ethers.getSigners())[5] as Signer
  const creation: [string, string] = [await signer.getAddress(), toBeHex(0, 32)]
  const account = (await chain.factories[version].getAccountAddress(...creation)) as Address
  await chain.factories[version].createAccount(...creation)
  await (await chain.deployer.sendTransaction({ to: account, value: 10n ** 19n })).wait()
  const ownerWith = (varied: Partial<SignerOwnerOptions>): Owner =>
    signerOwner({ ...owned.options, account, signer, ...varied })
  const install = installCall({ adapter: openZeppelinAccount, account, module: owned.module, salt: randomSalt() })
  return { owned: { ...owned, account, install, ownerWith }, signer }
}

/** A grant of the session in the account's epoch as it is; entries of other chains before it. */
export async function grantOf(
  { chain, account, module, session }: Owned,
  varied: Partial<{ chainId: bigint; account: Address }> = {},
): Promise<GrantTypedData> {
  const epoch = (await chain.module.getEpoch(account)) as Hex
  const entry = { chainId: chain.chainId, account, epoch, replaces: ZeroHash as Hex, session }
  return grantTypedData({ module }, [{ ...entry, ...varied }])
}
