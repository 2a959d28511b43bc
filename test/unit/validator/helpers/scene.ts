// The module and one account that says to it whatever a test wants: no EntryPoint, no execution, the module alone.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/signers'
import { AbiCoder, id } from 'ethers'
import { ethers } from 'hardhat'

import { sessionId, sessionStruct, type Address, type Hex, type Session, type SessionId } from '../../../../src'
import { sessionsParamType } from '../../../../src/session/sessionParamType'
import {
  SessionKeyValidator__factory,
  type AccountMock,
  type GrantJudge,
  type SessionKeyValidator,
} from '../../../../typechain-types'

export interface Scene {
  /** Sends all transactions; as itself only to `module`. */
  readonly stranger: HardhatEthersSigner
  /** The module, called by the stranger. */
  readonly module: SessionKeyValidator
  /** The module, called by the account: what is sent here reaches the module with the account as its caller. */
  readonly validator: SessionKeyValidator
  /** The same account, where several calls are to go in one transaction. */
  readonly mock: AccountMock
  readonly account: Address
  readonly address: Address
  readonly chainId: bigint
  /** What the Lens asks about grants. */
  readonly judge: GrantJudge
}

export const SALT = id('salt') as Hex

/** The module, not installed. Through `loadFixture`, as every fixture. */
export async function deployModule(): Promise<Scene> {
  const module = await ethers.deployContract('SessionKeyValidator')
  const { chainId } = await ethers.provider.getNetwork()
  const stranger = await ethers.provider.getSigner(0)
  const address = (await module.getAddress()) as Address
  const account = await newAccount(module)
  const judge = await ethers.deployContract('GrantJudge', [module])
  return { stranger, module, address, chainId, judge, ...account }
}

/** The module, installed without a session. */
export async function installModule(): Promise<Scene> {
  const scene = await loadFixture(deployModule)
  await scene.validator.onInstall(installData())
  return scene
}

/** Another account of the same module. */
export async function newAccount(module: SessionKeyValidator): Promise<Pick<Scene, 'mock' | 'account' | 'validator'>> {
  const mock = await ethers.deployContract('AccountMock', [module])
  const account = (await mock.getAddress()) as Address
  return { mock, account, validator: SessionKeyValidator__factory.connect(account, mock.runner) }
}

/** abi.encode(bytes32 salt, Session[] sessions), also of sessions that no client would build. */
export const installData = (sessions: readonly Session[] = [], salt = SALT): Hex =>
  AbiCoder.defaultAbiCoder().encode(['bytes32', sessionsParamType], [salt, sessions.map(sessionStruct)]) as Hex

/** Grants the session on the account, and answers its id. */
export async function grant(scene: Scene, session: Session): Promise<SessionId> {
  await scene.validator.grant(sessionStruct(session))
  return sessionId(session)
}
