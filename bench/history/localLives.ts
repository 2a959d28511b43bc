// 1,000 sessions on a local chain: their logs, and what the module says of them.
import hre from 'hardhat'
import { SigningKey } from 'ethers'

import {
  allow,
  createSession,
  encodeInstallData,
  MODULE_VERSION,
  renounceDigest,
  sessionId,
  sessionKeyValidatorInterface,
  sessionPreimage,
  sessionStruct,
  signDigest,
  toAddress,
  type Address,
  type Hex,
  type Session,
} from '../../src'
import { fetchLogs, type ModuleLog } from '../../src/history'

const ACCOUNTS = 25
const SESSIONS_PER_ACCOUNT = 40
const SALT: Hex = `0x${'5a'.repeat(32)}`
const START = 2_000_000_000

/** A session on an account. */
export interface Place {
  readonly account: Address
  readonly id: Hex
}

/** The lives, and whom to ask about them. */
export interface LocalLives {
  readonly module: Address
  readonly logs: readonly ModuleLog[]
  readonly places: readonly Place[]
  /** What the module says: whether it is live, and the lowest 32 bits of what is used of it. */
  readonly ask: (place: Place) => Promise<{ readonly isLive: boolean; readonly marker: number }>
}

/** Lives of every kind: accounts that revoke, renounce, begin new epochs, uninstall and come back. */
export async function localLives(): Promise<LocalLives> {
  const { ethers } = hre
  const contract = await ethers.deployContract('SessionKeyValidator')
  const module = toAddress(await contract.getAddress())
  const key = new SigningKey(ethers.id('a session key of the bench'))
  const { chainId } = await ethers.provider.getNetwork()
  const target = { address: module, abi: ['function upvotePost(uint256 postId)'] }
  const sessions = Array.from({ length: SESSIONS_PER_ACCOUNT }, (_, i): Session =>
    createSession({
      signer: toAddress(ethers.computeAddress(key.publicKey)),
      allow: [allow({ ...target, address: toAddress(ethers.zeroPadValue(ethers.toBeHex(i + 1), 20)) }, 'upvotePost')],
      expires: START + 3_600 * (i + 1),
      fees: { max: 10n ** 15n },
      now: START,
    }),
  )
  const places: Place[] = []
  for (let n = 0; n < ACCOUNTS; n++) {
    const mock = await ethers.deployContract('AccountMock', [module])
    const account = toAddress(await mock.getAddress())
    places.push(...sessions.map((session) => ({ account, id: sessionId(session) })))
    const pass = async (calls: string[]) => {
      await (await mock.getFunction('passAll')(calls, { gasLimit: 16_000_000n })).wait()
    }
    const half = SESSIONS_PER_ACCOUNT / 2
    await pass([encode('onInstall', encodeInstallData(SALT, [])), ...sessions.slice(0, half).map(grant)])
    await pass(sessions.slice(half).map(grant))
    await pass(sessions.filter((_, i) => i % 5 === n % 5).map((session) => encode('revoke', sessionId(session))))
    for (const session of sessions.filter((_, i) => i % 10 === (n + 1) % 10)) {
      const place = { module, version: MODULE_VERSION, chainId, account, sessionId: sessionId(session) }
      const signature = signDigest(key, renounceDigest(place))
      await (await contract.getFunction('renounce')(sessionPreimage(session), account, signature)).wait()
    }
    if (n % 4 === 1) await pass([encode('revokeAll', SALT), grant(sessions[(n + 2) % 5] as Session)])
    if (n % 4 === 2) await pass([encode('onUninstall', '0x')])
    if (n % 8 === 2)
      await pass([encode('onInstall', encodeInstallData(SALT, [sessions[n % 5 === 0 ? 1 : 0] as Session]))])
  }
  return { module, places, logs: await logsOf(module), ask: asker(contract) }
}

const encode = (name: 'onInstall' | 'onUninstall' | 'revoke' | 'revokeAll', argument: string): string =>
  sessionKeyValidatorInterface.encodeFunctionData(name as 'revoke', [argument])

const grant = (session: Session): string =>
  sessionKeyValidatorInterface.encodeFunctionData('grant', [sessionStruct(session)])

async function logsOf(module: Address): Promise<readonly ModuleLog[]> {
  const logs: ModuleLog[] = []
  const toBlock = await hre.ethers.provider.getBlockNumber()
  const pages = fetchLogs(hre.ethers.provider, { address: module, topics: [], fromBlock: 0, toBlock })
  for await (const page of pages) logs.push(...page.logs)
  return logs
}

const asker =
  (contract: { getFunction(name: string): (...args: readonly unknown[]) => Promise<unknown> }): LocalLives['ask'] =>
  async ({ account, id }) => ({
    isLive: (await contract.getFunction('isLive')(account, id)) as boolean,
    marker: Number(BigInt((await contract.getFunction('getUsage')(account, id)) as string) & 0xffff_ffffn),
  })
