// Grants that the owner of the scene's account signed, and ops that bring one: every byte in the hands of the test.
import { AbiCoder, concat, dataLength, toBeHex, Wallet, ZeroHash } from 'ethers'
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { ethers } from 'hardhat'

import { sessionStruct, type Address, type Session } from '../../../../src'
import {
  AccountMock__factory,
  SessionKeyValidator__factory,
  type VouchingAccountMock,
} from '../../../../typechain-types'
import { grantDigestOf, siblingOf, type Entry, type Identity, type Signed } from '../../../helpers/grantTypes'
import { anOp, encodeWire, wireOf, type Op, type OpOptions } from './op'
import { deployModule, installData, type Scene } from './scene'
import { keyOf } from './session'

export interface SignedScene extends Scene, Identity {
  readonly address: Address
  readonly owner: Wallet
  /** The account once more, where its ERC-1271 is told what to answer. */
  readonly vouching: VouchingAccountMock
}

/** The module, not installed, and an account that vouches for its owner. */
export async function deploySigned(): Promise<SignedScene> {
  return await newSigned(await loadFixture(deployModule))
}

/** Another such account of the same owner. */
export async function newSigned(scene: Scene): Promise<SignedScene> {
  const owner = new Wallet(keyOf('owner'))
  const vouching = await ethers.deployContract('VouchingAccountMock', [scene.module, owner.address])
  const account = (await vouching.getAddress()) as Address
  return {
    ...scene,
    owner,
    vouching,
    account,
    version: await scene.module.version(),
    mock: AccountMock__factory.connect(account, vouching.runner),
    validator: SessionKeyValidator__factory.connect(account, vouching.runner),
  }
}

/** The same, with the module installed and no session. */
export async function installSigned(): Promise<SignedScene> {
  const scene = await loadFixture(deploySigned)
  await scene.validator.onInstall(installData())
  return scene
}

/** The entry of this chain for the account as it is now. */
export async function entryOf(scene: Scene, session: Session, changes: Partial<Entry> = {}): Promise<Entry> {
  const epoch = await scene.module.getEpoch(scene.account)
  return { chainId: scene.chainId, account: scene.account, epoch, replaces: ZeroHash, session, ...changes }
}

/** The owner's signature over these entries, in this order. */
export const ownerSigns = (scene: SignedScene, entries: readonly Entry[]): string =>
  scene.owner.signingKey.sign(grantDigestOf(scene, entries)).serialized

/** A right grant of the session: signed, with these entries of other chains in their places. */
export async function signGrant(
  scene: SignedScene,
  session: Session,
  { replaces = ZeroHash, others = [] }: { readonly replaces?: string; readonly others?: readonly Entry[] } = {},
): Promise<Signed> {
  const own = await entryOf(scene, session, { replaces })
  const entries = [...others, own].sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
  return { replaces, siblings: others.map(siblingOf), ownerSignature: ownerSigns(scene, entries) }
}

/** Submits a signed grant, as a stranger. */
export const submit = async ({ module, account }: Scene, session: Session, signed: Signed) =>
  await module.grantSigned(account, sessionStruct(session), asStruct(signed))

/** The same without a transaction: the id, or rejects. */
export const ask = async ({ module, account }: Scene, session: Session, signed: Signed): Promise<string> =>
  await module.grantSigned.staticCall(account, sessionStruct(session), asStruct(signed))

export const asStruct = (signed: Signed) => ({ ...signed, siblings: [...signed.siblings] })

/** abi.encode(Session, SignedGrant). */
export function grantData(session: Session, signed: Signed): string {
  const [, ...types] = SessionKeyValidator__factory.createInterface().getFunction('grantSigned').inputs
  return AbiCoder.defaultAbiCoder().encode(types, [sessionStruct(session), signed])
}

export interface AttachedOptions extends OpOptions {
  /** In place of the right bytes. */
  readonly data?: string
}

/** An op of the session that brings its grant. */
export function attachedOp(scene: Scene, session: Session, signed: Signed, options: AttachedOptions = {}): Op {
  const { data = grantData(session, signed), ...rest } = options
  const wire = wireOf(session, rest)
  const authorization = encodeWire({
    ...wire,
    head: toBeHex(Number(wire.head) | 0x10, 1),
    signer: concat([wire.signer, toBeHex(dataLength(data), 2)]),
    headers: [...wire.headers, data],
  })
  return anOp(scene, session, { ...rest, authorization })
}
