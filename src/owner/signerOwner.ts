// An ethers Signer that owns the account: makes the owner's op, signs it, and sends it through a bundler.
import type { Provider, Signer } from 'ethers'

import { openZeppelinAccount, type AccountAdapter } from '../accounts'
import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { buildOp, unpackUserOp, type EntryPointVersion, type UserOp } from '../userOp'
import { draftOp, type Drafting } from './draftOp'
import type { GrantTypedData, Owner, OwnerCalls, SentCalls } from './Owner'
import type { OwnerBundler, OwnerFees, OwnerGas } from './OwnerBundler'
import type { OwnerSignatures } from './OwnerSignatures'
import { entryOn, ownAccount, refuseOtherChain } from './refuseOtherPlace'
import { untilAnswered, type Polling } from './untilAnswered'
import { asOwnerError } from './walletErrors'

/** What {@link signerOwner} needs. */
export interface SignerOwnerOptions extends Polling {
  /** Holds the owner's key; connected to a provider. */
  readonly signer: Signer
  readonly account: Address
  /** Which validator checks the owner, and what it wants, such as `openZeppelinOwner(validator)`. */
  readonly signatures: OwnerSignatures
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  /** Any bundler of the client, or `directBundler`. */
  readonly bundler: OwnerBundler
  /** The kind of account; `openZeppelinAccount` if omitted. */
  readonly adapter?: AccountAdapter | undefined
  /** Deploys the account with its first op. */
  readonly deployment?: { readonly factory: Address; readonly factoryData: Hex } | undefined
  /** In place of the bundler's estimate, field by field. */
  readonly gas?: Partial<OwnerGas> | undefined
  readonly fees?: OwnerFees | undefined
}

/**
 * The owner of an account by a key. The key is asked once for each `sendCalls` and `signTypedData`, and again for calls that others
 * of this owner have overtaken.
 *
 * @throws OwnerProviderMissing. Its methods: as {@link Owner}, OwnerKeyMissing, and what the bundler refuses.
 *
 * @example
 * ```ts
 * const signer = new Wallet(KEY, provider)
 * const place = { account: ACCOUNT, entryPoint: op.entryPoint, signatures: openZeppelinOwner(OWNER_VALIDATOR) }
 * const owner = signerOwner({ ...place, signer, bundler: directBundler(signer) })
 * const refused = await owner.sendCalls({ chainId: 1n, account: ACCOUNT, calls: [upvote] }).catch((error) => error)
 * refused.code // => 'OwnerChainWrong'
 * ```
 */
export function signerOwner(options: SignerOwnerOptions): Owner {
  const { signer, account, signatures, adapter = openZeppelinAccount } = options
  const { provider } = signer
  if (provider === null) throw new LatchkeyError('OwnerProviderMissing', {})
  const sign = adapter.ownerSeesTypedData ? signatures.signTypedData : undefined
  const sender: Sender = { ...options, adapter, provider, last: undefined, turn: Promise.resolve() }
  return {
    sendCalls: async (request) => await sendCalls(sender, request),
    ...(sign !== undefined && {
      signTypedData: async (grant: GrantTypedData): Promise<Hex> => {
        ownAccount(entryOn(await chainOf(provider), grant).account, [account])
        return await asked('signTypedData', async () => await sign(signer, grant))
      },
    }),
  }
}

interface Sender extends Drafting, SignerOwnerOptions {
  readonly adapter: AccountAdapter
  /** What was sent last. */
  last: SignedOp | undefined
  /** Settles when nothing is being sent. */
  turn: Promise<unknown>
}

/** At an op that may be stuck: it must not hold up a revocation for long. */
const LOOKS = 20

interface SignedOp {
  readonly userOp: UserOp
  readonly userOpHash: Hex
}

async function sendCalls(sender: Sender, request: OwnerCalls): Promise<SentCalls> {
  ownAccount(request.account, [sender.account])
  refuseOtherChain(request.chainId, await chainOf(sender.provider))
  for (;;) {
    const before = sender.last
    // Signed out of turn, also when it is signed anew: a question that nobody answers holds up no other.
    const op = await signedOp(sender, request)
    const sent = sender.turn.then(async () => await sendAfter(sender, before, op))
    sender.turn = sent.catch(() => undefined)
    if (await sent) return { id: op.userOpHash, wait: async () => await mined(sender, op.userOpHash) }
  }
}

// false: it has to count on from another, which is mined now, or, if it never will be, or the chain went back, take its place.
async function sendAfter(sender: Sender, before: SignedOp | undefined, op: SignedOp): Promise<boolean> {
  const { last, bundler, entryPoint } = sender
  if (last !== undefined && (last !== before || last.userOp.nonce >= op.userOp.nonce)) {
    await mined({ ...sender, attempts: LOOKS }, last.userOpHash).catch(() => undefined)
    // It was known when the nonce was read: the chain is right.
    if (last === before) sender.last = undefined
    return false
  }
  await bundler.send(op.userOp, entryPoint.address)
  sender.last = op
  return true
}

async function mined(sender: Sender, userOpHash: Hex): ReturnType<SentCalls['wait']> {
  const receipt = await untilAnswered(userOpHash, sender, async () => await sender.bundler.receipt(userOpHash))
  return { transactionHash: receipt.transactionHash, success: receipt.success }
}

async function signedOp(sender: Sender, { chainId, calls }: OwnerCalls): Promise<SignedOp> {
  const { entryPoint, signer, signatures, adapter } = sender
  const draft = await draftOp(sender, calls)
  const { userOp, userOpHash } = buildOp({ calls, userOp: draft, entryPoint, chainId, account: adapter })
  const op = { userOp, userOpHash, entryPoint, chainId }
  const signature = await asked('signOp', async () => await signatures.signOp(signer, op))
  return { userOp: unpackUserOp({ ...userOp, signature }), userOpHash }
}

const chainOf = async (provider: Provider): Promise<bigint> => (await provider.getNetwork()).chainId

/** What the key's own wallet refuses is refused by the owner. */
async function asked<Answer>(method: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (thrown) {
    throw asOwnerError(method, thrown)
  }
}
