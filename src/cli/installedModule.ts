// The very module that the account has, in use: the account's grants are made as if it had sent them.
import { computeAddress, id, SigningKey } from 'ethers'

import { grantCall, revokeCall } from '../accounts'
import type { Address } from '../contracts'
import { explainRevert, isLatchkeyError } from '../errors'
import { allow, createSession, sessionId, toAddress, type Session } from '../session'
import { LocalChain } from '../testing/LocalChain'
import { WITNESS_CREATION_CODE } from '../testing/creationCodes'
import { BUNDLE_GAS, OP_FEE, OP_GAS } from '../testing/opGas'
import { recordCall, witnessedIn, WITNESS_ABI } from '../testing/witness'
import { handleOps, readNonce, signSessionOp, type EntryPointVersion, type PackedUserOperation } from '../userOp'
import { signDigest } from '../wire/signDigest'
import { checkOf, type Check } from './accountReads'
import type { LocalNode } from './localNode'
import type { Owned } from './readOwned'

const KEY = new SigningKey(id('latchkey: a session key of conform'))
const STRANGER = new SigningKey(id('latchkey: a key of nobody'))

interface EntryPoint {
  readonly address: Address
  readonly version: EntryPointVersion
}

/** @internal A session of the installed module is granted, used and ended; leaves nothing behind. */
export async function installedModule(
  node: LocalNode,
  owned: Owned,
  entryPoint: EntryPoint,
): Promise<readonly Check[]> {
  if (!owned.installed)
    return TITLES.map((title) => ({ group: 'module', title, verdict: 'notTried', remark: NOT_THERE }))
  return await node.undone(async () => await looks(node, owned, entryPoint))
}

const NOT_THERE = 'the account does not have the module'
const TITLES = [
  'lets a session of the module that it has act',
  'refuses what another key has signed',
  'refuses the session once it is revoked',
] as const

async function looks(node: LocalNode, owned: Owned, entryPoint: EntryPoint): Promise<readonly Check[]> {
  const { account, module } = owned
  const chain = await LocalChain.open({ request: node.request })
  const target = await chain.deploy(WITNESS_CREATION_CODE)
  await chain.fund(account, 10n * OP_FEE)
  const session = await sessionOn(chain, target)
  await node.sendAs(account, module, grantCall({ module, session, account }).data)
  const op = async (key: SigningKey): Promise<PackedUserOperation> =>
    await opOf(chain, owned, { entryPoint, session, target, key })
  const send = async (key: SigningKey): Promise<true | string> => {
    // Made before: an op that cannot be made was refused by nobody.
    const made = await op(key)
    try {
      const { receipt } = await handleOps(entryPoint.address, [made], chain.signer, { gasLimit: BUNDLE_GAS })
      const seen = witnessedIn(await chain.provider.getTransactionReceipt(receipt.hash), [target])
      return seen[0]?.caller === account || 'its op was accepted, and its call not made by the account'
    } catch (thrown) {
      return refusalIn(thrown)
    }
  }
  const used = await send(KEY)
  const stranger = await send(STRANGER)
  await node.sendAs(account, module, revokeCall({ module, id: sessionId(session) }).data)
  const after = await send(KEY)
  const isRefused = (found: true | string): true | string => (found === true ? 'it is accepted' : true)
  const [acts, refusesKey, refusesRevoked] = TITLES
  // A refusal says something only where the same op is accepted otherwise.
  const unless = (title: string, found: true | string): Check =>
    used === true
      ? checkOf('module', title, isRefused(found))
      : { group: 'module', title, verdict: 'notTried', remark: 'no session can act' }
  return [checkOf('module', acts, used), unless(refusesKey, stranger), unless(refusesRevoked, after)]
}

const sessionOn = async (chain: LocalChain, target: Address): Promise<Session> =>
  createSession({
    signer: toAddress(computeAddress(KEY.publicKey)),
    allow: [allow({ address: target, abi: WITNESS_ABI }, 'record')],
    expires: '1h',
    fees: { max: 4n * OP_FEE },
    now: await chain.now(),
  })

interface Op {
  readonly entryPoint: EntryPoint
  readonly session: Session
  readonly target: Address
  readonly key: SigningKey
}

async function opOf(chain: LocalChain, { account, module, adapter }: Owned, op: Op): Promise<PackedUserOperation> {
  const { entryPoint, target, session, key } = op
  const nonceKey = adapter.nonceKey(module, 0)
  const nonce = await readNonce(chain.provider, { entryPoint: entryPoint.address, sender: account, key: nonceKey })
  const { userOp } = await signSessionOp({
    session,
    // As a function it is taken at its word, whose key it is.
    key: (digest) => signDigest(key, digest),
    calls: [recordCall(target, 1n, 0n)],
    userOp: { sender: account, nonce, ...OP_GAS },
    module,
    entryPoint,
    chainId: chain.chainId,
    account: adapter,
  })
  return userOp
}

/** What a refusal says; what is none is thrown on. */
function refusalIn(thrown: unknown): string {
  const error = explainRevert(thrown)
  if (isLatchkeyError(error, 'RevertWithoutData')) throw thrown
  return `${error.code}: ${error.why}`
}
