// An ethers Signer that owns the account: makes the owner's op, signs it, and sends it through a bundler.
import type { Provider, Signer } from 'ethers'

import { openZeppelinAccount, type AccountAdapter } from '../accounts'
import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { buildOp, readNonce, unpackUserOp, worstCaseFee, type EntryPointVersion, type UserOp } from '../userOp'
import { mayPrefund, PREFUND_GAS } from '../userOp/prefund'
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

/** What bundlers want between the limit and what is used (LIM-030). */
const VERIFICATION_MARGIN = 4_000n

/**
 * The owner of an account by a key. The key is asked once for each `sendCalls` and `signTypedData`, and for nothing else.
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
  return {
    sendCalls: async (request) => await sendCalls({ ...options, adapter, provider }, request),
    ...(sign !== undefined && {
      signTypedData: async (grant: GrantTypedData): Promise<Hex> => {
        ownAccount(entryOn(await chainOf(provider), grant).account, [account])
        return await asked('signTypedData', async () => await sign(signer, grant))
      },
    }),
  }
}

type Sender = SignerOwnerOptions & { readonly adapter: AccountAdapter; readonly provider: Provider }

async function sendCalls(sender: Sender, { chainId, account, calls }: OwnerCalls): Promise<SentCalls> {
  const { provider, bundler, entryPoint, signer, signatures, adapter } = sender
  ownAccount(account, [sender.account])
  refuseOtherChain(chainId, await chainOf(provider))
  const draft = await draftOp(sender, calls)
  const { userOp, userOpHash } = buildOp({ calls, userOp: draft, entryPoint, chainId, account: adapter })
  const signature = await asked(
    'signOp',
    async () => await signatures.signOp(signer, { userOp, userOpHash, entryPoint, chainId }),
  )
  await bundler.send(unpackUserOp({ ...userOp, signature }), entryPoint.address)
  const wait = async (): ReturnType<SentCalls['wait']> => {
    const receipt = await untilAnswered(userOpHash, sender, async () => await bundler.receipt(userOpHash))
    return { transactionHash: receipt.transactionHash, success: receipt.success }
  }
  return { id: userOpHash, wait }
}

/** Everything but the signature. */
async function draftOp(sender: Sender, calls: OwnerCalls['calls']): Promise<UserOp> {
  const { account, adapter, provider, entryPoint, signatures, bundler } = sender
  const key = signatures.nonceKey ?? adapter.nonceKey(signatures.validator, 0)
  const nonce = await readNonce(provider, { entryPoint: entryPoint.address, sender: account, key })
  const isDeployed = sender.deployment === undefined || (await provider.getCode(account)) !== '0x'
  const draft = {
    sender: account,
    nonce,
    ...(!isDeployed && sender.deployment),
    callData: adapter.encodeExecute(calls),
    ...NO_GAS,
    ...(sender.fees ?? (await bundler.fees?.()) ?? (await suggestedFees(provider))),
    signature: signatures.dummySignature,
  }
  const { callGasLimit, verificationGasLimit, preVerificationGas } = await bundler.estimate(draft, entryPoint.address)
  const gas = {
    callGasLimit,
    verificationGasLimit: verificationGasLimit + VERIFICATION_MARGIN,
    preVerificationGas,
    ...sender.gas,
  }
  const unpaid = { entryPoint: entryPoint.address, sender: account, fee: worstCaseFee({ ...draft, ...gas }) }
  const paid = (await mayPrefund(provider, unpaid)) ? PREFUND_GAS : 0n
  return { ...draft, ...gas, verificationGasLimit: sender.gas?.verificationGasLimit ?? gas.verificationGasLimit + paid }
}

const NO_GAS: OwnerGas = { callGasLimit: 0n, verificationGasLimit: 0n, preVerificationGas: 0n }

async function suggestedFees(provider: Provider): Promise<OwnerFees> {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await provider.getFeeData()
  const price = maxFeePerGas ?? gasPrice ?? 0n
  return { maxFeePerGas: price, maxPriorityFeePerGas: maxFeePerGas === null ? price : (maxPriorityFeePerGas ?? 0n) }
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
