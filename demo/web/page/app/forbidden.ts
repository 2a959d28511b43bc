// What the session does not allow, tried: the client says why, and then the chain is asked too, by an op that no client would send.
import { parseEther } from 'ethers'
import {
  handleOps,
  isLatchkeyError,
  openZeppelinAccount,
  readNonce,
  signDigest,
  signSessionOp,
  type Call,
  type Hex,
  type LatchkeyError,
  type LiveSession,
  type SessionKey,
} from 'latchkey'

import type { Here } from '../place'

/** One attempt, and who refused it with what. */
export interface Attempt {
  readonly title: string
  readonly client: LatchkeyError | 'allowed'
  /** undefined: being asked. */
  readonly chain: LatchkeyError | 'allowed' | undefined
}

const GAS = { verificationGasLimit: 150_000n, callGasLimit: 100_000n, preVerificationGas: 50_000n }
/** Given, so that no estimation refuses before the chain does. */
const BUNDLE_GAS = 2_000_000n
const FEES = { maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 0n }

/** Whose session it is, and its key; undefined: it is not to be had. */
export interface Stolen {
  readonly here: Here
  readonly live: LiveSession
  readonly key: SessionKey | undefined
}

/** Tries all of it, one after the other, and tells how it goes. */
export async function tryAll({ here, live, key }: Stolen, tell: (attempts: readonly Attempt[]) => void): Promise<void> {
  const made: Attempt[] = []
  tell([])
  for (const { title, call } of temptations(here, live)) {
    const attempt = { title, client: await askClient(live, call), chain: undefined }
    tell([...made, attempt])
    made.push({ ...attempt, chain: key === undefined ? undefined : await askChain({ here, live, key }, call) })
    tell([...made])
  }
}

/** What a thief of the key would try first. */
function temptations(here: Here, live: LiveSession): readonly { readonly title: string; readonly call: Call }[] {
  const { withdraw, tip } = live.contract(here.contract)
  return [
    { title: 'Withdraw the tips of Socio3', call: withdraw.toCall(here.owner) },
    { title: 'Tip 1 ETH', call: tip.toCall(0, { value: parseEther('1') }) },
    { title: 'Send 1 ETH to somebody', call: { to: here.owner, value: parseEther('1'), data: '0x' } },
  ]
}

/** Why the client would not send it. */
async function askClient(live: LiveSession, call: Call): Promise<LatchkeyError | 'allowed'> {
  const verdict = await live.can(call)
  return verdict.ok ? 'allowed' : verdict.error
}

/** Why the chain does not take it: a bundle of this one op, which is mined whatever becomes of it. */
async function askChain(
  { here, live, key }: Stolen & { readonly key: SessionKey },
  call: Call,
): Promise<LatchkeyError | 'allowed'> {
  const { account: sender, entryPoint, module, provider, chainId } = here
  const { session } = live
  const nonceKey = openZeppelinAccount.nonceKey(module, 0)
  const nonce = await readNonce(provider, { entryPoint: entryPoint.address, sender, key: nonceKey })
  const nearest = session.permissions.findIndex(
    ({ target, selector }) => target === call.to && selector === call.data.slice(0, 10),
  )
  const { userOp } = await signSessionOp({
    session,
    // A function signs whatever it is given, as a thief would.
    key: typeof key === 'function' ? key : (digest: Hex) => signDigest(key, digest),
    calls: [call],
    permissionIndexes: [Math.max(0, nearest)],
    userOp: { sender, nonce, ...GAS, ...FEES },
    ...{ module, entryPoint, chainId: BigInt(chainId) },
  })
  try {
    // The development chain's own money pays for the transaction.
    await handleOps(entryPoint.address, [userOp], await provider.getSigner(0), { gasLimit: BUNDLE_GAS })
    return 'allowed'
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return thrown
    throw thrown
  }
}
