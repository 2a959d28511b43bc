// The Lens over a module whose storage the test sets, and questions to it in words.
import { expect } from 'chai'
import { toBeHex, Wallet } from 'ethers'
import { ethers } from 'hardhat'

import type { LensModuleMock, SessionLens } from '../../../../typechain-types'
import { sessionIdOf } from './encoding'
import { type Scene, sceneOf, type SceneOptions } from './op'
import { addressOf } from './session'
import type { Session } from './types'

export interface Usage {
  fee?: bigint
  value?: bigint
  calls?: bigint
  periodIndex?: bigint
  grantCounter?: bigint
}

export interface LensFixture {
  lens: SessionLens
  module: LensModuleMock
  moduleAddress: string
  account: string
  key: Wallet
}

export const ACCOUNT = addressOf(0)
export const EPOCH_COUNTER = 7n
export const REVOKED = 2n ** 32n - 1n

export async function deployLens(): Promise<LensFixture> {
  const module = await ethers.deployContract('LensModuleMock')
  const moduleAddress = await module.getAddress()
  const lens = await ethers.deployContract('SessionLens', [moduleAddress])
  await module.setEpoch(ACCOUNT, epochWord(EPOCH_COUNTER))
  return { lens, module, moduleAddress, account: ACCOUNT, key: new Wallet('0x' + '5e'.repeat(32)) }
}

/** The tag is there to be ignored. */
export const epochWord = (counter: bigint): string => toBeHex((0xdeadbeefn << 32n) | counter, 32)

export function usageWord(usage: Usage): string {
  const { fee = 0n, value = 0n, calls = 0n, periodIndex = 0n, grantCounter = EPOCH_COUNTER } = usage
  return toBeHex((fee << 176n) | (value << 96n) | (calls << 64n) | (periodIndex << 32n) | grantCounter, 32)
}

/** Writes what the module has stored of `session`: by default that it was granted in this epoch and never used. */
export async function store({ module, account }: LensFixture, session: Session, usage: Usage = {}): Promise<void> {
  await module.setUsage(account, sessionIdOf(session), usageWord(usage))
}

/** An op of a live session. */
export async function liveScene(
  fixture: LensFixture,
  session: Session,
  changed: Partial<SceneOptions> = {},
  usage: Usage = {},
): Promise<Scene> {
  await store(fixture, session, usage)
  return sceneIn(fixture, session, changed)
}

/** An op of a session that the module knows nothing of. */
export function sceneIn(fixture: LensFixture, session: Session, changed: Partial<SceneOptions> = {}): Scene {
  const { account, moduleAddress, key } = fixture
  return sceneOf({ account, module: moduleAddress, key, session, ...changed })
}

/** That the op is refused for exactly this reason, by `explain` and by `judge`. */
export async function expectRefused(
  { lens }: LensFixture,
  scene: Scene,
  name: string,
  args: readonly unknown[],
): Promise<void> {
  const question = [scene.account, scene.session, scene.claim, scene.userOp, scene.userOpHash] as const
  const [reason, validationData] = await lens.explain(...question)
  const error = lens.interface.parseError(reason)
  expect([error?.name, ...(error?.args ?? [])]).to.deep.equal([name, ...args])
  expect(validationData).to.equal(1n)
  await expect(lens.judge(...question))
    .to.be.revertedWithCustomError(lens, name)
    .withArgs(...args)
}

/** That the op is accepted, within exactly this window. */
export async function expectAccepted(
  { lens }: LensFixture,
  scene: Scene,
  window: { validAfter: number; validUntil: number } = scene.session,
): Promise<void> {
  const question = [scene.account, scene.session, scene.claim, scene.userOp, scene.userOpHash] as const
  const [reason, validationData] = await lens.explain(...question)
  expect(reason === '0x' ? '' : lens.interface.parseError(reason)?.name).to.equal('')
  const expected = (BigInt(window.validAfter) << 208n) | (BigInt(window.validUntil) << 160n)
  expect(validationData).to.equal(expected)
  expect(await lens.judge(...question)).to.equal(expected)
}
