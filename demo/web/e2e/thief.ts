// Who has a session's key: sends ops past every client, straight to the EntryPoint.
import { computeAddress, SigningKey } from 'ethers'
import type { Page } from 'playwright-core'

import {
  handleOps,
  isLatchkeyError,
  openZeppelinAccount,
  readNonce,
  RELEASE,
  sessionFromJson,
  signDigest,
  signSessionOp,
  toHex,
  type Call,
  type Hex,
  type Session,
} from '../../../src'
import type { WebStage } from '../server/stage'
import { readStorages } from './storages'

/** A session, and its key. */
export interface Stolen {
  readonly session: Session
  readonly key: SigningKey
}

/** The session that a page keeps, with one of the keys that were overheard. */
export async function steal(page: Page, overheard: readonly string[]): Promise<Stolen> {
  const { texts } = await readStorages(page)
  const stored = texts.find((text) => text.startsWith('{"format":"latchkey-stored-session-1"'))
  if (stored === undefined) throw new Error('The page keeps no session')
  const session = sessionFromJson((JSON.parse(stored) as { session: unknown }).session)
  const keys = overheard.map((hex) => new SigningKey(`0x${hex}`))
  const key = keys.find((one) => addressOf(one) === session.signer.toLowerCase())
  if (key === undefined) throw new Error('No key that was overheard is that of the session')
  return { session, key }
}

const GAS = { verificationGasLimit: 150_000n, callGasLimit: 100_000n, preVerificationGas: 50_000n }
const FEES = { maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 0n }
const BUNDLE_GAS = 2_000_000n

/** The code with which the chain refuses an upvote by this session, or `taken`. */
export async function upvoteOf(stage: WebStage, { session, key }: Stolen): Promise<string> {
  const { account: sender, chainId, entryPoint, provider, socio3, deployer } = stage
  const module = RELEASE.validator.address
  const nonce = await readNonce(provider, {
    ...{ entryPoint: entryPoint.address, sender },
    key: openZeppelinAccount.nonceKey(module, 0),
  })
  const data = toHex(socio3.interface.encodeFunctionData('upvotePost', [0]))
  const call: Call = { to: toHex(await socio3.getAddress()), value: 0n, data }
  const { userOp } = await signSessionOp({
    ...{ session, calls: [call], module, entryPoint, chainId },
    key: (digest: Hex) => signDigest(key, digest),
    userOp: { sender, nonce, ...GAS, ...FEES },
  })
  try {
    await handleOps(entryPoint.address, [userOp], deployer, { gasLimit: BUNDLE_GAS })
    return 'taken'
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return thrown.code
    throw thrown
  }
}

const addressOf = (key: SigningKey): string => computeAddress(key.publicKey).toLowerCase()
