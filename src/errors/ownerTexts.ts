// Words for what comes between the client and the owner's wallet or key.
import type { Address } from '../contracts'
import type { ErrorText, NoArgs } from './ErrorText'

const SMART_WALLETS = 'a wallet whose account this is (ERC-5792), or signerOwner with the key that owns the account'

/** One writer per code. */
export const ownerTexts = {
  OwnerRejected: ({ method }: { method: string }): ErrorText => ({
    title: 'the owner said no',
    why: `The owner was asked (${method}) and refused. Nothing was sent.`,
    fix: 'Say what the session is for, and ask again when the owner wants it.',
  }),
  OwnerChainWrong: ({ expected, actual }: { expected: bigint; actual: bigint }): ErrorText => ({
    title: 'owner on another chain',
    why: `This is for chain ${expected}; the owner's side is on chain ${actual}. The owner was not asked.`,
    fix: `Switch the wallet to chain ${expected} (wallet_switchEthereumChain), or give a provider of that chain.`,
  }),
  OwnerChainNotNamed: ({ chainId, named }: { chainId: bigint; named: readonly bigint[] }): ErrorText => ({
    title: 'grant for other chains',
    why: `The grant names ${named.length === 0 ? 'no chain' : `chain ${named.join(', ')}`}; the owner's side is on chain ${chainId}. The owner was not asked.`,
    fix: 'Switch to one of the chains of the grant, or sign a grant with an entry for this one.',
  }),
  OwnerAccountWrong: ({ expected, actual }: { expected: Address; actual: readonly Address[] }): ErrorText => ({
    title: 'not an account of this owner',
    why: `This is for account ${expected}; the owner has ${actual.join(', ')}. The owner was not asked.`,
    fix: `Connect ${expected} in the wallet, or use another owner.`,
  }),
  OwnerNotConnected: ({ account }: { account: Address }): ErrorText => ({
    title: 'wallet not connected',
    why: `The wallet shows this page no account, so not ${account} either.`,
    fix: 'Connect the wallet (eth_requestAccounts), and ask again.',
  }),
  OwnerDisconnected: ({ method }: { method: string }): ErrorText => ({
    title: 'wallet offline',
    why: `The wallet has no connection to the chain and did not answer ${method}.`,
    fix: 'Wait until the wallet is connected again. What it was asked before may still be carried out.',
  }),
  OwnerMethodMissing: ({ method }: { method: string }): ErrorText => ({
    title: 'wallet without this method',
    why: `The wallet does not know ${method}.`,
    fix: `Use ${SMART_WALLETS}.`,
  }),
  OwnerNotAtomic: ({ account, calls }: { account: Address; calls: number }): ErrorText => ({
    title: 'no batches on this account',
    why: `${calls} calls must be executed together or not at all, which the wallet does not promise for ${account}.`,
    fix: `Use ${SMART_WALLETS}.`,
  }),
  OwnerAnswerNotValid: ({ method, answer }: { method: string; answer: string }): ErrorText => ({
    title: 'answer of the wallet not understood',
    why: `To ${method} the wallet answered ${answer}.`,
    fix: 'Use a wallet that keeps to ERC-5792 and EIP-712.',
  }),
  OwnerFailed: ({ method, code, message }: { method: string; code: number; message: string }): ErrorText => ({
    title: 'the wallet failed',
    why: `To ${method} the wallet answered error ${code}: ${message.replace(/\s+/g, ' ')}`,
    fix: 'See what the wallet says; the cause holds all of it.',
  }),
  OwnerCallsPending: ({ id }: { id: string }): ErrorText => ({
    title: 'not on the chain yet',
    why: `${id} was sent; while it was waited for, the chain had no outcome.`,
    fix: 'Call wait() again. Do not send it a second time: it may still be executed.',
  }),
  OwnerCallsDropped: ({ id, status }: { id: string; status: number }): ErrorText => ({
    title: 'given up by the wallet',
    why: `The wallet says that ${id} did not reach the chain and will not (status ${status}).`,
    fix: 'Ask the owner again.',
  }),
  OwnerNotDelegated: ({ account }: { account: Address }): ErrorText => ({
    title: 'account without code',
    why: `${account} delegates to nobody, so what it should run itself would do nothing. The owner was not asked.`,
    fix: 'Delegate it to a smart account first (EIP-7702), or send calls to other contracts one by one.',
  }),
  OwnerKeyMissing: (_: NoArgs): ErrorText => ({
    title: 'signer cannot sign this op',
    why: 'EntryPoint v0.7 has an op signed as 32 bytes, which this signer does not do: it signs messages and typed data.',
    fix: 'Give a Wallet of ethers, an account on EntryPoint v0.8 or later, or signatures of a validator that takes messages.',
  }),
  OwnerProviderMissing: (_: NoArgs): ErrorText => ({
    title: 'signer without a provider',
    why: "The owner's op needs its nonce, the fees and the chain's id, and there is nobody to ask.",
    fix: 'Connect the signer to a provider: signer.connect(provider).',
  }),
} as const
